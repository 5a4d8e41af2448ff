"""One catalogue of columns: whatever stands at the head of a table is told, in every language."""

import csv
import io
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient

from aggregates.release import Release, open_release
from browser.api.columns import TYPES
from browser.api.resources import RESOURCES
from browser.application import create_app
from browser.cite.described import column_meaning
from layouts.text import LANGUAGES, catalogue
from tests.browser.test_cite import Shown, diverse, figures, file_of, surveyed
from tests.browser.test_cite_tables import cited, get
from tests.browser.variant_releases import genomes

__all__ = ["diverse", "figures", "genomes", "surveyed"]  # fixtures
OF_VARIANTS = (
    "/genes/MEGF11.csv",
    "/variants.csv?q=22:16050000-16200000",
    "/variants.csv?q=rs3016029%0A22-5-A-G",
)
OF_LISTS = ("/conditions.csv", "/surveys.csv", "/diversity.csv", "/data-types.csv")
BESIDE_CONCEPTS = ("values", "pairs")


@pytest.fixture(scope="module")
def tables(
    figures: list[Shown], genomes: Release, ward_release: Path, later_release: Path
) -> dict[str, list[str]]:
    """The columns of CSV files of every kind, by address."""
    found: dict[str, list[str]] = {}
    for shown in figures:
        asked, page = file_of(shown.address, "csv"), file_of(shown.page, "csv")
        path = shown.page.partition("?")[0]
        beside = [f"{path}/{name}.csv" for name in BESIDE_CONCEPTS if path.count("/") == 2]
        for address in {asked, page, *beside, *OF_LISTS} - found.keys():
            found |= _header(shown.client, address)
    variants = create_app([genomes]).server.test_client()
    for address in OF_VARIANTS:
        found |= _header(variants, address)
        for figure in cited(get(variants, address.replace(".csv", "", 1))):
            found |= _header(variants, file_of(figure, "csv"))
    both = [open_release(later_release), open_release(ward_release)]
    changed = "/releases/{}/since/{}.csv".format(*(one.id for one in both))
    found |= _header(create_app(both).server.test_client(), changed)
    assert found.keys() >= {*OF_VARIANTS, *OF_LISTS, changed}
    return found


@pytest.fixture(scope="module")
def in_tables(tables: dict[str, list[str]]) -> set[str]:
    return {name for header in tables.values() for name in header}


@pytest.fixture(scope="module")
def in_api(genomes: Release) -> set[str]:
    """The columns of the API's tables, and what variants are told with."""
    assert {name for one in RESOURCES for name in one.columns} <= TYPES.keys()
    document = create_app([genomes]).server.test_client().get("/api/v1/openapi.json").get_json()
    variant = document["components"]["schemas"]["VariantFields"]["properties"]
    assert all(variant[name]["description"] for name in variant if name != "counts")
    return {*TYPES, *(name for name in variant if name != "counts")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_of_every_table_is_described(
    in_tables: set[str], in_api: set[str], language: str
) -> None:
    text = catalogue(language)
    assert all(column_meaning(name, text) for name in in_tables | in_api)


def test_parquet_has_the_columns_of_the_csv_file(
    tables: dict[str, list[str]], genomes: Release
) -> None:
    site = create_app([genomes]).server.test_client()
    for address in OF_VARIANTS:
        body = site.get(address.replace(".csv", ".parquet")).get_data()
        assert pq.read_schema(io.BytesIO(body)).names == tables[address]


def test_no_column_is_described_that_no_table_has(in_tables: set[str], in_api: set[str]) -> None:
    described = {
        key.removeprefix("column.")
        for key in catalogue("en").sentences
        if key.startswith("column.")
    }
    assert described <= in_tables | in_api


def test_a_column_of_an_ancestry_group_names_the_group() -> None:
    text = catalogue("en")
    assert column_meaning("afr_ac_low", text).endswith("in the ancestry group afr")
    assert column_meaning("ac_low", text) == text("column.ac_low")


def _header(site: FlaskClient, address: str) -> dict[str, list[str]]:
    """The columns of a CSV file, by its address; nothing where there is no such file."""
    answer = site.get(address)
    if answer.status_code != 200:
        return {}
    return {address: next(csv.reader(io.StringIO(answer.get_data(as_text=True))))}
