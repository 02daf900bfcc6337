"""The look: colours, fonts, sizes and the style sheet."""
