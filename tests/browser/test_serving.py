"""Serving: an address that cannot be used gives one clear line."""

import socket
import subprocess
import sys

import pytest

from aggregates.errors import InputError
from aggregates.release import Release
from browser.serving import serve


def test_a_taken_port_is_said_to_be_taken(release: Release) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(InputError, match=f"127.0.0.1:{port}: cannot be served on .*--port"):
            serve([release], "127.0.0.1", port, 1)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("no.such.host.invalid", 8050)])
def test_an_address_that_does_not_exist_is_refused(release: Release, host: str, port: int) -> None:
    with pytest.raises(InputError):
        serve([release], host, port, 1)


def test_the_server_loads_nothing_that_counts_builds_or_draws() -> None:
    heavy = ("plotly.express", "duckdb", "ibis", "highspy", "aggregates.counting", "dash.mcp")
    program = f"import sys, browser.serving; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
