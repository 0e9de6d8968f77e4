"""Effect status on a day, as far as the registry tells."""

from dataclasses import replace

import pytest

from tests.web import office
from web.effect import Effect, effect_on

KNOWN = office.INSTRUMENTS[0]


@pytest.mark.parametrize(
    ("status", "start", "end", "day", "present", "effect"),
    [
        (None, None, None, "2018-09-05", False, Effect.UNKNOWN),
        ("in_force", "2018-06-21", None, None, False, Effect.UNKNOWN),
        ("in_force", "2018-06-21", None, "2018", False, Effect.UNKNOWN),
        ("in_force", "2018-06-21", None, "2018-06-20", False, Effect.NOT_YET),
        ("in_force", "2018-06-21", None, "2018-06-21", False, Effect.IN_FORCE),
        ("in_force", None, None, "2018-04-22", False, Effect.NOT_YET),
        ("replaced", "2018-06-21", "2025-07-01", "2025-06-30", False, Effect.IN_FORCE),
        ("replaced", "2018-06-21", "2025-07-01", "2025-07-01", False, Effect.EXPIRED),
        ("replaced", "2018-06-21", None, "2025-07-01", False, Effect.UNKNOWN),
        ("replaced", "2018-06-21", None, "2025-07-01", True, Effect.EXPIRED),
        ("expired", None, None, "2025-07-01", True, Effect.EXPIRED),
    ],
)
def test_effect_on_a_day(
    status: str | None,
    start: str | None,
    end: str | None,
    day: str | None,
    present: bool,
    effect: Effect,
) -> None:
    """The end is exclusive, a past day is judged by dates alone, and doubt is never in force."""
    instrument = replace(KNOWN, status=status, effective_from=start, effective_to=end)
    assert effect_on(instrument, day, present=present) is effect
