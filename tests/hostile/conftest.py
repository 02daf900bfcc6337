"""The real windows of the stories, for what is hostile to them."""

from tests.stories.conftest import open_window, still_window

__all__ = ["open_window", "still_window"]
