"""The view Saliency, with all that only it uses."""
