"""Ask the library from the event loop: in threads, a few at once, and never for longer than people wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

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

    places: ThreadPoolExecutor
    seconds: float

    async def ask(self, question: Callable[[], Answer]) -> Answer:
        """Return the answer of `question`, run in a thread.

        Raises:
            TooSlow: it took longer than `seconds`; one that has begun ends by itself later.
        """
        answer = asyncio.wrap_future(self.places.submit(question))
        done, _ = await asyncio.wait({answer}, timeout=self.seconds)
        if not done:
            answer.cancel()
            raise TooSlow
        return answer.result()


def desk(places: int, seconds: float) -> Desk:
    """Return a desk with this many places."""
    return Desk(places=ThreadPoolExecutor(places, thread_name_prefix="ask"), seconds=seconds)


bound = partial
"""A question with its words: `bound(library.search, "một cửa", limit=10)`."""
