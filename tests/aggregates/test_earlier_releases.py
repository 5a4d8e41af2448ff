"""A release after others: joined with them, refused where they are not what came before."""

import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from aggregates.release import open_release
from browser.application import create_app
from tests.terminal import Done, command
from tests.ward import FIRST, PINCHED, SECOND, Truth, write_ward


def cohort_at(folder: Path, year: int, truth: Truth = SECOND) -> Path:
    """The ward's cohort file, some years on."""
    cohort = write_ward(folder, truth)
    cohort.write_text(
        cohort.read_text(encoding="utf-8").replace("2020-10-01", f"{year}-10-01"), encoding="utf-8"
    )
    return cohort


def build(cohort: Path, out: Path, *previous: Path) -> Done:
    named = [part for folder in previous for part in ("--previous", folder)]
    return command("build", cohort, "--out", out, "--workers", 1, *named)


@pytest.fixture(scope="module")
def second(ward_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("second")
    done = build(cohort_at(folder / "cdm", 2021), folder / "release", ward_release)
    assert done.status == 0, done.err
    return folder / "release"


def stated(release: Path, name: str = "release.json") -> dict[str, object]:
    values: dict[str, object] = json.loads((release / name).read_text(encoding="utf-8"))
    return values


def test_a_release_names_the_one_before_it(ward_release: Path, second: Path) -> None:
    assert stated(ward_release)["previous"] is None
    assert stated(second)["previous"] == "ward-2020-10-01"


def test_what_is_told_together_with_the_one_before_is_attacked(
    ward_release: Path, second: Path
) -> None:
    assert stated(second)["audit"]["attacks"]["growth"]["attacked"] > 0  # type: ignore[index]
    done = command("audit", second, "--previous", ward_release, "--workers", 1)
    assert done.status == 0
    growth = next(line for line in done.out.splitlines() if line.startswith("attack growth"))
    assert " 0 counts" not in growth
    alone = command("audit", second, "--workers", 1)
    assert "attack growth                     0 counts" in alone.out
    assert "ward-2020-10-01 came before: name it with --previous to attack both" in alone.out
    assert "came before" not in done.out
    assert command("verify", second).status == 0


def test_the_page_of_releases_tells_which_one_it_follows(ward_release: Path, second: Path) -> None:
    site = create_app([open_release(second), open_release(ward_release)]).server.test_client()
    english, spanish = (site.get(f"/releases?lang={name}").get_data(True) for name in ("en", "es"))
    told = r"<dt>{}</dt><dd>ward-2020-10-01</dd>"
    assert re.findall(told.format("Follows, and was attacked together with"), english)
    assert re.findall(told.format("Sigue a, y se atacó junto con"), spanish)


def test_a_band_made_wider_once_stays_so(ward_release: Path, second: Path) -> None:
    def bands(release: Path) -> dict[str, tuple[int, int]]:
        rows = pq.read_table(release / "counts.parquet").to_pylist()
        return {
            f"{row['cut']} {row['group']}": (row["low"], row["high"])
            for row in rows
            if row["concept_id"] == PINCHED
        }

    before, now = bands(ward_release), bands(second)
    wide = {cell for cell, (low, high) in before.items() if high - low > 20}
    assert wide
    assert all(now[cell] == before[cell] for cell in wide)


def test_a_third_release_needs_all_before_it(
    ward_release: Path, second: Path, tmp_path: Path
) -> None:
    cohort = cohort_at(tmp_path / "cdm", 2022)
    done = build(cohort, tmp_path / "third", second)
    assert done.status == 2
    assert "names ward-2020-10-01 as the release before it, which is not given" in done.err
    assert not (tmp_path / "third").exists()
    done = build(cohort, tmp_path / "third", ward_release, second)  # in any order
    assert (done.status, done.err) == (0, "")
    assert stated(tmp_path / "third")["previous"] == "ward-2021-10-01"


def test_a_release_of_another_cohort_is_refused(ward_release: Path, tmp_path: Path) -> None:
    cohort = cohort_at(tmp_path / "cdm", 2021)
    cohort.write_text(cohort.read_text().replace('id = "ward"', 'id = "clinic"'))
    done = build(cohort, tmp_path / "out", ward_release)
    assert done.status == 2
    assert "is a release of cohort ward, not clinic" in done.err


def test_a_cut_off_date_that_is_not_later_is_refused(ward_release: Path, tmp_path: Path) -> None:
    done = build(cohort_at(tmp_path / "cdm", 2020), tmp_path / "out", ward_release)
    assert done.status == 2
    assert "Set a later cut-off date" in done.err


def test_another_policy_is_refused(ward_release: Path, tmp_path: Path) -> None:
    cohort = cohort_at(tmp_path / "cdm", 2021)
    cohort.write_text('policy = "strict"\n' + cohort.read_text())
    done = build(cohort, tmp_path / "out", ward_release)
    assert done.status == 2
    assert "follows another policy" in done.err


def test_other_groups_are_refused(ward_release: Path, tmp_path: Path) -> None:
    cohort = cohort_at(tmp_path / "cdm", 2021)
    text = cohort.read_text()
    assert 'id = "female"' in text
    cohort.write_text(text.replace('id = "female"', 'id = "women"'))
    done = build(cohort, tmp_path / "out", ward_release)
    assert done.status == 2
    assert "dimension sex has other groups" in done.err


@pytest.mark.parametrize("command_name", ["build", "audit"])
def test_a_damaged_earlier_release_is_refused(
    command_name: str, ward_release: Path, copied: Path, tmp_path: Path
) -> None:
    (copied / "counts.parquet").write_bytes(b"PAR1")
    if command_name == "build":
        done = build(cohort_at(tmp_path / "cdm", 2021), tmp_path / "out", copied)
    else:
        done = command("audit", ward_release, "--previous", copied)
    assert done.status == 2
    assert "does not match its checksum" in done.err


def test_people_who_leave_stop_no_release(ward_release: Path, tmp_path: Path) -> None:
    fewer = Truth(
        SECOND.people // 2,
        {concept: counts // 2 for concept, counts in FIRST.conditions.items()},
        {concept: counts // 2 for concept, counts in FIRST.drugs.items()},
    )
    done = build(cohort_at(tmp_path / "cdm", 2021, fewer), tmp_path / "out", ward_release)
    assert (done.status, done.err) == (0, "")
