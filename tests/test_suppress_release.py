"""A release under rule ``suppress``, the whole way: build, audit, verify, read, serve."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient

from aggregates.release import Release, open_release
from browser.application import create_app
from suppression.bands import Band, Withheld
from tests.browser.reading import as_read
from tests.real_data import real
from tests.terminal import Done, command
from tests.ward import ASPIRIN, CROSSED, FIRST, HEART, write_ward

COHORTS = Path(__file__).parents[1] / "data" / "cohorts"
POLICY = 'cdm = "."\npolicy = "cms"\n'


@pytest.fixture(scope="module")
def cohort_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = write_ward(tmp_path_factory.mktemp("suppressed") / "ward")
    path.write_text(path.read_text(encoding="utf-8").replace('cdm = "."\n', POLICY), "utf-8")
    return path


@pytest.fixture(scope="module")
def folder(cohort_file: Path) -> Path:
    out = cohort_file.parent.parent / "release"
    done = command("build", cohort_file, "--out", out)
    assert (done.status, done.err) == (0, "")
    return out


@pytest.fixture(scope="module")
def release(folder: Path) -> Release:
    return open_release(folder)


@pytest.fixture(scope="module")
def client(release: Release) -> FlaskClient:
    return create_app([release]).server.test_client()


@pytest.fixture(scope="module")
def page(client: FlaskClient) -> Callable[[str], str]:
    def answer(address: str) -> str:
        got = client.get(address)
        assert got.status_code == 200, address
        return as_read(got.get_data(as_text=True))

    return answer


def test_its_audit_passes(folder: Path) -> None:
    done = command("audit", folder)
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "audit passed"


def test_its_certificate_holds(folder: Path) -> None:
    assert command("verify", folder) == Done(0, "certificate holds\n", "")


def test_every_published_count_is_true_and_no_small_one_is_published(release: Release) -> None:
    truth = {concept: int(counts.sum()) for concept, counts in FIRST.conditions.items()}
    for concept in release.concepts("condition"):
        count = concept.participants
        if isinstance(count, Band) and concept.concept_id != HEART:  # rolled up
            assert (count.low, count.high) == (truth[concept.concept_id],) * 2
    for name in ("counts", "concepts"):
        table = pq.read_table(release_table(release, name))
        low, high = (table.column(end).to_numpy() for end in ("low", "high"))
        assert ((low == high) | (low == 0)).all()
        assert not ((low == high) & (low >= 1) & (low <= 10)).any()
        assert (high[low < high] > 10).all()


def release_table(release: Release, name: str) -> Path:
    return Path(release.folder) / f"{name}.parquet"


def test_small_groups_of_a_crossing_are_withheld(release: Release) -> None:
    cells = release.cuts("condition", CROSSED)["sex*age"]
    true = FIRST.conditions[CROSSED].ravel()
    withheld = [isinstance(cell.participants, Withheld) for cell in cells]
    assert not (~np.array(withheld) & (true >= 1) & (true <= 10)).any()


def test_the_size_of_the_cohort_is_exact(release: Release) -> None:
    assert (release.participants.low, release.participants.high) == (FIRST.people.sum(),) * 2


@pytest.mark.parametrize("address", ["/", "/conditions", "/drugs", "/diversity", "/releases"])
def test_pages_are_served(page: Callable[[str], str], address: str) -> None:
    text = page(address)
    assert "Counts are exact or withheld." in text
    assert "or fewer" not in text
    assert "Counts of 20" not in text


def test_lists_show_exact_counts(page: Callable[[str], str]) -> None:
    assert f"{int(FIRST.conditions[CROSSED].sum())}" in page("/conditions")
    assert f"{int(FIRST.drugs[ASPIRIN].sum()):,}" in page("/drugs")


def test_a_concept_says_what_is_withheld(page: Callable[[str], str]) -> None:
    text = page(f"/conditions/{HEART}")
    assert "withheld" in text
    assert "Each number is exact, or withheld." in text
    assert "–1,0" not in text  # no range of counts


def test_the_page_about_privacy_states_this_rule(page: Callable[[str], str]) -> None:
    text = page("/privacy")
    assert "Counts of 1 to 10 are withheld." in text
    assert "range of" not in text.split("What this does not promise")[0]
    assert "Los recuentos de 1 a 10 no se publican." in page("/privacy?lang=es")


def test_a_download_tells_exact_counts_from_withheld_ones(page: Callable[[str], str]) -> None:
    rows = list(csv.DictReader(io.StringIO(page(f"/conditions/{HEART}.csv"))))
    for row in rows:
        low, high = int(row["participants_low"]), int(row["participants_high"])
        assert row["participants_state"] == ("withheld" if low < high else "exact")
        assert low in (0, high)


def test_without_a_denominator_no_shares_are_compared(page: Callable[[str], str]) -> None:
    """Everybody with any condition is a withheld number here: nobody's share can be told."""
    text = page(f"/compare?a=condition.{HEART}&b=condition.{CROSSED}")
    assert "None of these shares is known well enough to be shown." in text
    assert "of a number that is withheld" in text
    assert "percentage points" not in text


