"""A build ends in a whole release or leaves nothing: no folder, no temporary file, no process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.terminal import PROGRAM, Done, command, finished, start
from tests.ward import write_ward, write_wide_ward

LIMITED = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0})); " + PROGRAM
PATIENCE = 60.0


class Workshop:
    """A folder to build in, a folder for temporary files, and a cohort to build from."""

    def __init__(self, folder: Path, cohort: Path) -> None:
        self.out, self.temporary = folder / "place" / "release", folder / "temporary"
        self.cohort = cohort
        self.out.parent.mkdir()
        self.temporary.mkdir()
        self.environment = {"TMPDIR": str(self.temporary)}

    def is_empty(self) -> bool:
        return not [*self.out.parent.iterdir(), *self.temporary.iterdir()]

    def build(self, workers: int) -> "subprocess.Popen[str]":
        arguments = ("build", self.cohort, "--out", self.out, "--workers", workers)
        return start(*arguments, environment=self.environment)


@pytest.fixture
def workshop(tmp_path: Path, ward_cohort: Path) -> Workshop:
    return Workshop(tmp_path, ward_cohort)


@pytest.fixture(scope="module")
def large_cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cohort whose audit keeps two processes busy for some seconds."""
    return write_wide_ward(tmp_path_factory.mktemp("large") / "cdm")


def processes(group: int) -> list[int]:
    """Living processes of a process group."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, owner = status.read_text().rpartition(")")[2].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(owner) == group and state != "Z":
            found.append(int(status.parent.name))
    return found


def wait_until(holds: Callable[[], object], process: "subprocess.Popen[str]") -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)


def nothing_left(process: "subprocess.Popen[str]", workshop: Workshop) -> None:
    done = finished(process)
    assert done == Done(130, "", done.err)
    assert done.err.strip() == "interrupted, nothing was kept"
    assert workshop.is_empty()
    end = time.monotonic() + 5
    while processes(process.pid) and time.monotonic() < end:
        time.sleep(0.05)
    assert processes(process.pid) == []


def interrupt(process: "subprocess.Popen[str]", number: int, whole_group: bool) -> None:
    """From a terminal or a service manager: every process of the group. By `kill`: one."""
    (os.killpg if whole_group else os.kill)(process.pid, number)


@pytest.mark.parametrize("whole_group", [True, False], ids=["group", "process"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("delay", [0.0, 0.6])
def test_an_interrupted_build_leaves_nothing(
    workshop: Workshop, large_cohort: Path, number: int, whole_group: bool, delay: float
) -> None:
    workshop.cohort = large_cohort
    process = workshop.build(1)
    wait_until(lambda: [*workshop.out.parent.iterdir()], process)
    time.sleep(delay)
    interrupt(process, number, whole_group)
    nothing_left(process, workshop)


@pytest.mark.parametrize("whole_group", [True, False], ids=["group", "process"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_audit_ends_its_processes(
    workshop: Workshop, large_cohort: Path, number: int, whole_group: bool
) -> None:
    workshop.cohort = large_cohort
    process = workshop.build(2)
    wait_until(lambda: len(processes(process.pid)) > 2, process)
    interrupt(process, number, whole_group)
    nothing_left(process, workshop)


def test_workers_end_when_the_build_is_killed(workshop: Workshop, large_cohort: Path) -> None:
    workshop.cohort = large_cohort
    process = workshop.build(2)
    wait_until(lambda: len(processes(process.pid)) > 2, process)
    process.kill()
    process.communicate()
    end = time.monotonic() + 10
    while processes(process.pid) and time.monotonic() < end:
        time.sleep(0.1)
    assert processes(process.pid) == []
    assert not workshop.out.exists()


def test_a_worker_that_is_killed_is_told_in_one_line(
    workshop: Workshop, large_cohort: Path
) -> None:
    workshop.cohort = large_cohort
    process = workshop.build(2)

    def workers() -> list[int]:
        return [
            one
            for one in processes(process.pid)
            if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()
        ]

    wait_until(workers, process)
    os.kill(workers()[0], signal.SIGKILL)
    done = finished(process)
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines() == [
        "a process was ended from outside, or for lack of memory. Use fewer --workers"
    ]
    assert workshop.is_empty()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_synth_leaves_nothing(workshop: Workshop, number: int) -> None:
    arguments = ("synth", "--participants", 200_000, "--out", workshop.out)
    process = start(*arguments, environment=workshop.environment)
    wait_until(lambda: [*workshop.out.parent.iterdir()], process)
    time.sleep(0.3)
    interrupt(process, number, whole_group=True)
    nothing_left(process, workshop)


def limited(workshop: Workshop, size: int, *arguments: object) -> Done:
    """Run the command line where no file can grow beyond a size, as on a disk that is full."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED.format(size), *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, **workshop.environment},
    )
    return Done(done.returncode, done.stdout, done.stderr)


