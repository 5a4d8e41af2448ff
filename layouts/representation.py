"""A dimension beside the country: groups with their shares, the reference shares, the ratios."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from layouts import formatting
from layouts.text import Catalogue
from suppression.bands import Count
from suppression.shares import Ratio, Share, Sum

US: Final = "us"
TRIALS: Final = "trials"
NEAR: Final = 1.1  # within this factor a group is there about as often as in the reference
LEAST_TOLD: Final = 0.05  # ratios below round to nothing


@dataclass(frozen=True)
class Source:
    """Where a reference figure was published, without an address, and the year it is of."""

    id: str
    citation: str
    year: str


@dataclass(frozen=True)
class Reference:
    """A share in another population, with the room that its own rounding leaves.

    ``against`` is :data:`US` or :data:`TRIALS`; ``of_whom`` says which of its people; ``stated``
    are the percentages as published, one or the two ends of a range.
    """

    against: str
    of_whom: str
    share: Share
    stated: tuple[str, ...]
    source: Source


@dataclass(frozen=True)
class Comparison:
    """A reference and how many times as large the cohort's share is, if that can be told."""

    reference: Reference
    ratio: Ratio | None


@dataclass(frozen=True)
class GroupRow:
    """One group, or several together: ``groups`` are ids of the release."""

    groups: tuple[str, ...]
    label: str
    participants: Count | Sum
    share: Share | None
    comparisons: tuple[Comparison, ...] = ()

    def against(self, kind: str) -> Comparison | None:
        """The comparison with the population or with the trials."""
        return next((one for one in self.comparisons if one.reference.against == kind), None)


@dataclass(frozen=True)
class Nearby:
    """A published figure about something close to a dimension but not the same."""

    id: str
    stated: str
    source: Source


@dataclass(frozen=True)
class Representation:
    """A dimension: shares are of everybody whose group is known; ``unknown`` are the others.

    With ``of_all`` shares are of all participants, and their range leaves room for the unknown to
    belong to the group or not.
    """

    dimension: str
    label: str
    rows: tuple[GroupRow, ...]
    unknown: tuple[GroupRow, ...]
    nearby: tuple[Nearby, ...] = ()
    of_all: bool = False

    @property
    def share_of(self) -> str:
        """What the shares are of, as a part of keys of the catalogue."""
        return "all" if self.of_all else "answered"

    @property
    def html_id(self) -> str:
        """The fragment under which the section can be linked."""
        return "by-" + self.dimension.replace("_", "-")

    @property
    def compared(self) -> tuple[str, ...]:
        """The kinds of reference that any row has."""
        kinds = {one.reference.against for row in self.rows for one in row.comparisons}
        return tuple(kind for kind in (US, TRIALS) if kind in kinds)


@dataclass(frozen=True)
class PublishedTable:
    """Counts that the programme published, exact, dated, of one release of its own."""

    id: str
    citation: str
    published: str
    until: str
    whole: int
    rows: tuple[tuple[Mapping[str, str], int], ...]


def printed_share(part: int, whole: int, text: Catalogue) -> str:
    """The share of an exact count of a published table, in percent with a decimal."""
    return text("reference.share", percent=formatting.decimal(100 * part / whole, 1, text.language))


def ratio_words(ratio: Ratio | None, text: Catalogue) -> str:
    """How many times as large: "1.4 to 1.5 times", "about as many", "cannot tell"."""
    kind, values = ratio_said(ratio, text.language)
    return text(f"ratio.{kind}", **values)


def ratio_said(ratio: Ratio | None, language: str) -> tuple[str, dict[str, str]]:
    """What is said of a ratio, as the key of a sentence and its values.

    One decimal at most, rounded outwards, so that nothing is claimed that the bands leave open;
    a range on both sides of 1 that is not narrow says neither more nor fewer.
    """
    if ratio is None or verdict(ratio) == "open":
        return "unknown", {}
    if verdict(ratio) == "alike":
        return "alike", {}
    if ratio.high < LEAST_TOLD:
        return "least", {}
    low, high = _outwards(ratio, language)
    if ratio.low < LEAST_TOLD:
        return "at_most", {"high": high}
    nearest = {formatting.decimal(value, 1, language) for value in (ratio.low, ratio.high)}
    if len(nearest) == 1:
        return "about", {"times": nearest.pop()}
    return "range", {"low": low, "high": high}


def verdict(ratio: Ratio | None) -> str:
    """What is sure: ``over``, ``under``, ``alike`` (within :data:`NEAR`), or ``open``."""
    if ratio is None:
        return "open"
    if ratio.low >= 1 / NEAR and ratio.high <= NEAR:
        return "alike"
    return "over" if ratio.low > 1 else "under" if ratio.high < 1 else "open"


def stated_share(reference: Reference, text: Catalogue) -> str:
    """A published share as it was published: "12.1 %", "27.4–27.9 %"."""
    ends = [formatting.written(end, text.language) for end in reference.stated]
    if len(ends) == 1:
        return text("reference.share", percent=ends[0])
    return text("reference.range", low=ends[0], high=ends[1])


def extremes(rows: Sequence[GroupRow], kind: str) -> tuple[GroupRow | None, GroupRow | None]:
    """The group that is surely the most over its reference, and the one surely the most under."""
    ratios = [
        (row, compared.ratio)
        for row in rows
        if (compared := row.against(kind)) is not None and compared.ratio is not None
    ]
    over = [(row, found) for row, found in ratios if found.low > NEAR]
    under = [(row, found) for row, found in ratios if found.high < 1 / NEAR]
    return (
        max(over, key=lambda one: one[1].low)[0] if over else None,
        min(under, key=lambda one: one[1].high)[0] if under else None,
    )


def representation_finding(shown: Representation, text: Catalogue) -> str | None:
    """Who is surely there more and less often than in the country; ``None`` without a reference."""
    if US not in shown.compared:
        return None
    over, under = extremes(shown.rows, US)
    if over is None and under is None:
        return text("diversity.finding.none", dimension=shown.label)
    told = {
        f"{name}{part}": words
        for name, row in (("over", over), ("under", under))
        if row is not None
        for part, words in (("", row.label), ("_ratio", _us_ratio(row, text)))
    }
    kind = "both" if over and under else "over" if over else "under"
    return text(f"diversity.finding.{kind}", **told)


def _us_ratio(row: GroupRow, text: Catalogue) -> str:
    compared = row.against(US)
    return ratio_words(compared.ratio if compared else None, text)


def _outwards(ratio: Ratio, language: str) -> tuple[str, str]:
    return (
        formatting.decimal(ratio.low, 1, language, down=True),
        formatting.decimal(ratio.high, 1, language, up=True),
    )
