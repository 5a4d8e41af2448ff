"""What everybody who opens a release that does not hold must be told."""

from pathlib import Path

import pytest

from aggregates.release import ReleaseRefused, open_release
from tests.terminal import command


def refusal(release: Path) -> str:
    """The one line with which the server refuses a release."""
    with pytest.raises(ReleaseRefused) as refused:
        open_release(release)
    line = str(refused.value)
    assert "\n" not in line
    assert line.startswith(str(release))
    assert line.endswith(".")
    return line


def fails(release: Path) -> None:
    """`audit` and `verify` end with status 3 and say so, without a traceback."""
    for name in ("audit", "verify"):
        arguments = ("--workers", 1) if name == "audit" else ()
        done = command(name, release, *arguments)
        assert (done.status, done.out) == (3, ""), name
        assert str(release) in done.err
        assert "Traceback" not in done.err
