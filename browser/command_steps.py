"""What several commands do: make a cohort, build a release, check its certificate, serve it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregates.errors import InputError
from browser.command_endings import DOES_NOT_HOLD, end, whole_or_nothing
from browser.progress_bar import progress_bar

if TYPE_CHECKING:  # what takes long to load is loaded by the command that needs it
    from aggregates.release_check import CheckedRelease


def synthesise(participants: int, seed: int, out: Path) -> None:
    """Write a CDM of invented people."""
    from aggregates.synthetic import write_synthetic_cdm

    with progress_bar() as report, whole_or_nothing(out):
        write_synthetic_cdm(
            participants, seed, out, lambda step, share: report(step, round(100 * share), 100)
        )


def build_from(
    cohort: Path, out: Path, cdm: Path | None, workers: int, previous: tuple[Path, ...] = ()
) -> None:
    """Build a release and say what it holds; ends the program where none can be made safe."""
    from aggregates.build import UnsafeReleaseError, build_release

    with progress_bar() as report, whole_or_nothing(out):
        try:
            built = build_release(cohort, out, cdm, workers, report, previous)
        except UnsafeReleaseError as problem:
            end(f"{cohort}: {problem}. Nothing was published.", DOES_NOT_HOLD)
    for table, records in built.left_out.items():
        if records:
            click.echo(f"{table}: {records:,} records of unknown persons were left out")
    attacked = sum(attack["attacked"] for attack in built.summary.attacks.values())
    click.echo(
        f"{out}: release {built.release_id}, {built.summary.figures['cells']:,} cells published, "
        f"{attacked:,} attacked, none narrowed; certificate holds"
    )


def serve_folders(
    folders: tuple[Path, ...],
    host: str,
    port: int,
    workers: int,
    api_limit: int = 0,
    proxies: int = 0,
    public: str = "",
) -> None:
    """Open releases, each with an id of its own, and serve them until told to stop."""
    from aggregates.release import open_release
    from browser.serving import serve as serve_releases

    origin = public_origin(public)
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
        requests_a_minute=api_limit, proxies=proxies, public=origin,
    )  # fmt: skip


def public_origin(address: str) -> str:
    """Scheme and host of the address that readers see; "" where none is given.

    Raises InputError for what is no address of a site.
    """
    from browser.cite.origin import origin_of

    if address and not origin_of(address):
        raise InputError(
            "is no address of a site", address, "Give scheme and host alone: https://example.org"
        )
    return origin_of(address)


def check_certificate(release: "CheckedRelease") -> None:
    """Check a certificate by plain arithmetic; says what is not shown and ends the program."""
    from aggregates.release_audit import verify_release

    problems = verify_release(release)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        end(f"{release.folder}: the certificate does not hold", DOES_NOT_HOLD)
