"""BaseRequest: the base of what views may ask of the network."""

from __future__ import annotations

from typing import ClassVar

import msgspec


class BaseRequest(msgspec.Struct, frozen=True):
    """The base of requests. While training goes on, a ``costly`` one is answered now and then; paused, always.

    The answer to one that ``shows_settings`` is another as soon as the optimizer's settings are.
    """

    costly: ClassVar[bool] = False
    shows_settings: ClassVar[bool] = False
