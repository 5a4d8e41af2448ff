"""A picture as PNG, twice as fine as it is set, for slides and print; the same marks as the SVG."""

import io
from typing import Final

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from browser.cite.type_faces import type_face
from layouts.picture import BAR, GROUND, PAPER, Box, Mark, Picture, Rule, Striped, Triangle, Words

FINE: Final = 2  # pixels of the file per pixel of the picture
COLOURS: Final = 128  # enough for smooth edges of a dozen colours, in a third of the bytes
LONGEST: Final = 6000  # pixels of a file; a longer picture is set as fine as it is
_ANCHORS: Final = {"start": "ls", "middle": "ms", "end": "rs"}
_STEP: Final = 8  # pixels from stripe to stripe
_STRIPE: Final = 2


def png(picture: Picture) -> bytes:
    """The file, with what the picture shows in its text chunks (PNG, 11.3.3)."""
    fine = FINE if picture.height * FINE <= LONGEST else 1
    size = (round(picture.width * fine), round(picture.height * fine))
    image = Image.new("RGB", size, PAPER)
    drawing = ImageDraw.Draw(image)
    for mark in picture.marks:
        _draw(image, drawing, mark, fine)
    stated = PngInfo()
    for name, words in (
        ("Title", picture.title),
        ("Description", picture.description),
        ("Source", picture.source),
    ):
        stated.add_itxt(name, words, picture.language)
    stream = io.BytesIO()
    few = image.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(stream, "PNG", pnginfo=stated, dpi=(96 * fine, 96 * fine))
    return stream.getvalue()


def _draw(image: Image.Image, drawing: ImageDraw.ImageDraw, mark: Mark, fine: int) -> None:
    match mark:
        case Box(x, y, wide, high, fill):
            drawing.rectangle(_corners(x, y, wide, high, fine), fill=fill)
        case Striped(x, y, wide, high):
            _stripe(image, drawing, _corners(x, y, wide, high, fine))
        case Rule():
            ends = (mark.x1 * fine, mark.y1 * fine, mark.x2 * fine, mark.y2 * fine)
            drawing.line(ends, fill=mark.colour, width=max(round(mark.width * fine), 1))
        case Triangle():
            drawing.polygon([(x * fine, y * fine) for x, y in mark.corners], fill=mark.colour)
        case Words():
            face = type_face(round(mark.size * fine), mark.bold)
            at = (mark.x * fine, mark.y * fine)
            drawing.text(at, mark.text, mark.colour, face, anchor=_ANCHORS[mark.anchor])


def _corners(x: float, y: float, wide: float, high: float, fine: int) -> tuple[int, int, int, int]:
    """The first and the last pixel of a rectangle, both included."""
    left, top = round(x * fine), round(y * fine)
    right, bottom = round((x + wide) * fine) - 1, round((y + high) * fine) - 1
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
    drawing.rectangle(corners, outline=BAR, width=2)
