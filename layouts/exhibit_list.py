"""Exhibits of whole tables: the concepts of a kind, the versions of a survey module."""

from layouts import formatting
from layouts.address import DOMAIN_PATHS
from layouts.concept_list import ListFacts
from layouts.exhibit import Exhibit, Row
from layouts.page import Visit
from layouts.surveys import ModuleFacts


def list_exhibit(facts: ListFacts, visit: Visit) -> Exhibit:
    """A list as it is filtered and sorted, all of its pages in one."""
    text, address, domain = visit.text, visit.address, facts.domain
    rows = [
        Row(one.name, (str(one.concept_id),), one.participants, one.share) for one in facts.concepts
    ]
    found = formatting.number(facts.found, text.language)
    title = text("cite.listed", found=found)
    if address.q:
        title = text("cite.listed_found", found=found, q=formatting.typed(address.q))
    largest = facts.largest
    most = 0.0
    if largest is not None and address.measure != "share":
        most = float(largest.participants.high)
    elif largest is not None and largest.share is not None:
        most = largest.share.high
    return Exhibit(
        id="list",
        path=DOMAIN_PATHS[domain],
        title=title,
        subject=text(f"domain.{domain}.name"),
        grouping=text("sort.name") if address.sort else text("sort.count"),
        cut="total",
        heads=(
            text(f"domain.{domain}.one"),
            text("figure.participants"),
            text(f"domain.{domain}.share_column"),
        ),
        rows=tuple(rows),
        measure=address.measure or "count",
        notes=(text(f"domain.{domain}.caption"),),
        place="results",
        own_words=True,
        switch=True,
        most=most,
        kept=(("q", address.q), ("sort", address.sort)),
        whole_table=DOMAIN_PATHS[domain],
    )


def versions_exhibit(facts: ModuleFacts, visit: Visit) -> Exhibit:
    """The participants whose latest answers are of each version."""
    text = visit.text
    rows = [
        Row(
            text("survey.version", number=one.number),
            (str(one.version_id),),
            one.participants,
            one.share,
        )
        for one in facts.versions
    ]
    return Exhibit(
        id="versions",
        path=facts.path,
        title=text("survey.versions_title"),
        subject=facts.name,
        grouping="",
        cut="total",
        heads=(
            text("survey.version_head"),
            text("figure.participants"),
            text("survey.of_module"),
        ),
        rows=tuple(rows),
        measure="share",
        notes=(text("survey.versions_how"),),
    )
