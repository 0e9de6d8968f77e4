"""Where the one markup made elsewhere enters a page: the drawing of a neighbourhood, checked first."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from markupsafe import Markup

from web.visible import visible

CheckedSvg = Markup
"""SVG that passed `checked_svg`."""

_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = frozenset(
    {
        "a",
        "circle",
        "defs",
        "desc",
        "g",
        "line",
        "marker",
        "path",
        "rect",
        "svg",
        "text",
        "title",
        "tspan",
    }
)
_LINK = re.compile(r"^(/(?!/)|#)")
_LOCAL_USE = re.compile(r"url\((?!#)", re.IGNORECASE)


class UnsafeDrawing(ValueError):
    """A drawing holds what no drawing of ours needs: a programmer's error."""


def checked_svg(svg: str) -> CheckedSvg:
    """Return `svg` as markup after proving that it holds shapes, texts and links inside the site only.

    Raises:
        UnsafeDrawing: an element, attribute or address beyond that.
    """
    if "<!" in svg:
        raise UnsafeDrawing("declaration or comment in a drawing")
    for element in ElementTree.fromstring(svg).iter():  # noqa: S314 (ours, and no declarations)
        if element.tag.removeprefix(_SVG) not in _ELEMENTS:
            raise UnsafeDrawing(f"element {element.tag}")
        for name, value in element.attrib.items():
            _check_attribute(name, value)
    return Markup(visible(svg))  # noqa: S704 (every element and attribute has just been checked)


def _check_attribute(name: str, value: str) -> None:
    plain = name.rsplit("}", 1)[-1].lower()
    if plain.startswith("on") or plain == "style" or _LOCAL_USE.search(value):
        raise UnsafeDrawing(f"attribute {name}")
    if plain in {"href", "src"} and not _LINK.match(value):
        raise UnsafeDrawing(f"address {value}")
