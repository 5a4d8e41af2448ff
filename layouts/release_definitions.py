"""How a release counts, in its own words, and what of it changed since another release."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dash import html
from dash.development.base_component import Component

from layouts.page import Visit

# Statements that a release makes of its counting and that have a name on the site.
NAMED: Final = frozenset(
    {
        *("cdm_version", "vocabulary_version", "participants", "presence", "concepts"),
        *("hierarchy", "denominator", "age", "values", "results", "wearable", "onset_age"),
        "policy",
    }
)


@dataclass(frozen=True)
class Defined:
    """A statement of a release, before and after; ``None`` where it was not made."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Regrouped:
    """The groups of a dimension that are new, gone, or called otherwise."""

    name: str
    new: tuple[str, ...]
    gone: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]


def name_of(statement: str, visit: Visit) -> str:
    """What a statement is about; one that the site does not know keeps its own name."""
    return visit.text(f"releases.statement.{statement}") if statement in NAMED else statement


def definitions_section(
    definitions: Sequence[Defined], dimensions: Sequence[Regrouped], visit: Visit
) -> Component:
    """Definitions that changed: numbers on both sides of such a change count different things."""
    text = visit.text
    title = html.H2(text("changes.definitions"), id="definitions")
    if not definitions and not dimensions:
        parts = [title, html.P(text("changes.no_definitions"))]
    else:
        terms = [part for one in definitions for part in _definition(one, visit)]
        terms += [part for one in dimensions for part in _dimension(one, visit)]
        parts = [title, html.P(text("changes.definitions_lead")), html.Dl(terms, className="terms")]
    return html.Section(parts, **{"aria-labelledby": "definitions"})


def _definition(one: Defined, visit: Visit) -> list[Component]:
    text = visit.text
    told = [
        html.P(
            [
                html.Strong(text(f"changes.{name}")),
                " ",
                visit.in_release_language(words) if words else text("changes.not_stated"),
            ]
        )
        for name, words in (("then", one.before), ("now", one.after))
    ]
    return [html.Dt(name_of(one.name, visit)), html.Dd(told)]


def _dimension(one: Regrouped, visit: Visit) -> list[Component]:
    text = visit.text
    told = [
        html.P(text(f"changes.groups_{kind}", names=", ".join(names)))
        for kind, names in (("new", one.new), ("gone", one.gone))
        if names
    ]
    told += [
        html.P(text("changes.renamed_one", before=before, after=after))
        for before, after in one.renamed
    ]
    return [html.Dt(one.name), html.Dd(told)]
