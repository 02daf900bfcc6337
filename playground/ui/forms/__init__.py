"""Forms: a described parameter becomes its editor, a described kind becomes its form."""

from playground.ui.forms.form import Form

__all__ = ["Form"]
