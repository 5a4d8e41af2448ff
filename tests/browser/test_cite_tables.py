"""Figures over releases, whole lists and tables: the same numbers as their pages, everywhere."""

import csv
import io
import itertools
import json
import re
from html import unescape
from pathlib import Path
from typing import cast

import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient

from aggregates.release import Release, open_release
from browser.application import create_app
from browser.cite.figured import MOST_VARIANTS
from layouts.picture_part import FIRST, LONGEST
from layouts.text import LANGUAGES, catalogue
from tests.aggregates.questionnaire import write_survey_release
from tests.browser.conftest import PHONE, Visit
from tests.browser.test_accessibility import violations
from tests.browser.variant_releases import genomes
from tests.ward import HEART, RARE

__all__ = ["genomes"]  # fixtures
OLD, NEW = "ward-2020-10-01", "ward-2021-10-01"
GENE = "MEGF11"
TEXT = catalogue("en")
Row = dict[str, str]


@pytest.fixture(scope="module")
def releases(ward_release: Path, later_release: Path) -> FlaskClient:
    """The site of both releases, the later one as the current one."""
    both = [open_release(later_release), open_release(ward_release)]
    return cast(FlaskClient, create_app(both).server.test_client())


@pytest.fixture(scope="module")
def surveys(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = write_survey_release(tmp_path_factory.mktemp("asked") / "surveys")
    return cast(FlaskClient, create_app([open_release(folder)]).server.test_client())


@pytest.fixture(scope="module")
def variants(genomes: Release) -> FlaskClient:
    return cast(FlaskClient, create_app([genomes]).server.test_client())


def get(site: FlaskClient, address: str, status: int = 200) -> str:
    answer = site.get(address)
    assert answer.status_code == status, address
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def rows(site: FlaskClient, address: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(site.get(address).get_data(as_text=True))))


def cited(page: str) -> list[str]:
    """The addresses of the figures that a page leads to."""
    return [unescape(one) for one in re.findall(r'href="(/figures/[^"#]*)#cite"', page)]


def words(row: Row) -> str:
    low, high = int(row["participants_low"]), int(row["participants_high"])
    if low == high:
        return f"{high:,}"
    return f"{high:,} or fewer" if low == 0 else f"{low:,}–{high:,}"


def spoken(picture: str) -> str:
    """The words of a picture in a line."""
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", picture))


def test_a_concept_over_the_releases_is_a_figure(releases: FlaskClient) -> None:
    page = get(releases, f"/conditions/{HEART}")
    address = f"/figures/conditions/{HEART}/over"
    assert address in cited(page)
    told = rows(releases, f"{address}.csv")
    assert [row["release"] for row in told] == [OLD, NEW]
    shown, picture = get(releases, address), get(releases, f"{address}.svg")
    for row in told:
        for place in (page[page.index('id="over"') :], shown, picture):
            assert words(row) in place
    assert "<h1>Surely more: 1,701–1,720 participants in" in shown
    new = f"/figures/conditions/{RARE}/over"
    assert TEXT("over.not_listed") in get(releases, new)
    assert TEXT("over.not_listed") in get(releases, f"{new}.svg")
    assert rows(releases, f"{new}.csv")[0]["participants_low"] == ""


def test_rows_from_another_release_say_so(releases: FlaskClient) -> None:
    query = f"a=condition.{HEART}&a-release={OLD}&b=condition.{HEART}"
    assert [row["release"] for row in rows(releases, f"/figures/compare/shares.csv?{query}")] == [
        OLD, NEW,
    ]  # fmt: skip
    for ending in ("", ".csv-metadata.json"):
        assert f"another release: Ward, release {OLD}" in get(
            releases, f"/figures/compare/shares{ending}?{query}"
        )
    permanent = re.search(r">http://localhost(/figures/[^<\s]*)", get(
        releases, f"/figures/compare/shares?{query}"))  # fmt: skip
    assert permanent
    assert f"release={NEW}" in permanent[1]
    assert rows(releases, unescape(permanent[1]).replace("?", ".csv?", 1))


def test_a_side_that_cannot_be_shown_is_told_on_the_figure_too(releases: FlaskClient) -> None:
    query = f"a=condition.{HEART}&b=condition.999"
    assert TEXT("ignored.side_b") in get(releases, f"/figures/compare/shares?{query}")
    (shares, *_) = cited(get(releases, f"/compare?{query}"))
    assert shares.endswith(f"?a=condition.{HEART}")


