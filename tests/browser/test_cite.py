"""Figures as citable objects: every export says what its page says, and where it is from."""

import csv
import io
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient
from PIL import Image

from aggregates.release import Release, open_release
from browser.application import create_app
from browser.cite.described import column_type
from browser.cite.origin import origin_of
from browser.cite.type_faces import width_of
from browser.routes import ROUTES, Described
from layouts.address import DOMAIN_PATHS
from layouts.text import LANGUAGES, catalogue
from tests.aggregates.questionnaire import write_survey_release
from tests.browser.test_variant_browsing import VARIANT
from tests.browser.variant_releases import genomes

__all__ = ["genomes"]  # fixtures
TEXT = catalogue("en")
SVG = "{http://www.w3.org/2000/svg}"
TABLES = ("power", "power-alleles")
FILES = ("csv", "csv-metadata.json", "svg", "png", "bib", "ris", "txt")


@dataclass
class Parsed(HTMLParser):
    """The words of every cell of a page, by the section that its figure stands in."""

    sections: dict[str, list[str]] = field(default_factory=dict)
    inside: list[str] = field(default_factory=list)
    cell: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "section":
            name = dict(attrs).get("aria-labelledby") or ""
            self.inside.append(name)
            self.sections.setdefault(name, [])
        self.cell = tag in ("td", "span", "small") or (self.cell and tag not in ("th", "p", "h3"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "section":
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if self.inside and self.cell and data.strip():
            self.sections[self.inside[-1]].append(data.strip())


@dataclass(frozen=True)
class Shown:
    """A figure where it stands: the site, its release, the page, the figure's own address."""

    client: FlaskClient
    release: Release
    page: str
    address: str

    @property
    def name(self) -> str:
        return self.address.partition("?")[0].rpartition("/")[2]

    @property
    def synthetic(self) -> bool:
        """Whether its numbers are invented: those that were printed elsewhere are not."""
        return self.release.synthetic and not self.printed

    @property
    def printed(self) -> bool:
        """Whether its numbers are those of a published work."""
        return self.name.startswith("published-")

    def get(self, ending: str = "", **state: str) -> bytes:
        """The figure's page or one of its files."""
        address = file_of(self.address, ending) if ending else self.address
        for name, value in state.items():
            address += f"{'&' if '?' in address else '?'}{name}={value}"
        answer = self.client.get(address)
        assert answer.status_code == 200, address
        return answer.get_data()

    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.get("csv").decode())))


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return open_release(write_survey_release(tmp_path_factory.mktemp("cited") / "surveys"))


@pytest.fixture(scope="module")
def diverse(diverse_folder: Path) -> Release:
    return open_release(diverse_folder)


@pytest.fixture(scope="module")
def figures(release: Release, surveyed: Release, diverse: Release, genomes: Release) -> list[Shown]:
    """Figures of pages chosen at random, of every kind of page, in four releases."""
    chosen = random.Random(6)  # noqa: S311 - no secret: the same pages each time
    found = []
    for one in (release, surveyed, diverse, genomes):
        client = create_app([one]).server.test_client()
        for page in pages_of(one, chosen):
            body = client.get(page).get_data(as_text=True)
            addresses = re.findall(r'href="(/figures/[^"#]*)#cite"', body)
            found += [Shown(client, one, page, unescape(address)) for address in addresses]
    kinds = {one.page.split("/")[1] for one in found}
    assert kinds >= {"", "conditions", "drugs", "wearables", "surveys", "data-types", "variants"}
    assert {kind.partition("?")[0] for kind in kinds} >= {"compare", "scope"}
    assert len(found) > 100
    return found


def pages_of(release: Release, chosen: random.Random) -> Iterator[str]:
    """A few pages of each kind, by count and by share, some with a crossing."""
    yield "/"
    yield "/diversity"
    for domain in release.domains:
        path = DOMAIN_PATHS.get(domain.id)
        if path is None or domain.id == "survey":
            continue
        if domain.id == "data_type":
            yield path
        listed = release.concepts(domain.id)
        for concept in chosen.sample(listed, min(3, len(listed))):
            yield f"{path}/{concept.concept_id}"
            crossed = [cut for cut in release.cuts(domain.id, concept.concept_id) if "*" in cut]
            if crossed:
                yield f"{path}/{concept.concept_id}?measure=share&cut={chosen.choice(crossed)}"
    yield from asked_of(release, chosen)
    surveys = any(domain.id == "survey" for domain in release.domains)
    for module in release.survey_modules() if surveys else ():
        for question in module.questions[:3]:
            yield f"/surveys/{module.module_id}/{question.concept.concept_id}"
    if any(name.startswith("variants") for name in release.about["tables"]):
        yield f"/variants/{VARIANT}"


