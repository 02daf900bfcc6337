"""The view Convolution bench, with all that only it uses."""
