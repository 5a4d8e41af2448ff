"""A picture as PNG, twice as fine as it is set, for slides and print; the same marks as the SVG."""

import io
from typing import Final

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from browser.cite.type_faces import type_face
from layouts.picture import BAR, GROUND, PAPER, Box, Mark, Picture, Rule, Striped, Words

FINE: Final = 2  # pixels of the file per pixel of the picture
COLOURS: Final = 64  # enough for smooth edges of a dozen colours, in a quarter of the bytes
_ANCHORS: Final = {"start": "ls", "middle": "ms", "end": "rs"}
_STEP: Final = 8  # pixels from stripe to stripe
_STRIPE: Final = 2


def png(picture: Picture) -> bytes:
    """The file, with what the picture shows in its text chunks (PNG, 11.3.3)."""
    size = (round(picture.width * FINE), round(picture.height * FINE))
    image = Image.new("RGB", size, PAPER)
    drawing = ImageDraw.Draw(image)
    for mark in picture.marks:
        _draw(image, drawing, mark)
    stated = PngInfo()
    for name, words in (
        ("Title", picture.title),
        ("Description", picture.description),
        ("Source", picture.source),
    ):
        stated.add_itxt(name, words, picture.language)
    stream = io.BytesIO()
    reduced = image.quantize(COLOURS, dither=Image.Dither.NONE)
    reduced.save(stream, "PNG", optimize=True, pnginfo=stated, dpi=(192, 192))
    return stream.getvalue()


def _draw(image: Image.Image, drawing: ImageDraw.ImageDraw, mark: Mark) -> None:
    match mark:
        case Box(x, y, wide, high, fill):
            drawing.rectangle(_corners(x, y, wide, high), fill=fill)
        case Striped(x, y, wide, high):
            _stripe(image, drawing, _corners(x, y, wide, high))
        case Rule():
            ends = (mark.x1 * FINE, mark.y1 * FINE, mark.x2 * FINE, mark.y2 * FINE)
            drawing.line(ends, fill=mark.colour, width=max(round(mark.width * FINE), 1))
        case Words():
            face = type_face(round(mark.size * FINE), mark.bold)
            at = (mark.x * FINE, mark.y * FINE)
            drawing.text(at, mark.text, mark.colour, face, anchor=_ANCHORS[mark.anchor])


def _corners(x: float, y: float, wide: float, high: float) -> tuple[int, int, int, int]:
    """The first and the last pixel of a rectangle, both included."""
    left, top = round(x * FINE), round(y * FINE)
    right, bottom = round((x + wide) * FINE) - 1, round((y + high) * FINE) - 1
    return left, top, max(right, left), max(bottom, top)


def _stripe(
    image: Image.Image, drawing: ImageDraw.ImageDraw, corners: tuple[int, int, int, int]
) -> None:
    left, top, right, bottom = corners
    wide, high = right - left + 1, bottom - top + 1
    tile = Image.new("RGB", (wide, high), GROUND)
    lines = ImageDraw.Draw(tile)
    for start in range(-high, wide, _STEP):
        lines.line((start, high, start + high, 0), fill=BAR, width=_STRIPE)
    image.paste(tile, (left, top))
    drawing.rectangle(corners, outline=BAR, width=FINE)
