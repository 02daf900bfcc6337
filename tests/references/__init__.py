"""Reference pictures: what the main views look like, drawn from fixed numbers and compared as an eye would."""
