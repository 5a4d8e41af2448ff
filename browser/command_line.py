"""The command line ``cohort-browser``.

Exit status 0 for work done, 2 for input that cannot be used (one clear line), 3 for a release that
does not hold, 130 for an interruption.
"""

import os
import signal
import sys
from pathlib import Path

import click

from aggregates.errors import InputError, NoReleaseThere, ReleaseRefused
from browser.command_endings import (
    DOES_NOT_HOLD,
    INTERRUPTED,
    UNUSABLE,
    end,
    interrupt,
    interruptions,
    reason,
    whole_or_nothing,
)
from browser.command_steps import (
    build_from,
    check_certificate,
    public_origin,
    serve_folders,
    synthesise,
)
from browser.progress_bar import progress_bar
from suppression.processes import WorkerLostError

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
_PUBLIC_ADDRESS = click.option(
    "--public-address", default="",
    help="Scheme and host that readers see, as in https://data.example.org, for citations.",
)  # fmt: skip


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
    synthesise(participants, seed, out)
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
    build_from(cohort, out, cdm, workers, previous)


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
    check_certificate(checked)
    with progress_bar() as report, whole_or_nothing(ranges or release):
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

    check_certificate(read_checked(release))
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
@_PUBLIC_ADDRESS
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
    serve_folders(releases, host, port, workers, api_limit, proxies, public_address)


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
@_PUBLIC_ADDRESS
def demo(
    out: Path, participants: int, host: str, port: int, workers: int, public_address: str
) -> None:
    """Make a synthetic cohort, build its release and serve it. What exists is used again."""
    public = public_origin(public_address)  # a mistake is told before the long work
    cdm, release = out / "cdm", out / "release"
    if not release.exists():
        if not cdm.exists():
            synthesise(participants, DEMO_SEED, cdm)
        build_from(cdm / "cohort.toml", release, None, workers)
    address = ["--host", host, "--port", str(port), "--workers", str(workers)]
    address += ["--public-address", public] if public else []
    sys.stdout.flush()
    program = [sys.executable, "-P", "-m", "browser", "serve", str(release), *address]
    # a fresh program: what counts participants is never loaded where pages are served
    os.execv(sys.executable, program)  # noqa: S606 - no shell is wanted


def main() -> None:
    """Run the command line; a user's mistake ends in one line, as an interruption does."""
    signal.signal(signal.SIGTERM, interrupt)
    try:
        cohort_browser(standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        end("interrupted, nothing was kept", INTERRUPTED)
    except click.ClickException as problem:
        problem.show()
        sys.exit(UNUSABLE)
    except (InputError, NoReleaseThere) as problem:
        if interruptions:
            end("interrupted, nothing was kept", INTERRUPTED)
        end(str(problem), UNUSABLE)
    except ReleaseRefused as problem:
        end(str(problem), DOES_NOT_HOLD)
    except WorkerLostError:
        end(
            "a process was ended from outside, or for lack of memory. Use fewer --workers", UNUSABLE
        )
    except MemoryError:
        end("there is not enough memory. Use fewer --workers", UNUSABLE)
    except OSError as problem:
        end(f"{problem.filename or 'disk'}: {reason(problem)}", UNUSABLE)
