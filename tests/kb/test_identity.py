"""Keys: their five slots, what is refused, what is open."""

import pytest

from kb.identity import InstrumentKey, canonical_number, parse_key


@pytest.mark.parametrize(
    "text",
    [
        "vn:cp:nd:61:2018",
        "vn:qh14:luat:45:2019",
        "vn-travinh:ubnd:qd:1576:2018",
        "dcsvn:tw:kl:120:k11",
        "dcsvn-travinh:tu:ct:12:n2015-2020",
        "vn:bnv-vpcp:ttlt:55:2005",
        "vn:qh:hp:-:2013",
        "vn:ttg:ct:16:?",
        "vn:qh:luat:~luu-tru:?",
        "vn:?ubnd:qd:5:2018",
        "vn:cp:nq:66.16:2026",
        "vn-travinh-canglong-tanbinh:ubnd:qd:1:2020",
    ],
)
def test_key_of_the_scheme_is_read_and_spelled(text: str) -> None:
    """Reading and spelling are inverse."""
    assert str(parse_key(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "61/2018/NĐ-CP",
        "vn:cp:nd:61",
        "vn:cp:nd:61:2018:x",
        "us:cp:nd:61:2018",
        "vn:cp:nd:61:18",
        "vn:cp:nđ:61:2018",
        "vn::nd:61:2018",
        "vn:cp:nd:61:k",
        "vn:cp:nd:6 1:2018",
        "vn-a-b-c-d:cp:nd:61:2018",
        f"vn:{'a' * 121}:nd:61:2018",
    ],
)
def test_what_is_no_key_is_none(text: str) -> None:
    """Ask for it as a citation instead."""
    assert parse_key(text) is None


def test_malformed_slot_is_a_programmers_error() -> None:
    """Only this module builds keys, so a bad slot is a fault of the caller."""
    with pytest.raises(ValueError, match="malformed key"):
        InstrumentKey(realm="vn", body="CP", type="nd", number="61", period="2018")


@pytest.mark.parametrize(
    ("text", "partial"),
    [
        ("vn:cp:nd:61:2018", False),
        ("vn:qh:hp:-:2013", False),
        ("vn:ttg:ct:16:?", True),
        ("vn:?:qd:45:2018", True),
        ("vn:?ubnd:qd:45:2018", True),
        ("vn:qh:luat:~luu-tru:2011", True),
    ],
)
def test_open_slot_makes_a_key_partial(text: str, partial: bool) -> None:
    """A partial key names a series or a guess."""
    key = parse_key(text)
    assert key is not None
    assert key.is_partial is partial


@pytest.mark.parametrize(
    ("text", "party", "province"),
    [
        ("vn:cp:nd:61:2018", False, None),
        ("dcsvn:tw:kl:120:k11", True, None),
        ("dcsvn-travinh:tu:ct:12:n2015-2020", True, "travinh"),
        ("vn-travinh-canglong:ubnd:qd:1:2020", False, "travinh"),
    ],
)
def test_realm_tells_party_and_province(text: str, party: bool, province: str | None) -> None:
    """State and Party, central and local."""
    key = parse_key(text)
    assert key is not None
    assert (key.is_party, key.province) == (party, province)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("05", "5"),
        ("030c", "30c"),
        ("66.16", "66.16"),
        ("0", "0"),
        ("000", "0"),
        ("36A", "36a"),
        ("5đ", "5d"),
    ],
)
def test_number_without_leading_zeros(written: str, number: str) -> None:
    """05 is 5, 36 is not 36a."""
    assert canonical_number(written) == number


def test_keys_sort_by_realm_body_type_number_period() -> None:
    """An order for lists that does not depend on the run."""
    keys = [parse_key(t) for t in ("vn:cp:nd:61:2018", "dcsvn:tw:kl:1:k11", "vn:cp:nd:61:2010")]
    assert [str(k) for k in sorted(k for k in keys if k)] == [
        "dcsvn:tw:kl:1:k11",
        "vn:cp:nd:61:2010",
        "vn:cp:nd:61:2018",
    ]
