"""Ask the library from the event loop: in threads, a few at once, and never for longer than people wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import anyio
import anyio.to_thread

Answer = TypeVar("Answer")

SEARCHES = 4
"""Searches at once; those given up on keep their place until they end, so that they cannot pile up."""
LOOKUPS = 12
"""Other questions at once."""


class TooSlow(Exception):
    """No answer in time; the page says so and asks to try again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where questions are asked: `seconds` is the longest wait, for a free place included."""

    places: int
    seconds: float
    limiter: list[anyio.CapacityLimiter]
    """Made on first use, since it belongs to the running event loop."""

    async def ask(self, question: Callable[[], Answer]) -> Answer:
        """Return the answer of `question`, run in a thread.

        Raises:
            TooSlow: it took longer than `seconds`; the thread ends by itself later.
        """
        if not self.limiter:
            self.limiter.append(anyio.CapacityLimiter(self.places))
        with anyio.move_on_after(self.seconds):
            return await anyio.to_thread.run_sync(
                question, abandon_on_cancel=True, limiter=self.limiter[0]
            )
        raise TooSlow


def desk(places: int, seconds: float) -> Desk:
    """Return a desk with this many places."""
    return Desk(places=places, seconds=seconds, limiter=[])


bound = partial
"""A question with its words: `bound(library.search, "một cửa", limit=10)`."""