def test_surveys_and_types_of_data_are_refused(cohort_file: Path, tmp_path: Path) -> None:
    text = cohort_file.read_text(encoding="utf-8")
    other = cohort_file.with_name("surveys.toml")
    other.write_text(text.replace('"condition", "drug"', '"condition", "survey"'), "utf-8")
    done = command("build", other, "--out", tmp_path / "release")
    assert (done.status, done.out) == (2, "")
    assert len(done.err.strip().splitlines()) == 1
    assert "'survey' cannot follow policy 'cms'" in done.err
    assert "all-of-us" in done.err


def test_pairs_are_not_listed(folder: Path) -> None:
    # which pairs there are would follow from counts that are withheld
    assert pq.read_metadata(folder / "pairs.parquet").num_rows == 0


def test_a_second_release_is_refused(cohort_file: Path, folder: Path, tmp_path: Path) -> None:
    done = command("build", cohort_file, "--out", tmp_path / "next", "--previous", folder)
    assert (done.status, done.out) == (2, "")
    assert len(done.err.strip().splitlines()) == 1
    assert "--previous" in done.err


@pytest.mark.real_data
def test_real_people_the_whole_way(tmp_path: Path) -> None:
    cdm, out = real("omop-demo-gibleed/cdm"), tmp_path / "release"
    text = (COHORTS / "gibleed.toml").read_text(encoding="utf-8")
    text = text.replace('policy = "all-of-us"', 'policy = "cms"')
    cohort = tmp_path / "gibleed.toml"
    cohort.write_text(
        re.sub("^domains = .*$", 'domains = ["condition"]', text, flags=re.MULTILINE), "utf-8"
    )
    done = command("build", cohort, "--cdm", cdm, "--out", out)
    assert (done.status, done.err) == (0, "")
    assert command("audit", out).status == 0
    assert command("verify", out) == Done(0, "certificate holds\n", "")
    people = pq.read_table(cdm / "person.parquet").num_rows
    found = open_release(out)
    assert (found.participants.low, found.participants.high) == (people, people)
    assert len(found.concepts("condition")) > 70
    table = pq.read_table(out / "counts.parquet")
    low, high = (table.column(end).to_numpy() for end in ("low", "high"))
    assert 0.2 < (low < high).mean() < 0.4


def test_the_size_of_a_withheld_group_is_said_to_be_withheld(
    release: Release, page: Callable[[str], str]
) -> None:
    """A question whose number is withheld gets no limits either, and an exact one is exact."""
    of_sex = {
        one.concept_id: release.cuts("condition", one.concept_id)["sex"]
        for one in release.concepts("condition")
    }
    hidden = next(
        (concept, cell.groups[0])
        for concept, cells in of_sex.items()
        for cell in cells
        if isinstance(cell.participants, Withheld)
    )
    answer = page(f"/scope?with=condition.{hidden[0]}&in.sex={hidden[1]}")
    assert '<h2 id="answer">The number who qualify is withheld</h2>' in answer
    exact = next(one for one in release.concepts("condition") if isinstance(one.participants, Band))
    answer = page(f"/scope?with=condition.{exact.concept_id}")
    assert f'<h2 id="answer">{exact.participants.high:,} participants qualify</h2>' in answer
