"""Pictures: plain marks in a list that is written as SVG and as PNG, so that both show the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 960  # pixels, as are all sizes here
EDGE: Final = 36
INSIDE: Final = WIDTH - 2 * EDGE

PAPER: Final = "#ffffff"
INK: Final = "#1b2430"
SOFT: Final = "#4f5a66"
LINE: Final = "#d9d5c9"
BAR: Final = "#16706c"
GROUND: Final = "#cfe3df"  # below the stripes of what a band leaves open
TAG: Final = "#f2b65a"
ON_TAG: Final = "#2b1c00"
MARK: Final = "#a03c00"
WARM: Final = "#fff3dc"
WARM_LINE: Final = "#b9801f"
ON_WARM: Final = "#6b4300"

Measure = Callable[[str, float, bool], float]  # words, size, bold -> pixels


@dataclass(frozen=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass(frozen=True)
class Striped:
    """A rectangle of stripes: what a band leaves open."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Rule:
    """A straight line, level or upright."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    width: float = 1


@dataclass(frozen=True)
class Words:
    """One line of text; ``y`` is its base line, ``anchor`` start, middle or end."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    colour: str = INK
    anchor: str = "start"


@dataclass(frozen=True)
class Triangle:
    """A filled triangle that points up or down; ``x`` and ``y`` are the middle of its box."""

    x: float
    y: float
    size: float
    up: bool
    colour: str

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """Its three corners (x, y), the point first."""
        half = self.size / 2
        point, base = (self.y - half, self.y + half) if self.up else (self.y + half, self.y - half)
        return (self.x, point), (self.x + half, base), (self.x - half, base)


Mark = Box | Striped | Rule | Words | Triangle


@dataclass(frozen=True)
class Picture:
    """A picture and what it says of itself to those who cannot see it."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    title: str
    description: str
    source: str
    language: str


class Page:
    """A picture that is being written from top to bottom; ``y`` is where the next mark goes."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self.marks: list[Mark] = []
        self.y = float(EDGE)

    def paragraph(
        self, words: str, size: float, *, bold: bool = False, colour: str = INK, width: float = 0
    ) -> None:
        """Text, broken into lines as it needs."""
        for line in broken(words, size, bold, width or INSIDE, self.measure):
            self.y += size * 1.32
            self.marks.append(Words(EDGE, self.y - size * 0.3, line, size, bold, colour))

    def gap(self, height: float) -> None:
        """Room without marks."""
        self.y += height


def broken(words: str, size: float, bold: bool, width: float, measure: Measure) -> list[str]:
    """The lines of words that fit a width; a word that is longer stands in pieces."""
    lines: list[str] = []
    line = ""
    for word in words.split(" "):
        longer = f"{line} {word}" if line else word
        if measure(longer, size, bold) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while measure(line, size, bold) > width and len(line) > 1:
            fits = next(
                n for n in range(len(line) - 1, 0, -1) if measure(line[:n], size, bold) <= width
                or n == 1
            )  # fmt: skip
            lines.append(line[:fits])
            line = line[fits:]
    return [*lines, line] if line or not lines else lines


def bar(page: Page, x: float, y: float, height: float, low: float, high: float) -> None:
    """A bar from ``x``: solid for ``low`` pixels, striped up to ``high``."""
    if low > 0:
        page.marks.append(Box(x, y, low, height, BAR))
    page.marks.append(Striped(x + low, y, max(high - low, 2.0), height))
