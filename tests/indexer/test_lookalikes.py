"""No two instruments share a key, however alike they look; one has one key, however it is spelled."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.indexer.papers import cited


def _pairs(name: str) -> list[object]:
    """Return the pairs of a file that holds one in each line, with a bar between."""
    lines = Path(__file__).with_name(name).read_text("utf-8").splitlines()
    return [pytest.param(*line.split(" | "), id=line) for line in lines]


def _keys(text: str) -> list[str]:
    return [str(citation.key) for citation in cited(text)]


@pytest.mark.parametrize(("one", "other"), _pairs("lookalikes.txt"))
def test_instruments_that_look_alike_have_keys_of_their_own(one: str, other: str) -> None:
    """Year, term, place, body, type or a letter tells them apart, in two documents and in one."""
    apart = _keys(f"Đơn vị đã nhận {one}.") + _keys(f"Đơn vị đã nhận {other}.")
    together = _keys(f"Đơn vị đã nhận {one}.\nSau đó nhận được {other}.")
    assert len(apart) == len(set(apart)) == 2
    assert together == apart


@pytest.mark.parametrize(("one", "other"), _pairs("spellings.txt"))
def test_spellings_of_one_instrument_lead_to_one_key(one: str, other: str) -> None:
    """Zeros, dashes, abbreviations and what else is said of it change nothing."""
    keys = _keys(f"Đơn vị đã nhận {one}.") + _keys(f"Đơn vị đã nhận {other}.")
    assert len(keys) == 2
    assert len(set(keys)) == 1
