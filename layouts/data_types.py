"""Which data types participants have together: each type, and every exact combination."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import concept_path
from layouts.figure import bar
from layouts.figure_tools import figure_image, figure_tools
from layouts.notes import ignored_note, live_root, reading_note
from layouts.page import Page, Visit
from layouts.table_files import table_files
from layouts.text import Catalogue
from suppression.bands import Count
from suppression.shares import Share, Sum


@dataclass(frozen=True)
class DataType:
    """A data type: its code in the release and who has data of it."""

    code: str
    concept_id: int
    name: str
    participants: Count
    share: Share | None  # of everybody with any data type


@dataclass(frozen=True)
class Combination:
    """Who has exactly these types and no other; codes in the order of the types."""

    codes: tuple[str, ...]
    concept_id: int
    participants: Count
    share: Share | None


@dataclass(frozen=True)
class Joint:
    """Who has at least these types."""

    codes: tuple[str, ...]
    participants: Sum
    share: Share | None


@dataclass(frozen=True)
class DataTypesFacts:
    """Everything that the page and its CSV say."""

    participants: Count
    denominator: Count
    types: tuple[DataType, ...]
    combinations: tuple[Combination, ...]
    joint: tuple[Joint, ...]  # the one that people ask for first, then every pair


def data_types_page(facts: DataTypesFacts, visit: Visit) -> Page:
    """The page of data types together."""
    text = visit.text
    title = text("data_types.title")
    lead = _finding(facts, text)
    body = [
        ignored_note(visit),
        reading_note(visit),
        _types(facts, visit),
        _combinations(facts, visit),
        _joint(facts, visit),
        _download(visit),
    ]
    return Page(
        title=title,
        description=lead,
        fixed=html.Div([html.H1(title), html.P(lead, className="lead")], className="hero"),
        live=live_root(visit, "data-types", title, title, *body),
        status=title,
        name="data-types",
        image=figure_image("types", visit),
    )


def names_of(codes: Sequence[str], facts: DataTypesFacts, text: Catalogue) -> str:
    """Types in words: "Health record, survey and genome"."""
    named = {one.code: one.name for one in facts.types}
    names = [
        named[code] if place == 0 else _inside_a_phrase(code, named[code], text)
        for place, code in enumerate(codes)
    ]
    if len(names) == 1:
        return names[0]
    return text("data_types.and", first=", ".join(names[:-1]), last=names[-1])


def _inside_a_phrase(code: str, name: str, text: Catalogue) -> str:
    """A name without its capital, if it is the catalogue's: others may be names of their own."""
    return name[0].lower() + name[1:] if f"data_type.{code}" in text.sentences else name


def _finding(facts: DataTypesFacts, text: Catalogue) -> str:
    """Who has the types that people ask for together; else how many have any."""
    if facts.joint and facts.joint[0].participants.low > 0:
        asked = facts.joint[0]
        return text(
            "data_types.finding.joint",
            types=names_of(asked.codes, facts, text),
            count=formatting.people(asked.participants, text),
            share=formatting.share(asked.share, text),
        )
    return text("data_types.finding.any", count=formatting.count(facts.denominator, text))


def _section(name: str, heading: str, parts: Sequence[object], visit: Visit) -> Component:
    tools = figure_tools(name, visit)
    return html.Section(
        [html.H2(heading, id=name), *parts, tools], className="figure", **{"aria-labelledby": name}
    )


def _types(facts: DataTypesFacts, visit: Visit) -> Component:
    text = visit.text
    scale = max((one.participants.high for one in facts.types), default=0)
    rows = [
        html.Tr(
            [
                html.Th(_type_link(one, visit), scope="row"),
                _counted(one.participants, scale, visit),
                html.Td(formatting.share(one.share, text), className="other"),
            ]
        )
        for one in facts.types
    ]
    heads = (text("data_types.type"), text("figure.participants"), text("data_types.share"))
    table = html.Table(
        [
            html.Caption(text("data_types.types_caption")),
            html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
            html.Tbody(rows),
        ],
        className="bars",
        style={"--room": "15ch"},
    )
    scrolled = html.Div(table, className="scroll")
    return _section("types", types_finding_of(facts, text), [scrolled], visit)


def types_finding_of(facts: DataTypesFacts, text: Catalogue) -> str:
    """The type that surely most have, if one does."""
    for one in facts.types:
        others = [other.participants.high for other in facts.types if other is not one]
        if one.participants.low > max(others, default=0):
            share = formatting.share(one.share, text)
            return text("data_types.finding.most", type=one.name, share=share)
    return text("data_types.finding.types")


