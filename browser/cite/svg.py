"""A picture as SVG: text stays text, so that it can be read aloud, searched, edited and translated.

Lines are broken so that they fit in Roboto and in the types that stand in where it is missing.
"""

from html import escape
from typing import Final

from layouts.picture import BAR, GROUND, PAPER, Box, Mark, Picture, Rule, Striped, Triangle, Words

FONTS: Final = "Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"
_STRIPES: Final = (
    '<defs><pattern id="open" width="6" height="6" patternUnits="userSpaceOnUse" '
    f'patternTransform="rotate(45)"><rect width="6" height="6" fill="{GROUND}"/>'
    f'<rect width="1.6" height="6" fill="{BAR}"/></pattern></defs>'
)


def svg(picture: Picture) -> bytes:
    """The file, with what the picture shows as its title, description and metadata."""
    width, height = _number(picture.width), _number(picture.height)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="title desc" '
        f'xml:lang="{picture.language}" font-family="{FONTS}">',
        f'<title id="title">{_text(picture.title)}</title>',
        f'<desc id="desc">{_text(picture.description)}</desc>',
        '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description rdf:about="">'
        f"<dc:title>{_text(picture.title)}</dc:title>"
        f"<dc:source>{_text(picture.source)}</dc:source>"
        f"<dc:description>{_text(picture.description)}</dc:description>"
        "</rdf:Description></rdf:RDF></metadata>",
        _STRIPES,
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
        *map(_mark, picture.marks),
        "</svg>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _mark(mark: Mark) -> str:
    match mark:
        case Box(x, y, wide, high, fill):
            return _rectangle(x, y, wide, high, f'fill="{fill}"')
        case Striped(x, y, wide, high):
            look = f'fill="url(#open)" stroke="{BAR}" stroke-width="1"'
            inset = 0.5 if wide > 1 else 0
            return _rectangle(x + inset, y + inset, wide - 2 * inset, high - 2 * inset, look)
        case Rule():
            ends = ((name, getattr(mark, name)) for name in ("x1", "y1", "x2", "y2"))
            placed = " ".join(f'{name}="{_number(value)}"' for name, value in ends)
            return f'<line {placed} stroke="{mark.colour}" stroke-width="{_number(mark.width)}"/>'
        case Triangle():
            corners = " ".join(f"{_number(x)},{_number(y)}" for x, y in mark.corners)
            return f'<polygon points="{corners}" fill="{mark.colour}"/>'
        case Words():
            bold = ' font-weight="700"' if mark.bold else ""
            anchor = f' text-anchor="{mark.anchor}"' if mark.anchor != "start" else ""
            return (
                f'<text x="{_number(mark.x)}" y="{_number(mark.y)}" '
                f'font-size="{_number(mark.size)}" fill="{mark.colour}"{bold}{anchor}>'
                f"{_text(mark.text)}</text>"
            )


def _rectangle(x: float, y: float, wide: float, high: float, look: str) -> str:
    placed = (("x", x), ("y", y), ("width", max(wide, 0.5)), ("height", max(high, 0.5)))
    return (
        "<rect " + " ".join(f'{name}="{_number(value)}"' for name, value in placed) + f" {look}/>"
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _text(words: str) -> str:
    """Text for XML, without the characters that it forbids (XML 1.0, production 2)."""
    allowed = (mark for mark in words if mark >= " " and mark not in "\ufffe\uffff")
    return escape("".join(allowed), quote=False)
