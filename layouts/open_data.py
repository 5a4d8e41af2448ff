"""The page for those who take the data with them: API, files, Python, what columns mean."""

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import DOMAIN_PATHS
from layouts.glossary import GLOSSARY
from layouts.notes import ignored_note, live_root
from layouts.page import Page, Visit

OPEN_DATA = "/data"
API = "/api/v1"
KILO = 1000
WITH_WORDS = ("search", "variants")  # addresses that need words to look for


@dataclass(frozen=True)
class ReleaseFile:
    """A file of the release; ``table`` is empty for those that describe it, ``rows`` 0 then."""

    table: str
    path: str
    rows: int
    bytes: int


@dataclass(frozen=True)
class ApiAddress:
    """An address of the API below its root; ``{…}`` stands for an id. ``files`` it also has."""

    name: str
    path: str
    domain: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class OpenDataFacts:
    """Everything that the page says.

    ``examples`` are addresses below the API's root that give a first answer, the last a CSV;
    ``example`` is a domain and one of its concepts.
    """

    release: str
    files: tuple[ReleaseFile, ...]
    addresses: tuple[ApiAddress, ...]
    columns: tuple[str, ...]
    examples: tuple[str, ...]
    example: tuple[str, int] | None
    most_rows: int
    citation: str
    license: str


def open_data_page(facts: OpenDataFacts, visit: Visit) -> Page:
    """The page about the data and the API."""
    text = visit.text
    title, lead = text("open_data.title"), text("open_data.lead")
    label = html.P(text("site.synthetic"), className="synthetic")
    hero = [html.H1(title), html.P(lead, className="lead")]
    body = [
        ignored_note(visit),
        _first(facts, visit),
        _addresses(facts, visit),
        _files(facts, visit),
        _python(facts, visit),
        _columns(facts, visit),
        _terms(facts, visit),
    ]
    return Page(
        title=title,
        description=lead,
        fixed=html.Div([*hero, label] if visit.release.synthetic else hero, className="hero"),
        live=live_root(visit, "data", title, lead, *body),
        status=lead,
        name="data",
    )


def _section(name: str, visit: Visit, *parts: Component | None) -> Component:
    heading = html.H2(visit.text(f"open_data.{name}.title"), id=name)
    return html.Section(
        [heading, *(one for one in parts if one is not None)], **{"aria-labelledby": name}
    )


def _code(*lines: str) -> Component:
    """Lines of code, which scroll sideways where they are long; the keyboard reaches them."""
    return html.Pre(html.Code("\n".join(lines)), className="listing", tabIndex=0)


def _kept(path: str, visit: Visit) -> str:
    """An address of the API that answers for the release that is shown."""
    if not visit.address.release:
        return API + path
    return f"{API}{path}{'&' if '?' in path else '?'}release={visit.address.release}"


def _first(facts: OpenDataFacts, visit: Visit) -> Component:
    """The first answer, for those who click and for those who type."""
    text = visit.text
    hrefs = [_kept(path, visit) for path in facts.examples]
    links = [html.Li(html.A(html.Code(href), href=href)) for href in hrefs]
    return _section(
        "first",
        visit,
        html.P(text("open_data.first.said")),
        html.Ul(links, className="addresses"),
        _code(f'curl "https://…{hrefs[0]}"'),
        html.P(text("open_data.first.shape")),
        html.P(
            html.A(text("open_data.first.openapi"), href=f"{API}/openapi.json"),
            className="links",
        ),
    )


def _addresses(facts: OpenDataFacts, visit: Visit) -> Component:
    text = visit.text
    most = formatting.number(facts.most_rows, text.language)
    terms = [part for one in facts.addresses for part in _address(one, visit)]
    return _section(
        "addresses",
        visit,
        html.P(text("open_data.addresses.said")),
        html.Dl(terms, className="glossary addresses-of-data"),
        html.Ul(
            [
                html.Li(text("open_data.addresses.csv")),
                html.Li(text("open_data.addresses.pages", most=most)),
                html.Li(text("open_data.addresses.parameters")),
                html.Li(text("open_data.addresses.errors")),
                html.Li(text("open_data.addresses.caching")),
            ]
        ),
    )


