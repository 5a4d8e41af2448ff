"""The command line ``cohort-browser``.

Exit status 0 for work done, 2 for input that cannot be used (one clear line), 3 for a release that
does not hold, 130 for an interruption.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import click

from aggregates.errors import InputError, NoReleaseThere, ReleaseRefused
from suppression.processes import WorkerLostError

if TYPE_CHECKING:  # what takes long to load is loaded by the command that needs it
    from aggregates.progress import Progress
    from aggregates.release_check import CheckedRelease

UNUSABLE = 2
DOES_NOT_HOLD = 3
INTERRUPTED = 130
# Signals that came: a library may report an interruption as a fault of its own.
_INTERRUPTIONS: list[int] = []
DEMO_PARTICIPANTS = 20_000
DEMO_SEED = 2

_FOLDER = click.Path(path_type=Path)
_FILE = click.Path(path_type=Path, dir_okay=False)
_WORKERS = click.option(
    "--workers", type=click.IntRange(1), default=os.cpu_count() or 1, show_default=True,
    help="Number of processes.",
)  # fmt: skip
_PREVIOUS = click.option(
    "--previous", type=_FOLDER, multiple=True,
    help="An earlier release of the cohort; give it once for each there is.",
)  # fmt: skip
_HOST = click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
_PORT = click.option(
    "--port", type=click.IntRange(0, 65535), default=8050, show_default=True, help="Port."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cohort-browser")
def cohort_browser() -> None:
    """Turn participant-level OMOP data into a protected release, prove it safe, and show it."""


@cohort_browser.command()
@click.option("--participants", type=click.IntRange(1), required=True, help="Number of people.")
@click.option("--seed", type=click.IntRange(0), default=DEMO_SEED, show_default=True)
@click.option("--out", type=_FOLDER, required=True, help="New folder for the CDM.")
def synth(participants: int, seed: int, out: Path) -> None:
    """Write an OMOP CDM of invented, correlated people, with its cohort file."""
    _synthesise(participants, seed, out)
    click.echo(f"{out}: a CDM of {participants:,} invented people, and {out / 'cohort.toml'}")


@cohort_browser.command()
@click.argument("cohort", type=_FOLDER)
@click.option("--out", type=_FOLDER, required=True, help="New folder for the release.")
@click.option("--cdm", type=_FOLDER, help="The CDM, in place of the one the cohort file names.")
@_PREVIOUS
@_WORKERS
def build(
    cohort: Path, out: Path, cdm: Path | None, previous: tuple[Path, ...], workers: int
) -> None:
    """Build a protected release from the cohort file COHORT."""
    _build(cohort, out, cdm, workers, previous)


@cohort_browser.command()
@click.argument("release", type=_FOLDER)
@click.option(
    "--resume", type=_FILE, help="Keep what was attacked in this file, and go on from it."
)
@click.option("--ranges", type=_FILE, help="Write the exact range left to every count, as Parquet.")
@_PREVIOUS
@_WORKERS
def audit(
    release: Path,
    resume: Path | None,
    ranges: Path | None,
    previous: tuple[Path, ...],
    workers: int,
) -> None:
    """Attack every family of RELEASE afresh; exit 0 if all hold, 3 if one does not.

    A release whose certificate does not hold fails without being attacked.
    """
    from aggregates.audit_ranges import write_ranges
    from aggregates.earlier import read_earlier
    from aggregates.release_audit import audit_release
    from aggregates.release_check import read_checked

    for path in (resume, ranges):
        if path is not None and not path.parent.is_dir():
            raise InputError(
                "does not exist", str(path.parent), "Name a file in a folder that does"
            )
    checked = read_checked(release)
    _check_certificate(checked)
    with _progress() as report, _whole_or_nothing(ranges or release):
        summary = audit_release(checked, workers, report, resume, read_earlier(previous))
        if ranges is not None:
            written = write_ranges(checked, ranges, workers, report)
            click.echo(f"{ranges}: the exact range of {written:,} counts")
    for name, count in summary.figures.items():
        click.echo(f"{name.replace('_', ' '):<24}{count:>12,}")
    for name, attack in summary.attacks.items():
        click.echo(
            f"attack {name.replace('_', ' '):<18}{attack['attacked']:>10,} counts, "
            f"{attack['narrowed']:,} narrowed, {attack['ends_lost']:,} moved, "
            f"at least {attack['narrowest']:,} values left"
        )
    before = checked.about["previous"]
    if before is not None and not previous:
        click.echo(f"{before} came before: name it with --previous to attack both together")
    click.echo(f"audit {'passed' if summary.passed else 'failed'}")
    if not summary.passed:
        sys.exit(DOES_NOT_HOLD)


@cohort_browser.command()
@click.argument("release", type=_FOLDER)
def verify(release: Path) -> None:
    """Check the certificate of RELEASE by plain arithmetic; exit 0 if it holds, 3 if not."""
    from aggregates.release_check import read_checked

    _check_certificate(read_checked(release))
    click.echo("certificate holds")


@cohort_browser.command()
@click.argument("releases", type=_FOLDER, nargs=-1, required=True)
@_HOST
@_PORT
@_WORKERS
@click.option(
    "--api-limit", type=click.IntRange(0), default=600, show_default=True,
    help="Requests that one client may send to the API in a minute; 0 for no limit.",
)  # fmt: skip
@click.option(
    "--proxies", type=click.IntRange(0), default=0, show_default=True,
    help="Reverse proxies in front, each of which adds to X-Forwarded-For.",
)  # fmt: skip
@click.option(
    "--public-address", default="",
    help="Scheme and host that readers see, as in https://data.example.org, for citations.",
)  # fmt: skip
def serve(
    releases: tuple[Path, ...],
    host: str,
    port: int,
    workers: int,
    api_limit: int,
    proxies: int,
    public_address: str,
) -> None:
    """Serve one or more RELEASES; the first is shown unless an address asks for another."""
    _serve(releases, host, port, workers, api_limit, proxies, public_address)


@cohort_browser.command()
@click.argument("old", type=_FOLDER)
@click.argument("new", type=_FOLDER)
@click.option("--all", "all_of_them", is_flag=True, help="Show lists to their end.")
def diff(old: Path, new: Path, all_of_them: bool) -> None:
    """Tell what changed from release OLD to NEW: what grew, is new, withdrawn, or redefined.

    Exit status 0 whether anything changed or not.
    """
    from aggregates.release import open_release
    from aggregates.release_changes import changes_of
    from browser.changes_text import changes_lines

    for line in changes_lines(changes_of(open_release(old), open_release(new)), all_of_them):
        click.echo(line)


@cohort_browser.command()
@click.option(
    "--out", type=_FOLDER, default=Path("demo"), show_default=True, help="Folder of the demo."
)
@click.option("--participants", type=click.IntRange(1), default=DEMO_PARTICIPANTS)
@_HOST
@_PORT
@_WORKERS
def demo(out: Path, participants: int, host: str, port: int, workers: int) -> None:
    """Make a synthetic cohort, build its release and serve it. What exists is used again."""
    cdm, release = out / "cdm", out / "release"
    if not release.exists():
        if not cdm.exists():
            _synthesise(participants, DEMO_SEED, cdm)
        _build(cdm / "cohort.toml", release, None, workers)
    address = ("--host", host, "--port", str(port), "--workers", str(workers))
    sys.stdout.flush()
    program = [sys.executable, "-P", "-m", "browser", "serve", str(release), *address]
    # a fresh program: what counts participants is never loaded where pages are served
    os.execv(sys.executable, program)  # noqa: S606 - no shell is wanted


def main() -> None:
    """Run the command line; a user's mistake ends in one line, as an interruption does."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        cohort_browser(standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        _end("interrupted, nothing was kept", INTERRUPTED)
    except click.ClickException as problem:
        problem.show()
        sys.exit(UNUSABLE)
    except (InputError, NoReleaseThere) as problem:
        if _INTERRUPTIONS:
            _end("interrupted, nothing was kept", INTERRUPTED)
        _end(str(problem), UNUSABLE)
    except ReleaseRefused as problem:
        _end(str(problem), DOES_NOT_HOLD)
    except WorkerLostError:
        _end(
            "a process was ended from outside, or for lack of memory. Use fewer --workers", UNUSABLE
        )
    except MemoryError:
        _end("there is not enough memory. Use fewer --workers", UNUSABLE)
    except OSError as problem:
        _end(f"{problem.filename or 'disk'}: {_reason(problem)}", UNUSABLE)


