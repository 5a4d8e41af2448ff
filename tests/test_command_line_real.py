"""Real input, the whole way: build, audit, verify, read."""

from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from aggregates.release import Release, open_release
from suppression.bands import Band, Count
from tests.real_data import real
from tests.terminal import Done, command

pytestmark = pytest.mark.real_data

COHORTS = Path(__file__).parents[1] / "data" / "cohorts"
CDMS = {
    "gibleed": "omop-demo-gibleed/cdm",
    "uci-diabetes": "uci-diabetes-130/omop",
    "synthea27nj": "omop-synthea27nj",
}


@pytest.fixture(scope="module", params=CDMS)
def cohort(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def built(cohort: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    out = tmp_path_factory.mktemp(cohort) / "release"
    cdm = real(CDMS[cohort])
    return out, command("build", COHORTS / f"{cohort}.toml", "--cdm", cdm, "--out", out)


@pytest.fixture(scope="module")
def release(built: tuple[Path, Done]) -> Release:
    return open_release(built[0])


def contains(count: Count, true: int) -> bool:
    return count.low <= true <= count.high


def test_it_builds_and_says_so(cohort: str, built: tuple[Path, Done]) -> None:
    out, done = built
    assert (done.status, done.err) == (0, "")
    last = done.out.splitlines()[-1]
    assert last.startswith(f"{out}: release {cohort}-")
    assert last.endswith("none narrowed; certificate holds")


def test_its_audit_passes(built: tuple[Path, Done]) -> None:
    done = command("audit", built[0])
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "audit passed"


def test_its_certificate_holds(built: tuple[Path, Done]) -> None:
    assert command("verify", built[0]) == Done(0, "certificate holds\n", "")


def test_every_band_of_a_total_contains_the_people_an_independent_query_finds(
    cohort: str, release: Release
) -> None:
    cdm = real(CDMS[cohort])
    (people,) = duckdb.sql(f"SELECT count(*) FROM '{cdm}/person.parquet'").fetchall()
    assert contains(release.participants, *people)
    records = f"'{cdm}/condition_occurrence.parquet'"
    links = f"'{cdm}/concept_ancestor.parquet'"
    below = dict(
        duckdb.sql(
            f"WITH links AS (SELECT ancestor_concept_id a, descendant_concept_id d FROM {links} "
            f"UNION SELECT condition_concept_id, condition_concept_id FROM {records}) "
            f"SELECT a, count(DISTINCT person_id) FROM {records} "
            f"SEMI JOIN '{cdm}/person.parquet' p USING (person_id) "
            "JOIN links ON condition_concept_id = d GROUP BY a"
        ).fetchall()
    )
    for concept in release.concepts("condition"):
        assert contains(concept.participants, below[concept.concept_id])
        assert concept.participants.high > 20


@pytest.mark.parametrize("cohort", ["gibleed", "uci-diabetes"], indirect=True)
def test_a_cohort_of_thousands_lists_its_conditions_with_crossings(
    cohort: str, release: Release
) -> None:
    concepts = release.concepts("condition")
    assert len(concepts) > 50
    largest = release.cuts("condition", concepts[0].concept_id)
    assert {"total", "sex", "age", "race_ethnicity", "onset_age"} <= set(largest)
    assert any("*" in cut for cut in largest)


@pytest.mark.parametrize("cohort", ["synthea27nj"], indirect=True)
def test_almost_nothing_is_a_release_too(built: tuple[Path, Done]) -> None:
    """28 people: bands, no crossing, no link, and nothing that is not said."""
    release = open_release(built[0])
    assert (release.participants.low, release.participants.high) in ((21, 40), (0, 40))
    assert pq.read_metadata(built[0] / "hierarchy.parquet").num_rows == 0
    for domain in release.domains:
        for concept in release.concepts(domain.id):
            cuts = release.cuts(domain.id, concept.concept_id)
            assert not any("*" in cut for cut in cuts)
            for cells in cuts.values():
                assert all(isinstance(cell.participants, Band) for cell in cells)
                assert all(cell.participants.high <= 40 for cell in cells)
