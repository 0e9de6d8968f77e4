"""Questions that take too long are given up on, and do not hold up the others."""

import threading
from collections.abc import Awaitable, Callable

import anyio
import pytest

from web.asking import TooSlow, desk


def test_slow_question_is_given_up() -> None:
    """A question beyond its time raises, while its thread is still at work."""
    release = threading.Event()
    made = desk(1, 0.05)

    async def ask() -> None:
        await made.ask(release.wait)

    with pytest.raises(TooSlow):
        anyio.run(_freeing, ask, release)


def test_waiting_for_a_place_counts() -> None:
    """With all places taken the next question is refused in time, not queued for ever."""
    release = threading.Event()
    made = desk(1, 0.05)

    async def twice() -> None:
        with pytest.raises(TooSlow):
            await made.ask(release.wait)
        await made.ask(int)

    with pytest.raises(TooSlow):
        anyio.run(_freeing, twice, release)


async def _freeing(question: Callable[[], Awaitable[None]], release: threading.Event) -> None:
    try:
        await question()
    finally:
        release.set()
