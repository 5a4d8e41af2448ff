"""Exhibits of what goes with a concept: by kind, most common first and most linked first."""

from collections.abc import Iterator, Sequence

from layouts.exhibit import Exhibit, Row, figure_id
from layouts.pairs import ORDERS, SHOWN, Companion, Pairs
from layouts.text import Catalogue


def pair_exhibits(pairs: Pairs, path: str, subject: str, text: Catalogue) -> Iterator[Exhibit]:
    """The tables of pairs in the order of the page; none that is empty."""
    domains = dict.fromkeys(one.domain for one in pairs.companions)
    for domain in domains:
        here = [one for one in pairs.companions if one.domain == domain]
        for name, order in ORDERS:
            shown = order(here)[:SHOWN]
            if shown:
                yield _pairs(domain, name, shown, path, subject, text)


def _pairs(
    domain: str, order: str, shown: Sequence[Companion], path: str, subject: str, text: Catalogue
) -> Exhibit:
    rows = [
        Row(one.label, (str(one.concept_id),), one.together, one.share, lift=one.lift)
        for one in shown
    ]
    kind = text(f"domain.{domain}.name")
    title = text("cite.pairs", kind=kind, order=text(f"pairs.{order}"))
    return Exhibit(
        id=figure_id("pairs", domain, order),
        path=path,
        title=title,
        subject=subject,
        grouping=text("pairs.title"),
        cut=domain,
        heads=(kind, text("cite.both"), text("pairs.share")),
        rows=tuple(rows),
        measure="share",
        whole=True,
        place="pairs",
        notes=(text("pairs.cause"),),
    )