@pytest.mark.parametrize("query", ["", "?q=a&sort=name", "?measure=share"])
def test_a_whole_list_is_a_figure_with_its_filter_and_order(
    client: FlaskClient, query: str
) -> None:
    page = get(client, f"/conditions{query}")
    (address,) = cited(page)
    assert sorted(address.partition("?")[2].split("&")) == sorted(query[1:].split("&"))
    ask = "?" + address.partition("?")[2]
    listed, told = rows(client, f"/conditions.csv{ask}"), rows(
        client, f"/figures/conditions/list.csv{ask}"
    )  # fmt: skip
    assert [row["concept_id"] for row in listed] == [row["group"] for row in told]
    for name in ("participants_low", "participants_high", "share_low", "share_high"):
        assert [row[name] for row in listed] == [row[name] for row in told]
    shown = get(client, address)
    assert all(words(row) in shown for row in told[:40])
    files = re.findall(r'href="([^"]*\.parquet[^"]*)"', shown)
    assert len(files) == 1
    table = pq.read_table(io.BytesIO(client.get(unescape(files[0])).get_data()))
    assert table.num_rows == len(told)
    picture = get(client, f"/figures/conditions/list.svg{ask}")
    drawn = told if len(told) <= LONGEST else told[:FIRST]
    assert all(words(row) in picture for row in drawn)
    assert (TEXT("cite.picture_rows", first=FIRST, all=len(told)) in spoken(picture)) is (
        len(drawn) < len(told)
    )


def test_the_answers_of_a_module_lead_to_the_figures_of_their_questions(
    surveys: FlaskClient,
) -> None:
    found = re.search(r'href="(/surveys/\d+)"', get(surveys, "/surveys"))
    assert found
    page = get(surveys, found[1])
    answers = [one for one in cited(page) if one.endswith("/answers")]
    assert len(answers) > 2
    for address in answers:
        module, question = address.split("/")[3:5]
        asked = {row["answer_id"]: row for row in rows(surveys, f"/surveys/{module}.csv")
                 if row["question_id"] == question and row["answer_id"]}  # fmt: skip
        told = rows(surveys, f"{address}.csv")
        assert {row["group"] for row in told} == set(asked)
        for row in told:
            assert words(row) == words(asked[row["group"]])
    for address in cited(page):
        if address.endswith("/versions"):
            assert all(words(row) in page for row in rows(surveys, f"{address}.csv"))


def region(variants: FlaskClient) -> str:
    gene = json.loads(variants.get(f"/genes/{GENE}.json").get_data())["gene"]
    return f"/variants?q={gene['contig']}:{gene['start']}-{gene['end']}"


def test_variants_of_a_gene_or_region_are_a_figure_with_its_filters(variants: FlaskClient) -> None:
    for path in (f"/genes/{GENE}?sort=frequent&group=afr&frequency=min1", region(variants)):
        page = get(variants, path)
        addresses = {one.partition("?")[0].rpartition("/")[2]: one for one in cited(page)}
        assert {"variants", "track"} <= set(addresses)
        address = addresses["variants"]
        shown = get(variants, address)
        for row in re.findall(r"<tr>(.*?)</tr>", page):
            numbers = re.findall(r'<td class="number">([^<]*)</td>', row)
            assert all(number in shown for number in numbers)
        told = rows(variants, address.replace("?", ".csv?", 1))
        bare, _, query = address.removeprefix("/figures").removesuffix("/variants").partition("?")
        bare = bare.removesuffix("/variants") or "/variants"
        whole = rows(variants, f"{bare}.csv?{query}")
        assert whole
        everyone = [row for row in told if row["ancestry_group"] == "all"]
        assert [row["variant_id"] for row in everyone] == [
            row["variant_id"] for row in whole[:MOST_VARIANTS]
        ]
        assert ("The first 1,000 of" in shown) is (len(whole) > MOST_VARIANTS)
        assert {row["release"] for row in told} == {row["release"] for row in everyone}
        drawn = spoken(get(variants, address.replace("?", ".svg?", 1)))
        assert all(row["variant_id"] in drawn.replace(" ", "") for row in whole[:FIRST])


def number_at(site: FlaskClient, contig: str, low: str, high: str) -> int:
    found = json.loads(site.get(f"/variants.json?q={contig}:{low}-{high}").get_data())
    return int(found["found"])


