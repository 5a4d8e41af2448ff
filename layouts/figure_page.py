"""A figure's own page: its picture, how it is cited, shared and kept, and its table."""

from collections.abc import Sequence
from typing import Final

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.choice import choice
from layouts.chrome import state_fields
from layouts.citation import ENDINGS, citation_of, permanent_address, written
from layouts.embed import embed_snippet
from layouts.exhibit import Exhibit, FigureFacts, own_address
from layouts.exhibit_table import exhibit_table, subject_of
from layouts.exhibit_words import whole_title
from layouts.figure_picture import described
from layouts.notes import ignored_note, live_root, reading_note
from layouts.page import Page, Visit
from layouts.provenance import about_numbers, source_words
from layouts.table_files import table_files

FILES: Final = ("png", "svg", "csv", "csv-metadata.json")
LONGEST: Final = 90  # rows of a table that is not folded
CITED: Final = ("apa", "plain", "bibtex", "ris")


def figure_page(facts: FigureFacts, visit: Visit) -> Page:
    """The page of one figure."""
    exhibit = facts.exhibit
    title = whole_title(exhibit, visit.text)
    body = [
        ignored_note(visit),
        html.Div(_picture(exhibit, visit), className="picture"),
        _cite(exhibit, visit),
        _share(exhibit, visit),
        _download(exhibit, visit),
        _table(exhibit, visit),
    ]
    return Page(
        title=title,
        description=described(exhibit, visit),
        fixed=html.Div([_hero(exhibit, visit), _controls(exhibit, visit)]),
        live=live_root(visit, "figure", title, title, *body),
        status=title,
        name="figure",
        image=_file(exhibit, "png", visit),
    )


def _hero(exhibit: Exhibit, visit: Visit) -> Component:
    text = visit.text
    back = html.A(text("cite.back"), href=place_on_page(exhibit, visit))
    version = html.Span(text("cite.of_release", version=visit.release.id))
    apart = visit.release.synthetic or exhibit.printed is not None
    note = html.P(about_numbers(exhibit, visit)[-1], className="note") if apart else None
    named = [subject_of(exhibit, visit)]
    if exhibit.grouping:
        named += [" · ", exhibit.grouping]
    return html.Div(
        [
            html.P([back, version], className="kicker"),
            html.H1(exhibit.title),
            html.P(named, className="lead"),
            note,
            _contents(visit),
        ],
        className="hero",
    )


def place_on_page(exhibit: Exhibit, visit: Visit) -> str:
    """The address of the figure where it stands, among the others of its page."""
    kept = {"cut": exhibit.cut_shown, **dict(exhibit.kept)}
    address = visit.address.to(exhibit.path, measure=visit.address.measure, state=exhibit.state)
    address = address.but(**kept)
    return f"{address.href}#{exhibit.place or exhibit.id}"


def _contents(visit: Visit) -> Component:
    links = [
        html.Li(html.A(visit.text(f"cite.tool.{part}"), href=f"#{part}"))
        for part in ("cite", "share", "download", "table")
    ]
    label = {"aria-label": visit.text("diversity.contents")}
    return html.Nav(html.Ul(links, className="contents"), **label)


def _controls(exhibit: Exhibit, visit: Visit) -> Component | None:
    """What the bars show, where there is a choice."""
    text = visit.text
    if not exhibit.switch:
        return None
    options = (("", text("measure.count")), ("share", text("measure.share")))
    chosen = visit.address.measure
    return html.Form(
        [
            choice("measure", text("measure.label"), options, chosen),
            *state_fields(visit, **dict(exhibit.kept), **dict(exhibit.state)),
            html.Button(text("controls.show"), type="submit"),
        ],
        action=visit.address.path,
        method="get",
        className="controls",
        **{"aria-label": text("controls.label")},
    )


def _picture(exhibit: Exhibit, visit: Visit) -> Component:
    source = _file(exhibit, "svg", visit)
    return html.A(html.Img(src=source, alt=described(exhibit, visit), width="960"), href=source)