def _synthesise(participants: int, seed: int, out: Path) -> None:
    from aggregates.synthetic import write_synthetic_cdm

    with _progress() as report, _whole_or_nothing(out):
        write_synthetic_cdm(
            participants, seed, out, lambda step, share: report(step, round(100 * share), 100)
        )


def _build(
    cohort: Path, out: Path, cdm: Path | None, workers: int, previous: tuple[Path, ...] = ()
) -> None:
    from aggregates.build import UnsafeReleaseError, build_release

    with _progress() as report, _whole_or_nothing(out):
        try:
            built = build_release(cohort, out, cdm, workers, report, previous)
        except UnsafeReleaseError as problem:
            _end(f"{cohort}: {problem}. Nothing was published.", DOES_NOT_HOLD)
    for table, records in built.left_out.items():
        if records:
            click.echo(f"{table}: {records:,} records of unknown persons were left out")
    attacked = sum(attack["attacked"] for attack in built.summary.attacks.values())
    click.echo(
        f"{out}: release {built.release_id}, {built.summary.figures['cells']:,} cells published, "
        f"{attacked:,} attacked, none narrowed; certificate holds"
    )


def _serve(
    folders: tuple[Path, ...],
    host: str,
    port: int,
    workers: int,
    api_limit: int = 0,
    proxies: int = 0,
    public: str = "",
) -> None:
    from aggregates.release import open_release
    from browser.cite.origin import origin_of
    from browser.serving import serve as serve_releases

    if public and not origin_of(public):
        raise InputError(
            "is no address of a site", public, "Give scheme and host alone: https://example.org"
        )
    releases = [open_release(folder) for folder in folders]
    by_id = {release.id: release for release in reversed(releases)}
    for release in releases:
        if by_id[release.id] is not release:
            raise InputError(
                f"has the id {release.id} of {by_id[release.id].folder}",
                str(release.folder),
                "Serve one of them: an address names a release by its id",
            )
    serve_releases(
        releases, host, port, workers,
        requests_a_minute=api_limit, proxies=proxies, public=origin_of(public),
    )  # fmt: skip


