"""Participants and diversity, and data types together, as a reader finds them."""

import csv
import io
from pathlib import Path

import pyarrow.compute as pc
import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from aggregates.release import Release, open_release
from browser.application import create_app
from browser.data_types import COMBINATION, DATA_TYPE
from browser.row_values import limit_values
from layouts.text import LANGUAGES, catalogue
from tests.browser.conftest import NARROWEST, PHONE, WIDE, Visit
from tests.browser.test_accessibility import violations
from tests.diverse import DIMENSIONS, TYPES, true_counts

SPACE = "\N{NO-BREAK SPACE}"
PAGES = ("/diversity", "/data-types")


@pytest.fixture(scope="module")
def diverse(diverse_folder: Path) -> Release:
    return open_release(diverse_folder)


@pytest.fixture(scope="module")
def diverse_client(diverse: Release) -> FlaskClient:
    return create_app([diverse]).server.test_client()


def rows_of(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))


# --- a journalist's questions, from the home page, without knowing the site ---


def open_diversity(page: Page) -> Page:
    page.get_by_role("link", name="Who takes part").first.click()
    expect(page.locator("h1")).to_have_text("Participants and diversity")
    return page


@pytest.mark.chromium
@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_what_share_are_black_and_how_does_that_compare_with_the_country(
    diverse_visitor: Visit, width: int
) -> None:
    page = open_diversity(diverse_visitor(width).open("/"))
    page.locator(".findings a", has_text="Black or African American").click()
    row = page.locator("#by-race-ethnicity ~ .scroll tr", has_text="Black or African American")
    told = " ".join(row.inner_text().split())
    assert f"about 21{SPACE}%" in row.inner_text()
    assert f"12.1{SPACE}%" in row.inner_text()
    assert "1.7 to 1.8 times as in the US" in told
    assert "1.2 to 1.4 times as in trials" in told


def test_home_calls_the_kinds_of_data_what_their_page_calls_them(diverse_folder: Path) -> None:
    client = create_app([open_release(diverse_folder)]).server.test_client()
    door = client.get("/?lang=es").get_data(as_text=True).split("/data-types?lang=es")[2]
    assert ">Historia clínica</a>" in door
    assert ">Encuesta</a>" in door


@pytest.mark.chromium
def test_what_share_of_rural_participants_gave_a_genome(diverse_visitor: Visit) -> None:
    page = open_diversity(diverse_visitor(PHONE).open("/"))
    page.get_by_role("link", name="What each group has shared").click()
    section = page.locator("section", has=page.locator("#types-rurality")).last
    expect(section.locator("h3")).to_have_text(
        f"Genome: about 60{SPACE}% (Urban), 24–30{SPACE}% (Rural)"
    )
    rural = section.locator("tbody tr", has_text="Rural").first
    assert rural.locator("td").nth(list(TYPES).index("genome")).inner_text() == f"24–30{SPACE}%"


@pytest.mark.chromium
def test_how_many_are_65_or_over_beside_the_country_and_beside_trials(
    diverse_visitor: Visit,
) -> None:
    page = open_diversity(diverse_visitor().open("/"))
    row = page.locator("tr.together", has_text="65 and over")
    told = " ".join(row.inner_text().split())
    assert "1,963–2,016" in told
    assert "1.5 to 1.6 times as in the US" in told
    assert "1.5 to 1.7 times as in trials" in told


@pytest.mark.chromium
def test_how_many_are_in_a_group_that_research_left_out(diverse_visitor: Visit) -> None:
    page = open_diversity(diverse_visitor().open("/"))
    assert f"78–87{SPACE}%" in page.locator(".lead").inner_text()


@pytest.mark.chromium
def test_who_has_a_record_and_a_genome_and_a_wearable(diverse_visitor: Visit) -> None:
    page = diverse_visitor(PHONE).open("/")
    page.get_by_role("navigation").get_by_role("link", name="Data types").click()
    page.wait_for_url("**/data-types")
    lead = page.locator(".lead").inner_text()
    assert lead.startswith("Health record, genome and wearable together: 243–716 participants")


