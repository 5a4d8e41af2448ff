"""The type in which pictures are set, and how wide words are in it: the same on every machine."""

import io
from functools import cache
from importlib.resources import files

from PIL import ImageFont

_MEASURED_AT = 1000  # pixels; widths grow in proportion
# Where an SVG is shown without Roboto, Arial stands in for it, which is so much wider at most.
_FALLBACK = 1.08


@cache
def type_face(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    """Roboto in a size in pixels (see ``data/fonts``); laid out without a system's library."""
    name = "Bold" if bold else "Regular"
    stored = io.BytesIO(files("data").joinpath(f"fonts/Roboto-{name}.ttf").read_bytes())
    return ImageFont.truetype(stored, size, layout_engine=ImageFont.Layout.BASIC)


def width_of(words: str, size: float, bold: bool) -> float:
    """The room that words need in pixels, in this type or in what stands in for it."""
    return type_face(_MEASURED_AT, bold).getlength(words) * size * _FALLBACK / _MEASURED_AT