def asked_of(release: Release, chosen: random.Random) -> Iterator[str]:
    """A comparison by groups and the size of a group, of conditions chosen at random."""
    if not any(domain.id == "condition" for domain in release.domains):
        return
    listed = release.concepts("condition")
    if len(listed) < 3:
        return
    one, two, three = (f"condition.{each.concept_id}" for each in chosen.sample(listed, 3))
    yield f"/compare?cut=sex&a={one}&b={two}"
    yield f"/compare?cut=age&a={one}&b={two}&b-group=sex.female&c={three}"
    yield f"/scope?with={one}&in.sex=female&also={two}"
    yield f"/scope?with={one},{two}&also={three};sex.male&share=20"


def read_xml(body: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(body)  # noqa: S314 - our own


def file_of(address: str, ending: str) -> str:
    path, question, query = address.partition("?")
    return f"{path}.{ending}{question}{query}"


def count_words(row: dict[str, str], kind: str = "participants") -> str:
    """A count of a file as pages write it, worked out here a second time."""
    low, high = row[f"{kind}_low"], row[f"{kind}_high"]
    if row[f"{kind}_state"] == "withheld":
        return "withheld"
    if low == high:
        return f"{int(high):,}"
    return f"{int(high):,} or fewer" if low == "0" else f"{int(low):,}–{int(high):,}"


def figure_on_its_page(shown: Shown) -> Counter[str]:
    """All cells of the section of a page that holds a figure."""
    parsed = Parsed()
    parsed.feed(shown.client.get(shown.page).get_data(as_text=True))
    place = shown.name.replace("made-of-", "types-")
    if shown.printed:
        place = "published"
    if "/surveys/" in shown.page and place != "answers":
        place = "groups"
    if place.startswith("pairs-"):
        place = "pairs"
    if place in TABLES:
        place = "power"
    return Counter(parsed.sections[place])


def kind_of_count(row: dict[str, str]) -> str:
    return "alleles" if "alleles_state" in row else "participants"


def counts_of(rows: list[dict[str, str]]) -> Counter[str]:
    kind = kind_of_count(rows[0])
    if f"{kind}_state" not in rows[0]:
        return Counter()  # a table; its cells are compared below
    return Counter(count_words(row, kind) for row in rows if row[f"{kind}_state"])


def test_each_file_has_the_counts_of_the_page_that_it_came_from(figures: list[Shown]) -> None:
    compared = 0
    for shown in figures:
        by_share_alone = shown.name.startswith(("pairs-", "types-", "made-of-"))
        if shown.page.startswith("/scope") and shown.name in ("answer", "beside"):
            continue  # limits are told in other words; they are compared below
        if by_share_alone or ("/surveys/" in shown.page and shown.name != "answers"):
            continue  # no counts stand there; their shares are compared below
        rows = shown.rows()
        if shown.name == "values-everybody":
            rows = [row for row in rows if row["bin_low"]]  # sentences tell of those apart
        stated = counts_of(rows)
        assert not stated - figure_on_its_page(shown), (shown.page, shown.address)
        compared += stated.total()
    assert compared > 1000


def test_each_figure_shows_the_shares_of_the_page_that_it_came_from(figures: list[Shown]) -> None:
    compared = 0
    for shown in figures:
        if "values-" in shown.name:
            continue  # histograms of groups have counts alone
        if shown.name == "answer":
            continue  # sentences tell it
        parsed = Parsed()
        parsed.feed(shown.get().decode())
        said = Counter(one for one in parsed.sections["table"] if "%" in one)
        page = " ".join(figure_on_its_page(shown).elements())
        assert all(one in page for one in said if "(" not in one), (shown.page, shown.address)
        compared += said.total()
    assert compared > 500


def test_table_file_and_picture_of_a_figure_have_the_same_numbers(figures: list[Shown]) -> None:
    for shown in figures:
        stated = counts_of(shown.rows())
        if shown.name in ("answer", "beside"):
            continue
        parsed = Parsed()
        parsed.feed(shown.get().decode())
        assert not stated - Counter(parsed.sections["table"]), shown.address
        if "values-" in shown.name or shown.name == "by-state":
            continue  # columns and tiles have no numbers
        picture = read_xml(shown.get("svg"))
        drawn = Counter(one.text for one in picture.iter(f"{SVG}text"))
        assert not stated - drawn, shown.address
        shares = Counter(one for one in parsed.sections["table"] if one.endswith("%"))
        assert not shares - drawn, shown.address


def test_the_size_of_a_group_is_the_same_on_its_page_in_its_table_file_and_picture(
    figures: list[Shown],
) -> None:
    sized = [one for one in figures if one.page.startswith("/scope")]
    assert {"answer", "beside", "by-age", *TABLES} <= {one.name for one in sized}
    for shown in sized:
        if shown.name not in ("answer", "beside"):
            continue
        page = " ".join(shown.client.get(shown.page).get_data(as_text=True).split())
        picture = " ".join(one.text or "" for one in read_xml(shown.get("svg")).iter())
        table = shown.get().decode()
        for row in shown.rows():
            low, high = int(row["participants_low"]), int(row["participants_high"])
            for end in (f"{low:,}", f"{high:,}") if low else (f"{high:,} or fewer",):
                assert end in picture, shown.address
                assert end in table
                assert end.removesuffix(" or fewer") in page


def test_a_table_without_bars_has_the_cells_of_its_page_everywhere(figures: list[Shown]) -> None:
    compared = 0
    for shown in figures:
        if shown.name not in TABLES:
            continue
        parsed = Parsed()
        parsed.feed(shown.get().decode())
        cells = Counter(parsed.sections["table"])
        assert not cells - figure_on_its_page(shown), shown.address
        words = " ".join(one.text or "" for one in read_xml(shown.get("svg")).iter(f"{SVG}text"))
        assert all(cell in words for cell in cells), shown.address
        limits = [row[f"found_limit_{end}"] for row in shown.rows() for end in ("low", "high")]
        assert all(limit in " ".join(cells) for limit in limits), shown.address
        compared += cells.total()
    assert compared > 20


def test_the_address_of_a_figure_keeps_what_is_compared_and_asked(figures: list[Shown]) -> None:
    asked = [one for one in figures if one.page.startswith(("/compare", "/scope"))]
    for shown in asked:
        query = shown.page.partition("?")[2].replace(",", "%2C").replace(";", "%3B").split("&")
        kept = [one for one in query if not one.startswith("cut=") or shown.name == "divided"]
        assert sorted(shown.address.partition("?")[2].split("&")) == sorted(kept)
        back = re.search(r'<p class="kicker"><a href="([^"]*)"', shown.get().decode())
        assert back
        page = shown.client.get(unescape(back[1]).partition("#")[0]).get_data(as_text=True)
        assert f'id="{unescape(back[1]).partition("#")[2]}"' in page, shown.address
    client = asked[0].client
    for nothing in ("/figures/compare/shares", "/figures/scope/answer", "/figures/scope/by-sex"):
        assert client.get(nothing).status_code == 404


def test_every_export_carries_its_provenance(figures: list[Shown]) -> None:
    for shown in figures[::5]:
        release, label = shown.release, TEXT("site.synthetic")
        for ending in FILES:
            content = shown.get(ending)
            if ending == "png":
                told = " ".join(map(str, Image.open(io.BytesIO(content)).info.values()))
            else:
                told = " ".join(content.decode().split())
            if shown.printed:
                continue  # see below
            assert release.id in told, (shown.address, ending)
            if ending in ("bib", "ris", "txt", "csv-metadata.json"):
                assert (label in told) is release.synthetic, (shown.address, ending)
                assert TEXT("site.small_counts") in told
        if shown.printed:
            continue
        stated = {(row["release"], row["synthetic"]) for row in shown.rows()}
        assert stated == {(release.id, "true" if release.synthetic else "false")}


def test_numbers_printed_elsewhere_are_cited_as_those_of_the_work(figures: list[Shown]) -> None:
    """Nobody may quote the programme's own numbers as if they were this release's."""
    printed = [one for one in figures if one.printed]
    assert {one.name for one in printed} == {"published-sex", "published-race-ethnicity"}
    for shown in printed:
        works = {row["source"] for row in shown.rows()}
        assert len(works) == 1
        (work,) = works
        assert {row["synthetic"] for row in shown.rows()} == {"false"}
        assert sum(int(row["persons"]) for row in shown.rows()) == int(
            shown.rows()[0]["of_persons"]
        )
        for ending in ("csv", "svg", "bib", "ris", "txt"):
            told = " ".join(shown.get(ending).decode().split())
            if ending == "svg":
                lines = read_xml(shown.get("svg")).iter(f"{SVG}text")
                told = " ".join(one.text or "" for one in lines)
            assert work.rstrip(".") in told, (shown.address, ending)
            assert TEXT("site.synthetic") not in told, (shown.address, ending)
            assert "ET  - " not in told


def test_the_map_of_states_is_a_picture_with_the_signs_of_the_page(figures: list[Shown]) -> None:
    (shown, *_) = (one for one in figures if one.page == "/diversity" and one.name == "by-state")
    page = shown.client.get(shown.page).get_data(as_text=True)
    tiles = re.findall(
        r'<span aria-hidden="true">([A-Z]{2})</span>\s*<span[^>]*class="sign"[^>]*>(.)</span>', page
    )
    assert len(tiles) > 10
    picture = read_xml(shown.get("svg"))
    drawn = [one.text or "" for one in picture.iter(f"{SVG}text")]
    assert all(code in drawn for code, _ in tiles)
    kinds = {sign for _, sign in tiles}
    for sign in "=?·":
        told = sum(1 for _, each in tiles if each == sign)
        assert drawn.count(sign) == told + (sign in kinds)  # the key has each once
    pointing = sum(1 for _, sign in tiles if sign in "▲▼") + len(kinds & {"▲", "▼"})
    assert len(list(picture.iter(f"{SVG}polygon"))) == pointing


def test_metadata_describes_every_column_of_its_file_in_both_languages(
    figures: list[Shown],
) -> None:
    files = {(one.client, file_of(one.address, "csv")): one.release for one in figures}
    for one in figures:
        path = one.page.partition("?")[0]
        if path != "/":
            files[one.client, f"{path}.csv"] = one.release
    for (client, address), release in files.items():
        header = next(csv.reader(io.StringIO(client.get(address).get_data(as_text=True))))
        for language in LANGUAGES:
            path, _, query = address.partition("?")
            asked = f"{path}-metadata.json?{query}&lang={language}"
            answer = client.get(asked)
            assert answer.mimetype == "application/csvm+json", asked
            stated = json.loads(answer.get_data())
            columns = stated["tableSchema"]["columns"]
            assert [column["name"] for column in columns] == header
            assert all(column["dc:description"] for column in columns), (address, header)
            assert stated["notes"][0]["synthetic"] is release.synthetic
            assert stated["dc:license"] == release.license


def test_a_table_leads_to_its_description(client: FlaskClient) -> None:
    link = client.get("/conditions.csv?sort=name").headers["Link"]
    found = re.fullmatch(r'<(.*)>; rel="describedby"; type="application/csvm\+json"', link)
    assert found
    assert client.get(found[1]).status_code == 200


def test_parquet_holds_the_rows_of_the_csv_file_with_types(figures: list[Shown]) -> None:
    pages = {(one.client, one.page.partition("?")[0]): one.release for one in figures}
    tables = {key: release for key, release in pages.items() if key[1] != "/"}
    for (client, path), release in pages.items():
        if path.startswith(("/physical-measurements/", "/wearables/")):
            tables[client, f"{path}/values"] = release
    asked = {(one.client, one.page): one.release for one in figures}
    tables |= {key: one for key, one in asked.items() if key[1].startswith(("/compare", "/scope"))}
    for (client, page), release in tables.items():
        path, question, query = page.partition("?")
        if path.startswith("/variants"):
            continue
        body = client.get(f"{path}.csv{question}{query}").get_data(as_text=True)
        expected = list(csv.DictReader(io.StringIO(body)))
        answer = client.get(f"{path}.parquet{question}{query}")
        assert answer.mimetype == "application/vnd.apache.parquet", path
        table = pq.read_table(io.BytesIO(answer.get_data()))
        assert table.schema.metadata[b"release"] == release.id.encode()
        assert table.schema.metadata[b"synthetic"] == str(release.synthetic).lower().encode()
        assert table.num_rows == len(expected)
        for row, told in zip(table.to_pylist(), expected, strict=True):
            for name, value in row.items():
                if column_type(name) == "string":
                    assert value == told[name].removeprefix("'")
                else:
                    assert (float(told[name]) if told[name] else None) == value


def test_pictures_open_and_carry_title_source_release_note_and_label(
    figures: list[Shown],
) -> None:
    for shown in figures[::4]:
        release = shown.release
        picture = read_xml(shown.get("svg"))
        words = " ".join(one.text or "" for one in picture.iter(f"{SVG}text"))
        title = picture.findtext(f"{SVG}title") or ""
        assert title.split()[0] in words
        if not shown.printed:
            assert TEXT("cite.source", release=release.title["en"], version=release.id) in words
            assert TEXT("site.small_counts") in words
        assert "http://localhost/figures" in words
        assert (TEXT("cite.synthetic") in words) is shown.synthetic
        image = Image.open(io.BytesIO(shown.get("png")))
        image.load()
        assert image.format == "PNG"
        assert image.width >= 960
        assert len(image.getcolors(maxcolors=256) or ()) > 4  # it is not blank
        wide, high = (float(picture.get(name) or 0) for name in ("width", "height"))
        assert abs(image.width / image.height - wide / high) < 0.01


def placed(picture: ElementTree.Element) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of every line of text, as wide as its type makes it."""
    found = []
    for one in picture.iter(f"{SVG}text"):
        size, bold = float(one.get("font-size") or 0), one.get("font-weight") == "700"
        wide = width_of(one.text or "", size, bold)
        x, y = float(one.get("x") or 0), float(one.get("y") or 0)
        x -= {"end": wide, "middle": wide / 2}.get(one.get("text-anchor") or "", 0.0)
        found.append((x, y - size * 0.75, x + wide, y + size * 0.2))
    return sorted(found, key=lambda bounds: bounds[1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_of_a_picture_overlap_or_leave_it(figures: list[Shown], language: str) -> None:
    for shown in figures[::2]:
        picture = read_xml(shown.get("svg", lang=language))
        wide, high = (float(picture.get(name) or 0) for name in ("width", "height"))
        bounds = placed(picture)
        for place, (left, top, right, bottom) in enumerate(bounds):
            assert min(left, top) >= 0, shown.address
            assert right <= wide, shown.address
            assert bottom <= high, shown.address
            for other in bounds[place + 1 :]:
                if other[1] >= bottom:
                    break
                assert other[0] >= right or other[2] <= left, (shown.address, language)


def test_the_permanent_address_names_the_release_and_leads_to_the_figure(
    figures: list[Shown],
) -> None:
    for shown in figures[::9]:
        found = re.search(
            r">http://localhost(/figures/[^<\s]*release=[^<\s]*)", shown.get().decode()
        )
        assert found
        permanent = unescape(found[1])
        assert f"release={shown.release.id}" in permanent
        assert shown.client.get(permanent).status_code == 200
        embedded = shown.client.get(permanent.replace("/figures", "/embed", 1))
        assert embedded.status_code == 200


def test_a_figure_that_a_page_has_not_is_a_real_404(
    client: FlaskClient, addresses: dict[str, str]
) -> None:
    for root in ("/figures", "/embed"):
        for path in ("/by-shoe-size", f"{addresses['concept']}/by-nothing", "/privacy/by-sex"):
            assert client.get(root + path).status_code == 404
            assert client.get(f"{root}{path}.svg").status_code == 404
    rare, none = (client.get(f"/figures/conditions/{one}/by-sex") for one in ("123", "456"))
    assert rare.status_code == 404
    assert rare.get_data().replace(b"123", b"456") == none.get_data()


def test_only_a_figure_may_be_framed_and_it_runs_nothing(
    client: FlaskClient, addresses: dict[str, str]
) -> None:
    for address in (*addresses.values(), f"/figures{addresses['concept']}/by-sex"):
        policy = client.get(address).headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
    framed = client.get(f"/embed{addresses['concept']}/by-sex")
    policy = framed.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    body = framed.get_data(as_text=True)
    assert "<script" not in body
    assert "<header" not in body
    assert TEXT("cite.synthetic") in body
    assert 'name="robots" content="noindex"' in body
    assert len(framed.get_data()) < 10_000


def test_the_same_address_gives_the_same_bytes_whenever_it_is_asked(
    release: Release, addresses: dict[str, str]
) -> None:
    one, other = (create_app([release]).server.test_client() for _ in range(2))
    for ending in FILES:
        asked = f"/figures{addresses['concept']}/by-age.{ending}"
        assert one.get(asked).get_data() == other.get(asked).get_data()


def test_citations_name_the_host_that_was_asked_or_the_one_that_is_configured(
    release: Release, client: FlaskClient, addresses: dict[str, str]
) -> None:
    asked = f"/figures{addresses['concept']}/by-sex.txt"
    for host in ("one.example", "two.example:8443", "one.example"):
        said = client.get(asked, headers={"Host": host}).get_data(as_text=True)
        assert f"http://{host}/figures/" in said
    public = create_app([release], public="https://data.example.org").server.test_client()
    said = public.get(asked, headers={"Host": "inside:8050"}).get_data(as_text=True)
    assert "https://data.example.org/figures/" in said
    assert "inside" not in said


@pytest.mark.parametrize(
    "odd",
    ["http://a b/", "javascript:alert(1)", "http://<script>/", "http://a/b", "ftp://a", "http://"],
)
def test_an_odd_host_is_never_repeated(odd: str) -> None:
    assert origin_of(odd) == ""


def test_every_page_tells_programs_what_it_shows(
    client: FlaskClient, release: Release, addresses: dict[str, str]
) -> None:
    for name in ("home", "concept", "diversity"):
        body = client.get(addresses[name]).get_data(as_text=True)
        for property_ in ("og:title", "og:description", "og:url", "og:image"):
            assert f'<meta property="{property_}" content="' in body, name
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', body)
        assert found
        stated = json.loads(found[1])
        assert stated["@type"] == "Dataset"
        assert stated["version"] == release.id
        assert TEXT("site.synthetic") in stated["description"]
        image = re.search(r'property="og:image" content="http://localhost([^"]*)"', body)
        assert image
        assert client.get(unescape(image[1])).mimetype == "image/png"
    home = client.get("/").get_data(as_text=True)
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', home)
    assert found
    for one in json.loads(found[1])["distribution"]:
        path = one["contentUrl"].removeprefix("http://localhost")
        assert client.get(path).status_code == 200, path


def test_the_site_map_lists_pages_that_exist_in_every_language(client: FlaskClient) -> None:
    robots = client.get("/robots.txt").get_data(as_text=True)
    assert "Sitemap: http://localhost/sitemap.xml" in robots
    for endless in ("/scope?", "/compare?", "/figures/scope/", "/figures/compare/"):
        assert f"Disallow: {endless}\n" in robots
    space = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    index = read_xml(client.get("/sitemap.xml").get_data())
    listed: list[str] = []
    for part in index.findall("map:sitemap/map:loc", space):
        path = (part.text or "").removeprefix("http://localhost")
        pages = read_xml(client.get(path).get_data())
        listed += [one.text or "" for one in pages.findall("map:url/map:loc", space)]
    assert len(listed) == len(set(listed))
    assert len(listed) > 200
    for address in listed[::17]:
        assert client.get(address.removeprefix("http://localhost")).status_code == 200, address
    for odd in ("pages-2", "pages", "nothing-1", "pages-0", "-1", "condition--1"):
        assert client.get(f"/sitemaps/{odd}.xml").status_code == 404


def test_a_browser_is_offered_the_search(client: FlaskClient) -> None:
    home = client.get("/?lang=es").get_data(as_text=True)
    found = re.search(r'<link rel="search" type="([^"]*)" href="([^"]*)"', home)
    assert found
    answer = client.get(unescape(found[2]))
    assert answer.mimetype == found[1]
    space = {"os": "http://a9.com/-/spec/opensearch/1.1/"}
    stated = read_xml(answer.get_data())
    url = stated.find("os:Url", space)
    assert url is not None
    template = url.get("template") or ""
    searched = template.replace("{searchTerms}", "heart").removeprefix("http://localhost")
    assert "lang=es" in searched
    assert client.get(searched).status_code == 200


def test_every_file_of_a_figure_has_a_media_type_of_its_own() -> None:
    kinds = {
        route.pattern.rpartition("<figure>")[2]: route.media_type
        for route in ROUTES
        if isinstance(route, Described) and "<figure>" in route.pattern
    }
    assert len(kinds) == len(set(kinds.values())) == len(FILES)
