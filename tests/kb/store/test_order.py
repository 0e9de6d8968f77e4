"""Whatever the order in which reports arrive, the catalogue is the same to the byte."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kb.store.engines import TableEngine
from tests.kb.store.samples import File, citation, file, instrument, lines, open_store

KEYS = (
    "vn:ttg:ct:16:2016",
    "vn:ttg:ct:16:2020",
    "vn:ttg:ct:16:?",
    "vn:?:ct:16:?",
    "vn:ttg:ct:17:?",
    "vn-travinh:stttt:bc:1:?",
)
REGISTRY = [instrument("vn:ttg:ct:17:2019", "2019-06-13", "Về chỉ thị khác")]

dates = st.sampled_from([None, "2016-05-16", "2020-03-31"])
citations = st.lists(st.builds(citation, st.sampled_from(KEYS), date=dates), max_size=4)


@st.composite
def folders(draw: st.DrawFn) -> dict[str, File]:
    """Return a folder of a few reports."""
    count = draw(st.integers(1, 5))
    numbers = st.sampled_from([None, "1", "2"])
    return {f"{n}.txt": file(str(n), *draw(citations), number=draw(numbers)) for n in range(count)}


@st.composite
def histories(draw: st.DrawFn) -> tuple[dict[str, File], list[list[str]]]:
    """Return a folder and a way to it: batches of paths, all of them at least once at the end."""
    folder = draw(folders())
    order = draw(st.permutations(sorted(folder)))
    cuts = sorted(draw(st.sets(st.integers(1, len(order)), max_size=3)))
    batches = [order[a:b] for a, b in zip([0, *cuts], [*cuts, len(order)], strict=True)]
    return folder, [batch for batch in batches if batch]


def export(folder: dict[str, File], batches: Sequence[Sequence[str]], *, detour: bool) -> list[str]:
    """Return the export after committing the batches; a detour adds a report and drops it again."""
    stray = file("lạc", citation(KEYS[0], date="2016-05-16"), citation(KEYS[2]), number="1")
    with (
        tempfile.TemporaryDirectory() as home,
        open_store(Path(home), TableEngine(), registry=REGISTRY) as store,
    ):
        with store.writer() as writer:
            if detour:
                writer.put("stray", stray.data, stray.report)
                writer.commit()
            for batch in batches:
                for path in batch:
                    writer.put(path, folder[path].data, folder[path].report)
                writer.commit()
            writer.forget("stray")
            writer.commit()
        assert store.verify() == ()
        return lines(store)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories(), detour=st.booleans())
def test_order_does_not_matter(
    history: tuple[dict[str, File], list[list[str]]], *, detour: bool
) -> None:
    """Any order, any batches and any detour end in the export of one commit in order."""
    folder, batches = history
    assert export(folder, batches, detour=detour) == export(folder, [sorted(folder)], detour=False)