def _check_certificate(release: "CheckedRelease") -> None:
    from aggregates.release_audit import verify_release

    problems = verify_release(release)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        _end(f"{release.folder}: the certificate does not hold", DOES_NOT_HOLD)


@contextmanager
def _whole_or_nothing(out: Path) -> Iterator[None]:
    """Say in one line that a disk has filled, or failed, while ``out`` was being written."""
    try:
        yield
    except OSError as problem:
        raise InputError(
            f"cannot be read or written ({_reason(problem)}); nothing was kept",
            str(problem.filename or out),
            "Free space on its disk and on that of temporary files, or name another folder",
        ) from None


def _reason(problem: OSError) -> str:
    """The system's own words; a library's may be several lines long."""
    return os.strerror(problem.errno) if problem.errno else str(problem)


@contextmanager
def _progress() -> "Iterator[Progress]":
    """A bar on a terminal, silence elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    quiet = not sys.stderr.isatty()
    with Bars(*columns, console=console, transient=True, disable=quiet) as bars:
        task = bars.add_task("starting", total=None)

        def report(step: str, done: int, total: int) -> None:
            bars.update(task, description=step, completed=done, total=total)

        yield report


def _interrupt(number: int, frame: FrameType | None) -> None:
    _INTERRUPTIONS.append(number)
    raise KeyboardInterrupt


def _end(message: str, status: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(status)