def _type_link(one: DataType, visit: Visit) -> Component:
    href = visit.address.to(concept_path("data_type", one.concept_id)).href
    return html.A(one.name, href=href)


def _counted(count: Count, scale: float, visit: Visit) -> Component:
    value = html.Span(formatting.count(count, visit.text), className="value")
    drawn = html.Span([value, bar(count.low, count.high, scale)], className="drawn")
    return html.Td(drawn, className="measured")


def _combinations(facts: DataTypesFacts, visit: Visit) -> Component:
    text = visit.text
    sure = [one for one in facts.combinations if one.participants.low > 0]
    small = [one for one in facts.combinations if one.participants.low == 0]
    how = "combinations_how" if facts.combinations else "combinations_withheld"
    parts: list[object] = [html.P(text(f"data_types.{how}"))]
    if sure:
        parts.append(html.Div(_matrix(sure, facts, visit), className="scroll"))
    if small:
        summary = html.Summary(text.plural("data_types.small", len(small), number=len(small)))
        parts.append(html.Details([summary, html.Div(_matrix(small, facts, visit))]))
    heading = text("data_types.finding.combinations")
    if len(sure) > 1 and sure[0].participants.low > sure[1].participants.high:
        names = names_of(sure[0].codes, facts, text)
        share = formatting.share(sure[0].share, text)
        heading = text("data_types.finding.largest", types=names, share=share)
    return _section("combinations", heading, parts, visit)


def _matrix(shown: Sequence[Combination], facts: DataTypesFacts, visit: Visit) -> Component:
    """A row per combination: in words, as dots under the types, and its bar.

    A phone shows the words above the dots and the bar, for which the style sheet makes a grid of
    the rows; the roles keep it a table for those who listen.
    """
    text = visit.text
    scale = max(one.participants.high for one in shown)
    heads = [html.Th(text("data_types.combination"), scope="col", role="columnheader")]
    heads += [
        html.Th(html.Span(one.name), scope="col", role="columnheader", className="dot-head")
        for one in facts.types
    ]
    heads += [
        html.Th(text(key), scope="col", role="columnheader")
        for key in ("figure.participants", "data_types.share")
    ]
    rows = [
        html.Tr(
            [
                html.Th(names_of(one.codes, facts, text), scope="row", role="rowheader"),
                *(_dot(type_.code in one.codes, text) for type_ in facts.types),
                _bar_cell(one, scale, visit),
                html.Td(formatting.share(one.share, text), className="other", role="cell"),
            ],
            role="row",
        )
        for one in shown
    ]
    return html.Table(
        [
            html.Caption(text("data_types.combinations_caption")),
            html.Thead(html.Tr(heads, role="row"), role="rowgroup"),
            html.Tbody(rows, role="rowgroup"),
        ],
        className="upset",
        role="table",
        style={"--columns": str(len(facts.types)), "--room": "13ch"},
    )


def _bar_cell(one: Combination, scale: float, visit: Visit) -> Component:
    cell = _counted(one.participants, scale, visit)
    cell.role = "cell"
    return cell


def _dot(has: bool, text: Catalogue) -> Component:
    words = text("data_types.has") if has else text("data_types.has_not")
    return html.Td(
        [
            html.Span(className="dot on" if has else "dot", **{"aria-hidden": "true"}),
            html.Span(words, className="visually-hidden"),
        ],
        className="dots",
        role="cell",
    )


def _joint(facts: DataTypesFacts, visit: Visit) -> Component | None:
    if not facts.joint:
        return None
    text = visit.text
    rows = [
        html.Tr(
            [
                html.Th(names_of(one.codes, facts, text), scope="row"),
                html.Td(formatting.people(one.participants, text)),
                html.Td(formatting.share(one.share, text)),
            ]
        )
        for one in facts.joint
    ]
    heads = (text("data_types.at_least"), text("figure.participants"), text("data_types.share"))
    table = html.Table(
        [
            html.Caption(text("data_types.joint_caption")),
            html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
            html.Tbody(rows),
        ],
        className="plain wordy",
    )
    how = html.P(text("data_types.joint_how"))
    scrolled = html.Div(table, className="scroll")
    return _section("joint", text("data_types.joint"), [how, scrolled], visit)


def _download(visit: Visit) -> Component:
    address = visit.address.to("/data-types.csv")
    return table_files(visit, address, visit.text("download.concept"))
