"""The view Accuracy, with all that only it uses."""