@pytest.mark.chromium
def test_which_states_take_part_and_the_table_sorts_by_name(diverse_visitor: Visit) -> None:
    page = open_diversity(diverse_visitor().open("/"))
    folded = page.locator("#by-state ~ details")
    states = folded.locator("tbody tr")
    expect(states.first).to_be_hidden()
    folded.locator("summary").click()
    assert states.first.locator("th").inner_text() == "California"
    folded.locator("thead a", has_text="State").click()
    page.wait_for_url("**/diversity?sort=name*")
    expect(states.first).to_be_visible()  # it stays unfolded for those who sort it
    expect(states.first.locator("th")).to_have_text("Alabama")
    expect(page.locator("[aria-sort=ascending]")).to_have_text("State")


# --- the pages ---


@pytest.mark.chromium
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", PAGES)
def test_the_pages_are_accessible(diverse_visitor: Visit, address: str, language: str) -> None:
    page = diverse_visitor(WIDE).open(f"{address}?lang={language}")
    assert violations(page) == []
    page.set_viewport_size({"width": PHONE, "height": 900})
    assert violations(page) == []
    dark = diverse_visitor(WIDE, color_scheme="dark").open(f"{address}?lang={language}")
    assert violations(dark) == []


@pytest.mark.chromium
@pytest.mark.parametrize("width", [NARROWEST, PHONE, WIDE])
@pytest.mark.parametrize("address", PAGES)
def test_nothing_scrolls_sideways(diverse_visitor: Visit, address: str, width: int) -> None:
    page = diverse_visitor(width).open(f"{address}?lang=es")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wider = "[...document.querySelectorAll('.scroll')].filter(b => b.scrollWidth > b.clientWidth)"
    assert page.evaluate(wider + ".length") == 0


@pytest.mark.chromium
def test_the_pages_read_without_javascript(diverse_visitor: Visit) -> None:
    reader = diverse_visitor(java_script_enabled=False)
    text = catalogue("en")
    assert text("diversity.sources") in reader.open("/diversity").locator("main").inner_text()
    assert text("data_types.joint") in reader.open("/data-types").locator("main").inner_text()


@pytest.mark.chromium
def test_every_year_of_a_figure_leads_to_its_source(diverse_visitor: Visit) -> None:
    page = diverse_visitor().open("/diversity")
    links = page.locator("a[href^='#source-']")
    assert links.count() > 20
    for place in {link.get_attribute("href") for link in links.all()}:
        assert page.locator(str(place)).count() == 1


def test_invented_participants_are_said_to_be_invented_beside_real_figures(
    diverse_client: FlaskClient,
) -> None:
    for language in LANGUAGES:
        text = catalogue(language)
        page = diverse_client.get(f"/diversity?lang={language}").get_data(as_text=True)
        assert text("diversity.synthetic") in page
        assert text("diversity.published.apart_synthetic") in page
        assert text("diversity.published.apart") not in page


# --- the figures ---


def test_every_dimension_of_the_cohort_has_its_rows(diverse_client: FlaskClient) -> None:
    rows = [row for row in rows_of(diverse_client, "/diversity.csv") if row["subject"] == "cohort"]
    for dimension, (_, _, groups) in DIMENSIONS.items():
        found = {row["groups"] for row in rows if row["dimension"] == dimension}
        assert found >= set(groups)


def test_the_csv_states_the_limits_that_the_page_rounds(diverse_client: FlaskClient) -> None:
    rows = rows_of(diverse_client, "/diversity.csv")
    black = next(row for row in rows if row["groups"] == "black" and row["reference"] == "us")
    low, high = (float(black[f"share_{end}"]) for end in ("low", "high"))
    assert float(black["ratio_low"]) == pytest.approx(low / 0.120502, abs=2e-3)
    assert float(black["ratio_high"]) == pytest.approx(high / 0.120502, abs=2e-3)
    assert (black["reference_of"], black["reference_year"]) == ("all_ages", "2020")
    assert "P2" in black["source"]


