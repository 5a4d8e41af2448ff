"""The command line: what it does, and one clear line for everything that cannot be done."""

import re
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.aggregates import clinic
from tests.real_data import real
from tests.terminal import Done, command, finished, start

COHORTS = Path(__file__).parents[1] / "data" / "cohorts"


def refuses(done: Done, *words: str, lines: int = 1) -> None:
    """One line per mistake, exit status 2, nothing on standard output."""
    assert (done.status, done.out) == (2, "")
    assert "Traceback" not in done.err
    assert len(done.err.strip().splitlines()) == lines, done.err
    for word in words:
        assert word in done.err


@pytest.mark.parametrize(
    "arguments", [("--help",), ("-h",), ("build", "--help"), ("synth", "-h"), ("audit", "-h"),
                  ("verify", "-h"), ("serve", "-h"), ("diff", "-h"), ("demo", "-h")]
)  # fmt: skip
def test_help_is_given(arguments: tuple[str, ...]) -> None:
    done = command(*arguments)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("Usage: cohort-browser")


def test_the_version_is_told() -> None:
    assert re.fullmatch(r"cohort-browser, version \d+\.\d+\.\d+\n", command("--version").out)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("conquer",), "No such command 'conquer'"),
        (("--loud",), "No such option '--loud'"),
        (("build", "x.toml", "--out", "y", "--loud"), "No such option '--loud'"),
        (("build", "x.toml"), "Missing option '--out'"),
        (("build", "--out", "y"), "Missing argument 'COHORT'"),
        (("build", "x.toml", "--out", "y", "--workers", "0"), "0 is not in the range"),
        (("build", "x.toml", "--out", "y", "--workers", "two"), "not a valid integer"),
        (("synth", "--participants", "0", "--out", "y"), "0 is not in the range"),
        (("synth", "--participants", "many", "--out", "y"), "not a valid integer"),
        (("synth", "--participants", "9", "--seed", "-1", "--out", "y"), "-1 is not in the range"),
        (("audit",), "Missing argument 'RELEASE'"),
        (("verify", "a", "b"), "unexpected extra argument"),
        (("serve",), "Missing argument 'RELEASES...'"),
        (("serve", "a", "--port", "70000"), "70000 is not in the range"),
    ],
)
def test_a_wrong_command_is_told_in_one_line(arguments: tuple[str, ...], word: str) -> None:
    done = command(*arguments)
    assert (done.status, done.out) == (2, "")
    last = done.err.strip().splitlines()[-1]
    assert last.startswith("Error: ")
    assert word in last


def test_no_command_shows_the_commands() -> None:
    done = command()
    assert done.status == 2
    assert "build" in done.out + done.err


def test_a_build_says_what_it_made_and_is_quiet_else(
    ward_build: tuple[Path, Done],
) -> None:
    out, done = ward_build
    assert done.err == ""
    assert re.fullmatch(
        rf"{out}: release ward-2020-10-01, [\d,]+ cells published, [\d,]+ attacked, "
        r"none narrowed; certificate holds\n",
        done.out,
    )


def test_audit_prints_a_figure_per_attack_and_the_verdict(ward_release: Path) -> None:
    done = command("audit", ward_release, "--workers", 1)
    assert (done.status, done.err) == (0, "")
    *figures, verdict = done.out.splitlines()
    assert verdict == "audit passed"
    assert re.fullmatch(r"cells +229", next(line for line in figures if line.startswith("cells")))
    attacks = [line for line in figures if line.startswith("attack ")]
    assert len(attacks) >= 3
    figures_of = r"attack [a-z ]+ [\d,]+ counts, 0 narrowed, \d+ moved, at least \d+ values left"
    assert all(re.fullmatch(figures_of, line) for line in attacks)


def test_verify_says_that_the_certificate_holds(ward_release: Path) -> None:
    assert command("verify", ward_release) == Done(0, "certificate holds\n", "")


def test_more_workers_than_cores_are_fine(ward_release: Path) -> None:
    assert command("audit", ward_release, "--workers", 64).status == 0


@pytest.mark.parametrize("name", ["audit", "verify", "serve"])
@pytest.mark.parametrize("what", ["nothing", "an empty folder", "a file"])
def test_a_path_without_a_release_is_a_mistake(tmp_path: Path, name: str, what: str) -> None:
    path = tmp_path / "release"
    if what == "an empty folder":
        path.mkdir()
    elif what == "a file":
        path.write_text("no release")
    refuses(command(name, path), f"{path}: is not a release. Name a release folder.")


def test_serve_refuses_a_release_that_does_not_hold(copied: Path) -> None:
    (copied / "audit.json").unlink()
    done = command("serve", copied)
    assert (done.status, done.out) == (3, "")
    (line,) = done.err.splitlines()
    assert line.startswith(f"{copied / 'audit.json'}: is missing. Build the release again")


@pytest.mark.parametrize("odd", ["example.org", "https://example.org/path", "javascript:alert(1)"])
@pytest.mark.parametrize("asked", [("serve", "release"), ("demo", "--out", "no-such-folder")])
def test_an_address_that_no_site_can_have_is_refused_before_any_work(
    asked: tuple[str, ...], odd: str
) -> None:
    done = command(*asked, "--public-address", odd)
    refuses(done, f"{odd}: is no address of a site", "https://example.org")
    assert not Path("no-such-folder").exists()