def _address(one: ApiAddress, visit: Visit) -> tuple[Component, Component]:
    text, href = visit.text, API + one.path
    if one.domain and one.name != "concepts":
        href = href.replace(DOMAIN_PATHS[one.domain], "/{kind}", 1)
    fixed = "{" not in href and one.name not in WITH_WORDS
    shown = html.Code(f"{href}?q=…" if one.name in WITH_WORDS else href)
    said = text(f"api.resource.{one.name}")
    if one.name == "concepts":
        said = text("open_data.addresses.of", kind=text(f"domain.{one.domain}.name"), said=said)
    term = html.A(shown, href=_kept(one.path, visit)) if fixed else shown
    return html.Dt(term), html.Dd(said[0].upper() + said[1:])


def _files(facts: OpenDataFacts, visit: Visit) -> Component:
    text = visit.text
    whole = f"{API}/releases/{facts.release}"
    size = sum(one.bytes for one in facts.files)
    names = ("file", "rows", "size")
    head = html.Tr([html.Th(text(f"open_data.files.{name}"), scope="col") for name in names])
    rows = [
        html.Tr(
            [
                html.Th(
                    html.A(one.path, href=f"{whole}/files/{one.path}", download=""), scope="row"
                ),
                html.Td(formatting.number(one.rows, text.language) if one.table else "–"),
                html.Td(_size(one.bytes, visit)),
            ]
        )
        for one in facts.files
    ]
    table = html.Table(
        [html.Caption(text("open_data.files.caption")), html.Thead(head), html.Tbody(rows)],
        className="reference",
    )
    download = text("open_data.files.zip", size=_size(size, visit))
    return _section(
        "files",
        visit,
        html.P(text("open_data.files.said")),
        html.P(html.A(download, href=f"{whole}.zip", download=""), className="download"),
        html.Div(table, className="scroll"),
        html.P(html.A(text("open_data.files.checksums"), href=whole), className="links"),
    )


def _size(size: int, visit: Visit) -> str:
    """A size in kilobytes below a megabyte, else in megabytes, rounded."""
    language = visit.text.language
    if size < KILO**2:
        return f"{formatting.number(max(round(size / KILO), 1), language)} kB"
    return f"{formatting.decimal(size / KILO**2, 1, language)} MB"


def _python(facts: OpenDataFacts, visit: Visit) -> Component:
    text, shown = visit.text, facts.example
    table = _kept(facts.examples[-1], visit)
    opened = [
        "from aggregates.release import open_release",
        "",
        f'release = open_release("{facts.release}")',
        "release.frames.domains()",
    ]
    if shown:
        opened.append(f'release.frames.counts("{shown[0]}", {shown[1]})')
    return _section(
        "python",
        visit,
        html.P(text("open_data.python.read")),
        _code("import pandas as pd", "", f'table = pd.read_csv("https://…{table}")'),
        html.P(text("open_data.python.whole")),
        _code(*opened),
        html.P(text("open_data.python.check")),
        _code(f"cohort-browser verify {facts.release}"),
    )


def _columns(facts: OpenDataFacts, visit: Visit) -> Component:
    text = visit.text
    terms = [
        part
        for name in facts.columns
        for part in (html.Dt(html.Code(name)), html.Dd(text(f"column.{name}")))
    ]
    listed = html.Dl(terms, className="terms columns-of-data")
    return _section(
        "columns",
        visit,
        html.P(text("open_data.columns.said")),
        html.Details([html.Summary(text("open_data.columns.all")), listed]),
    )


def _terms(facts: OpenDataFacts, visit: Visit) -> Component:
    text = visit.text
    stated = [
        (text("releases.citation"), visit.in_release_language(facts.citation)),
        (text("releases.license"), visit.in_release_language(facts.license)),
    ]
    listed = [part for term, value in stated for part in (html.Dt(term), html.Dd(value))]
    links = [
        html.A(text("privacy.link"), href=visit.address.to("/privacy").href),
        html.A(text("releases.link"), href=visit.address.to("/releases").href),
        html.A(text("glossary.title"), href=visit.address.to(GLOSSARY).href),
    ]
    return _section(
        "terms",
        visit,
        html.P(visit.meaning_of_numbers),
        html.Dl(listed, className="terms"),
        html.P(links, className="links"),
    )
