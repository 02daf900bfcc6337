"""Ages: when something was written, in words and to the minute."""

from __future__ import annotations

from datetime import datetime

from playground.numerals import counted

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def ago(seconds: float) -> str:
    """How long ago something was: ``just now``, ``3 minutes ago``, ``2 days ago``; what is to come counts as now."""
    for length, noun in _UNITS:
        if seconds >= length:
            return f"{counted(int(seconds // length), noun)} ago"
    return "just now"


def to_the_minute(when: float) -> str:
    """A time (seconds since 1970) as ``30 Nov 2026, 14:05`` in local time; no clock shows some."""
    try:
        moment = datetime.fromtimestamp(when)
    except (ValueError, OverflowError, OSError):
        return "at an unknown time"
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{moment.day} {months[moment.month - 1]} {moment.year}, {moment:%H:%M}"