def _file(exhibit: Exhibit, ending: str, visit: Visit) -> str:
    """The address of one of the figure's files; it names the release, as its citation does."""
    address = own_address(exhibit, visit.address, f".{ending}")
    return address.but(release=visit.release.id).href


def _section(name: str, visit: Visit, parts: Sequence[object]) -> Component:
    heading = html.H2(visit.text(f"cite.{name}.title"), id=name)
    return html.Section([heading, *parts], **{"aria-labelledby": name})


def _copied(words: str, label: str, visit: Visit, kind: str = "") -> Component:
    """Words to be taken along whole: one click marks them all, a button copies them."""
    text = visit.text
    return html.Pre(
        words,
        tabIndex="0",
        role="region",
        className=f"taken {kind}".strip(),
        **{
            "aria-label": label,
            "data-copy": text("cite.copy", what=label),
            "data-copied": text("cite.copied"),
        },
    )


def _cite(exhibit: Exhibit, visit: Visit) -> Component:
    text, one = visit.text, citation_of(exhibit, visit)
    how = "cite.cite.how_printed" if exhibit.printed else "cite.cite.how"
    parts: list[Component] = []
    for form in CITED:
        name, prose = text(f"cite.form.{form}"), form in ("apa", "plain")
        taken = _copied(written(one, form, visit).strip(), name, visit, "wrapped" * prose)
        inside: list[Component] = [taken]
        if form in ENDINGS:
            href = _file(exhibit, ENDINGS[form], visit)
            link = html.A(text("cite.keep", form=name), href=href, download="")
            inside.append(html.P(link, className="download"))
        if prose:
            parts += [html.H3(name), *inside]
        else:
            parts.append(html.Details([html.Summary(name), *inside]))
    return _section("cite", visit, [html.P(text(how)), *parts])


def _share(exhibit: Exhibit, visit: Visit) -> Component:
    text = visit.text
    address, snippet = text("cite.share.address"), text("cite.share.embed")
    parts = [
        html.H3(address),
        _copied(permanent_address(exhibit, visit), address, visit, "wrapped"),
        html.P(text("cite.share.how")),
        html.H3(snippet),
        _copied(embed_snippet(exhibit, visit), snippet, visit, "wrapped"),
        html.P(text("cite.share.embed_how")),
    ]
    return _section("share", visit, parts)


def _download(exhibit: Exhibit, visit: Visit) -> Component:
    text = visit.text
    links = []
    for ending in FILES:
        name = ending.partition("-")[2].removesuffix(".json") or ending
        link = html.A(
            text(f"cite.file.{name}.name"), href=_file(exhibit, ending, visit), download=""
        )
        links.append(html.Li([link, " ", text(f"cite.file.{name}.about")]))
    parts: list[Component] = [html.Ul(links, className="files")]
    if exhibit.whole_table:
        whole = visit.address.to(f"{exhibit.whole_table}.csv", **dict(exhibit.kept))
        pinned = whole.but(state=exhibit.state, release=visit.release.id)
        parts.append(table_files(visit, pinned, text("cite.whole_table")))
    return _section("download", visit, parts)


def _table(exhibit: Exhibit, visit: Visit) -> Component:
    notes = [html.P(note) for note in exhibit.notes]
    if len(exhibit.rows) > len(exhibit.shown):
        numbers = {"shown": len(exhibit.shown), "all": len(exhibit.rows)}
        shown = {
            name: formatting.number(number, visit.text.language) for name, number in numbers.items()
        }
        notes.insert(0, html.P(visit.text("cite.first_rows", **shown)))
    cited = [html.P(visit.text("cite.compared", citation=one)) for one in exhibit.citations]
    cutoff = formatting.day(visit.release.cutoff_date, visit.text)
    table = exhibit_table(exhibit, visit)
    if len(exhibit.rows) > LONGEST:
        table = html.Details([html.Summary(visit.text("values.unfold")), table])
    parts = [
        reading_note(visit) if exhibit.banded else None,
        table,
        *notes,
        *cited,
        html.P(visit.text("cite.until", cutoff=cutoff))
        if exhibit.printed is None
        else html.P(source_words(exhibit, visit)),
    ]
    return _section("table", visit, parts)
