"""BaseRequest: the base of what views may ask of the network, with the type of the answer. Plain values, no torch."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

import msgspec

A = TypeVar("A", covariant=True)


class BaseRequest(msgspec.Struct, Generic[A], frozen=True):
    """The base of requests, with the type of their answer.

    While training goes on, a ``costly`` one is answered now and then; paused, always. The answer to one that
    ``shows_settings`` is another as soon as the optimizer's settings are. One that ``shows_weights`` can be answered of
    other weights than those that learn, such as of their mean; the others are about learning itself, or about none.
    """

    costly: ClassVar[bool] = False
    shows_settings: ClassVar[bool] = False

    @property
    def shows_weights(self) -> bool:
        """Whether other weights may be looked at in the place of those that learn."""
        return True