def test_where_variants_lie_is_a_figure_and_each_part_holds_what_it_says(
    variants: FlaskClient,
) -> None:
    page = get(variants, region(variants))
    (address,) = (one for one in cited(page) if "/track?" in one)
    parts = rows(variants, address.replace("?", ".csv?", 1))
    listed = rows(variants, region(variants).replace("?", ".csv?"))
    assert sum(int(row["variants"]) for row in parts) == len(listed)
    for row in [*parts[:20], *parts[-5:]]:
        inside = number_at(variants, row["contig"], row["part_start"], row["part_end"])
        assert inside == int(row["variants"])
    ends = [(int(row["part_start"]), int(row["part_end"])) for row in parts]
    assert all(before[1] + 1 == after[0] for before, after in itertools.pairwise(ends))
    picture = get(variants, address.replace("?", ".svg?", 1))
    assert TEXT("figure.reading")[:30] not in spoken(picture)  # exact: no stripes to explain


def test_each_twelfth_of_a_track_leads_to_as_many_variants_as_it_says(
    variants: FlaskClient,
) -> None:
    page = get(variants, region(variants))
    table = page[page.index('class="track"') :]
    linked = re.findall(
        r'href="(/variants\?q=[^"]*)"[^>]*>[^<]*</a>\s*</th>\s*<td[^>]*>([\d,]+)<', table
    )
    assert len(linked) >= 10
    for href, number in linked:
        found = json.loads(variants.get(unescape(href).replace("?", ".json?", 1)).get_data())
        assert found["found"] == int(number.replace(",", "")), href


def test_a_stretch_with_too_many_variants_to_sort_is_a_figure_of_the_first(
    variants: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = rows(variants, region(variants).replace("?", ".csv?"))
    monkeypatch.setattr("browser.variants.store.MOST_SCANNED", 20)
    page = get(variants, f"{region(variants)}&lang=es")  # in English it may have been kept
    (address,) = cited(page)
    told = rows(variants, address.replace("?", ".csv?", 1))
    assert [row["variant_id"] for row in told if row["ancestry_group"] == "all"] == [
        row["variant_id"] for row in whole[:MOST_VARIANTS]
    ]
    shown = get(variants, address)
    assert "Pida un tramo más corto" in shown
    assert ".parquet" not in shown


def test_variants_looked_up_one_by_one_are_a_figure(variants: FlaskClient) -> None:
    ids = [row["variant_id"] for row in rows(variants, region(variants).replace("?", ".csv?"))[:3]]
    page = get(variants, f"/variants?q={'%0A'.join(ids)}")
    (address,) = cited(page)
    told = rows(variants, address.replace("?", ".csv?", 1))
    assert list(dict.fromkeys(row["variant_id"] for row in told)) == ids
    assert "<h1>3 variants are listed</h1>" in get(variants, address)


def test_whole_tables_of_variants_say_where_they_are_from(
    variants: FlaskClient, genomes: Release
) -> None:
    answer = variants.get(f"/genes/{GENE}.csv")
    link = re.search(r'<(.*)>; rel="describedby"', answer.headers["Link"])
    assert link
    stated = json.loads(variants.get(link[1]).get_data())
    assert stated["dc:identifier"] == genomes.id
    columns = {one["name"]: one["datatype"] for one in stated["tableSchema"]["columns"]}
    assert list(columns) == next(csv.reader(io.StringIO(answer.get_data(as_text=True))))
    assert columns["pos"] == "integer"
    filtered = region(variants).replace("?", ".csv-metadata.json?") + "&frequency=min1"
    assert "frequency=min1" in json.loads(variants.get(filtered).get_data())["url"]
    body = variants.get(f"/genes/{GENE}.parquet").get_data()
    assert pq.read_schema(io.BytesIO(body)).metadata[b"release"] == genomes.id.encode()


@pytest.mark.chromium
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_these_figures_are_accessible_and_do_not_scroll_sideways(
    visitor: Visit, addresses: dict[str, str], client: FlaskClient, language: str
) -> None:
    reader = visitor(PHONE)
    found = [one for name in ("compare", "scope", "list") for one in cited(
        get(client, addresses[name]))]  # fmt: skip
    names = {one.partition("?")[0].rpartition("/")[2] for one in found}
    assert names >= {"shares", "aged", "divided", "answer", "power", "power-alleles", "list"}
    for address in found:
        page = reader.open(f"{address}{'&' if '?' in address else '?'}lang={language}")
        assert violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, address
