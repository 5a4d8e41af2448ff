"""Releases with variants for the tests of the store and the pages."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from aggregates.release import Release, open_release
from browser.application import create_app
from browser.variants.store import VariantStore, open_variants
from tests.benchmarks.variant_tables import Made, make
from tests.variants import deletions, genes_table, thousand_genomes, with_variants


@pytest.fixture(scope="session")
def genomes(ward_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The ward with variants of 1000 Genomes."""
    tables = thousand_genomes()
    folder = tmp_path_factory.mktemp("genomes")
    structural = {"22": deletions(tables["22"])}
    ward = open_release(ward_release)
    return with_variants(ward, folder, tables, genes_table(tables), structural)


@pytest.fixture(scope="module")
def client(genomes: Release) -> FlaskClient:
    """The site of that release."""
    return create_app([genomes]).server.test_client()  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def store(genomes: Release) -> VariantStore:
    """Its variants."""
    found = open_variants(genomes)
    assert found is not None
    return found


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Generated tables, large enough for several batches on a contig."""
    return make(120_000, tmp_path_factory.mktemp("generated"))