def told_that_it_cannot_be_written(done: Done, workshop: Workshop) -> None:
    assert (done.status, done.out) == (2, "")
    (line,) = done.err.splitlines()
    assert line.startswith(f"{workshop.out}: cannot be read or written (")
    assert "nothing was kept" in line
    assert workshop.is_empty()


@pytest.mark.parametrize("size", [0, 3000, 6000])
def test_a_disk_that_fills_during_a_build(workshop: Workshop, size: int) -> None:
    arguments = ("build", workshop.cohort, "--out", workshop.out, "--workers", 1)
    told_that_it_cannot_be_written(limited(workshop, size, *arguments), workshop)


@pytest.mark.parametrize("size", [0, 9000])
def test_a_disk_that_fills_during_synth(workshop: Workshop, size: int) -> None:
    arguments = ("synth", "--participants", 300, "--out", workshop.out)
    told_that_it_cannot_be_written(limited(workshop, size, *arguments), workshop)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 KiB in memory; only a superuser can have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only a superuser can mount a tiny disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_is_really_full(ward_cohort: Path, tiny_disk: Path) -> None:
    for arguments in (("build", ward_cohort), ("synth", "--participants", 300)):
        done = command(*arguments, "--out", tiny_disk / "out")
        assert (done.status, done.out) == (2, "")
        assert "No space left on device" in done.err
        assert len(done.err.splitlines()) == 1
        assert list(tiny_disk.iterdir()) == []


def test_what_exists_is_never_written_over(workshop: Workshop) -> None:
    for make in (Path.mkdir, Path.touch):
        make(workshop.out)
        done = command("build", workshop.cohort, "--out", workshop.out)
        assert (done.status, done.out) == (2, "")
        assert done.err == (
            f"{workshop.out}: exists already. Name a new folder, or remove this one.\n"
        )
        assert [*workshop.out.parent.iterdir()] == [workshop.out]
        workshop.out.rmdir() if workshop.out.is_dir() else workshop.out.unlink()


def test_a_folder_that_cannot_be_made(workshop: Workshop) -> None:
    workshop.out.touch()
    done = command("build", workshop.cohort, "--out", workshop.out / "below")
    assert (done.status, done.out) == (2, "")
    assert f"{workshop.out / 'below'}: cannot be made" in done.err


def test_a_release_may_be_read_by_everybody(ward_release: Path) -> None:
    assert ward_release.stat().st_mode & 0o777 == 0o755 & ~_umask()


def _umask() -> int:
    before = os.umask(0)
    os.umask(before)
    return before


def test_the_cdm_is_left_as_it_was(tmp_path: Path) -> None:
    cohort = write_ward(tmp_path / "cdm")
    before = {path.name: path.read_bytes() for path in cohort.parent.iterdir()}
    assert command("build", cohort, "--out", tmp_path / "out", "--workers", 1).status == 0
    assert {path.name: path.read_bytes() for path in cohort.parent.iterdir()} == before