def test_shares_are_of_those_who_answered_and_no_wider_than_their_bands_allow(
    diverse: Release, diverse_client: FlaskClient
) -> None:
    bands = {cell.groups[0]: cell.participants for cell in diverse.cuts("cohort", 0)["sex"]}
    women, men = bands["female"], bands["male"]
    rows = rows_of(diverse_client, "/diversity.csv")
    row = next(one for one in rows if (one["subject"], one["groups"]) == ("cohort", "female"))
    assert float(row["share_low"]) >= women.low / (women.low + men.high) - 1e-4
    assert float(row["share_high"]) <= women.high / (women.high + men.low) + 1e-4


def test_a_group_has_no_share_where_people_did_not_answer(diverse_client: FlaskClient) -> None:
    rows = rows_of(diverse_client, "/diversity.csv")
    unknown = [row for row in rows if row["groups"] in ("not_reported", "not_known")]
    told = [row for row in unknown if row["subject"] == "cohort"]
    assert len(told) == len(DIMENSIONS)
    assert {row["share_low"] for row in told} == {""}


def test_of_each_group_who_has_a_data_type(diverse: Release, diverse_client: FlaskClient) -> None:
    genome = next(one for one in diverse.concepts(DATA_TYPE) if one.code == "genome")
    of_group = diverse.cuts("cohort", 0)["rurality"][1].participants
    having = diverse.cuts(DATA_TYPE, genome.concept_id)["rurality"][1].participants
    found = [
        row
        for row in rows_of(diverse_client, "/diversity.csv")
        if (row["subject"], row["groups"], row["share_of"]) == ("genome", "rural", "group")
    ]
    limits = limit_values(having.low / of_group.high, having.high / of_group.low, 4)
    assert [(row["share_low"], row["share_high"]) for row in found] == [limits]


def test_combinations_stand_by_band_then_more_types_first(diverse_client: FlaskClient) -> None:
    rows = rows_of(diverse_client, "/data-types.csv")
    exact = [row for row in rows if row["kind"] == "exactly"]
    keys = [(-int(row["participants_high"]), -row["data_types"].count("+")) for row in exact]
    assert keys == sorted(keys)
    assert [row["data_types"] for row in rows if row["kind"] == "type"] == list(TYPES)


def test_at_least_these_types_is_between_what_is_listed_and_what_is_left(
    diverse_client: FlaskClient,
) -> None:
    """Against the true counts, which the test knows and no page does."""
    counts = true_counts()
    exact_ones = counts.concepts.filter(pc.equal(counts.concepts["domain"], COMBINATION))
    codes = dict(
        zip(
            exact_ones["concept_id"].to_pylist(),
            exact_ones["concept_code"].to_pylist(),
            strict=True,
        )
    )
    domain = counts.domains[1]
    exact = {
        frozenset(codes[concept].split("+")): total
        for concept, total in zip(
            domain.concept_ids.tolist(), domain.tables["total"].tolist(), strict=True
        )
        if concept
    }
    rows = rows_of(diverse_client, "/data-types.csv")
    joint = [row for row in rows if row["kind"] == "at_least"]
    assert len(joint) == 16  # the one that people ask for, and the pairs of six
    for row in joint:
        wanted = set(row["data_types"].split("+"))
        truth = sum(total for having, total in exact.items() if wanted <= having)
        assert int(row["participants_low"]) <= truth <= int(row["participants_high"])


def test_a_release_without_data_types_has_no_such_page(client: FlaskClient) -> None:
    assert client.get("/data-types").status_code == 404
    assert client.get("/data-types.csv").status_code == 404
    assert client.get("/diversity").status_code == 200


def test_a_data_type_has_a_page_of_its_own(diverse: Release, diverse_client: FlaskClient) -> None:
    for concept in diverse.concepts(DATA_TYPE):
        page = diverse_client.get(f"/data-types/{concept.concept_id}").get_data(as_text=True)
        assert concept.name in page


@pytest.mark.chromium
def test_a_combination_is_in_words_for_those_who_do_not_see_the_dots(
    diverse_visitor: Visit,
) -> None:
    page = diverse_visitor().open("/data-types")
    row = page.locator(".upset tbody tr").first
    heading = row.get_by_role("rowheader")
    assert heading.inner_text() == (
        "Health record, survey, physical measurements, genome and biosample"
    )
    assert [cell.text_content() for cell in row.locator(".dots").all()] == [
        *("yes", "yes", "yes", "yes", "no", "yes")
    ]
