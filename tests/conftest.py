"""Releases that tests share: built once, through the command line, from planted counts."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal import Done, command
from tests.ward import FIRST, LATER, OTHER, SECOND, Truth, write_ward

MOMENT = "1759276800"  # SOURCE_DATE_EPOCH: 2025-10-01


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is derived from releases of tests stays among what tests leave behind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COHORT_BROWSER_CACHE", str(tmp_path_factory.mktemp("derived")))
        yield


@pytest.fixture(scope="session")
def ward_cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cohort file of the ward; its folder is the CDM. Read only."""
    return write_ward(tmp_path_factory.mktemp("ward") / "cdm")


@pytest.fixture(scope="session")
def ward_build(ward_cohort: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """A release of the ward, and what the command line said. Read only."""
    out = tmp_path_factory.mktemp("ward-release") / "release"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", MOMENT)
        done = command("build", ward_cohort, "--out", out, "--workers", 1)
    assert done.status == 0, done.err
    return out, done


@pytest.fixture(scope="session")
def ward_release(ward_build: tuple[Path, Done]) -> Path:
    """A release of the ward. Read only."""
    return ward_build[0]


@pytest.fixture(scope="session")
def twin_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the second truth, which shares every band with the first. Read only."""
    folder = tmp_path_factory.mktemp("twin")
    cohort = write_ward(folder / "cdm", SECOND)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", MOMENT)
        done = command("build", cohort, "--out", folder / "release", "--workers", 1)
    assert done.status == 0, done.err
    return folder / "release"


@pytest.fixture(scope="session")
def other_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the same plan whose bands differ. Read only."""
    folder = tmp_path_factory.mktemp("other")
    done = command(
        "build", write_ward(folder / "cdm", OTHER), "--out", folder / "release", "--workers", 1
    )
    assert done.status == 0, done.err
    return folder / "release"


@pytest.fixture(scope="session")
def ward_truth() -> Truth:
    """The counts that were planted in `ward_release`."""
    return FIRST


@pytest.fixture
def copied(ward_release: Path, tmp_path: Path) -> Path:
    """A copy of the ward's release, to be tampered with."""
    return Path(shutil.copytree(ward_release, tmp_path / "release"))


@pytest.fixture(scope="session")
def later_release(ward_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ward's next release, a year on, with groups and definitions as they were. Read only."""
    folder = tmp_path_factory.mktemp("later")
    cohort = write_ward(folder / "cdm", LATER)
    dated = cohort.read_text("utf-8").replace("2020-10-01", "2021-10-01")
    cohort.write_text(dated, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(int(MOMENT) + 31_536_000))
        out = ("--out", folder / "release", "--workers", 1)
        done = command("build", cohort, *out, "--previous", ward_release)
    assert done.status == 0, done.err
    return folder / "release"
