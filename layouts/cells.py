"""The cells of a cut as a figure shows them."""

from dataclasses import dataclass

from suppression.bands import Count
from suppression.shares import Share, Sum


@dataclass(frozen=True)
class Cell:
    """One group of a cut, in the release's order, with its labels in the reader's language."""

    groups: tuple[str, ...]
    labels: tuple[str, ...]
    participants: Count
    share: Share | None

    def span(self, measure: str) -> tuple[float, float]:
        """The least and the most that the measured value may be; anything for an unknown share."""
        if measure != "share":
            return self.participants.low, self.participants.high
        return (self.share.low, self.share.high) if self.share else (0.0, 1.0)


@dataclass(frozen=True)
class Added:
    """Several groups that people ask for as one, and their share of everybody counted here."""

    label: str
    participants: Sum
    share: Share


@dataclass(frozen=True)
class Figure:
    """A cut of one subject.

    ``share_of`` says what the shares are shares of: ``"group"``, everybody of that group who has
    data in the domain, or ``"subject"``, everybody who is counted here.
    """

    cut: str
    labels: tuple[str, ...]
    cells: tuple[Cell, ...]
    share_of: str
    added: Added | None = None

    @property
    def html_id(self) -> str:
        """The fragment under which the figure can be linked."""
        return "by-" + self.cut.replace("*", "-").replace("_", "-")