def test_serve_refuses_two_releases_of_one_id(ward_release: Path, copied: Path) -> None:
    done = command("serve", ward_release, copied)
    refuses(done, f"{copied}: has the id", str(ward_release), "Serve one of them")


def test_serve_says_that_a_port_is_taken(ward_release: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = command("serve", ward_release, "--port", port)
    refuses(done, f"127.0.0.1:{port}: cannot be served on", "--port")


Change = Callable[[Path], object]


def _table(name: str, table: clinic.Table) -> Change:
    return lambda folder: pq.write_table(pa.table(dict(table)), folder / f"{name}.parquet")


def _truncate(folder: Path) -> None:
    path = folder / "condition_occurrence.parquet"
    path.write_bytes(path.read_bytes()[:-40])


def _in_toml(old: str, new: str) -> Change:
    def change(folder: Path) -> None:
        cohort = folder / "cohort.toml"
        text = cohort.read_text(encoding="utf-8")
        assert old in text
        cohort.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


NOBODY = {name: pa.array([], pa.int64()) for name in clinic.PERSON}
TWICE = {name: [*values, values[1]] for name, values in clinic.PERSON.items()}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_truncate, ["condition_occurrence.parquet", "truncated"]),
        (_table("person", NOBODY), ["table person", "has no rows"]),
        (_table("person", TWICE), ["table person", "several rows"]),
        (lambda folder: (folder / "person.parquet").unlink(), ["has no table person"]),
        (lambda folder: (folder / "person.parquet").write_bytes(b""), ["person.parquet"]),
        (_in_toml('id = "clinic"', "id = clinic"), ["cohort.toml", "not valid TOML"]),
        (_in_toml('id = "clinic"', ""), ["cohort.toml", "id"]),
        (_in_toml('id = "clinic"', 'id = "clinic"\nidd = 1'), ["cohort.toml", "idd"]),
        (_in_toml("cdm = \".\"", 'cdm = "nowhere"'), ["nowhere", "does not exist"]),
        (_in_toml('["condition"]', '["condition", "drug"]'), ["has no table drug_exposure"]),
        (_in_toml('cdm = "."', 'cdm = "."\npolicy = "none"'), ["policy", "all-of-us"]),
    ],
)  # fmt: skip
def test_unusable_input_is_told_in_one_line_and_leaves_nothing(
    tmp_path: Path, change: Change, words: list[str]
) -> None:
    cdm = tmp_path / "cdm"
    cdm.mkdir()
    cohort = clinic.write_clinic(cdm)
    change(cdm)
    refuses(command("build", cohort, "--out", tmp_path / "release", "--workers", 1), *words)
    assert [path.name for path in tmp_path.iterdir()] == ["cdm"]


def test_a_cohort_file_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "cohort.toml"
    refuses(command("build", path, "--out", tmp_path / "out"), f"{path}: does not exist")
    refuses(command("build", tmp_path, "--out", tmp_path / "out"), f"{tmp_path}: cannot be read")


@pytest.mark.parametrize("moment", ["soon", "1e9", "9" * 30])
def test_a_moment_that_is_none(
    ward_cohort: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", moment)
    done = command("build", ward_cohort, "--out", tmp_path / "out", "--workers", 1)
    refuses(done, "SOURCE_DATE_EPOCH")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.real_data
def test_missing_tables_are_one_line_each(tmp_path: Path) -> None:
    cdm = real("omop-synthea-tutorial-cdm54")
    cohort = COHORTS / "synthea-tutorial.toml"
    done = command("build", cohort, "--cdm", cdm, "--out", tmp_path / "out")
    refuses(done, f"{cdm}: has no table measurement", f"{cdm}: has no table concept", lines=2)
    assert list(tmp_path.iterdir()) == []


def test_synth_says_what_it_wrote_and_never_writes_over_it(tmp_path: Path) -> None:
    cdm = tmp_path / "cdm"
    done = command("synth", "--participants", 60, "--seed", 7, "--out", cdm)
    words = f"{cdm}: a CDM of 60 invented people, and {cdm / 'cohort.toml'}\n"
    assert done == Done(0, words, "")
    again = command("synth", "--participants", 60, "--out", cdm)
    refuses(again, f"{cdm}: holds something already")


def test_the_demo_uses_what_exists(ward_release: Path, tmp_path: Path) -> None:
    """A release is there, so nothing is drawn or built; it is served by a program of its own, under
    the address that readers see."""
    public = "https://data.example.org"
    demo = tmp_path / "demo"
    demo.mkdir()
    (demo / "release").symlink_to(ward_release)
    process = start(
        "demo", "--out", demo, "--port", 0, "--workers", 1, "--public-address", f"{public}/"
    )
    try:
        assert process.stdout is not None
        served = process.stdout.readline().removeprefix("Serving on ").strip()
        assert served.startswith("http://127.0.0.1:")
        with urlopen(f"{served}/sitemap.xml") as answer:  # noqa: S310 - our own
            assert f"<loc>{public}/" in answer.read().decode()
        running = Path(f"/proc/{process.pid}/cmdline").read_bytes().split(b"\0")
        assert b"serve" in running
    finally:
        process.terminate()
    done = finished(process)
    assert (done.status, done.err) == (0, "")
    assert [path.name for path in demo.iterdir()] == ["release"]
