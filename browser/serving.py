"""Serving an application with gunicorn: several processes that share one opened release."""

import socket
from collections.abc import Callable, Sequence
from typing import Any

from gunicorn.app.base import BaseApplication

from aggregates.errors import InputError
from aggregates.release import Release
from browser.application import create_app

LONGEST_ADDRESS = 8190  # bytes, the most that gunicorn takes: lists of variants are long
THREADS = 4  # per process; pages come from the cache, so threads wait on sockets rather than work


class _Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with settings of ours instead of its own command line."""

    def __init__(self, application: Any, settings: dict[str, Any]) -> None:
        self._application = application
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Take the settings given."""
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The WSGI application, made before the processes are forked."""
        return self._application


def say_where(address: str) -> None:
    """Tell the operator, at once even where output goes to a file."""
    print(f"Serving on {address}", flush=True)


def serve(
    releases: Sequence[Release],
    host: str,
    port: int,
    workers: int,
    announce: Callable[[str], None] = say_where,
    requests_a_minute: int = 0,
    proxies: int = 0,
    public: str = "",
) -> None:
    """Serve releases until told to stop; ``announce`` gets the address once it answers.

    Port 0 takes a free one; the last three are those of
    :func:`browser.application.create_app`. Raises ``InputError`` when the address cannot be used.
    """
    listener = _listener(host, port)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listener.getsockname()[1]}"
    settings = {
        "bind": f"fd://{listener.fileno()}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "preload_app": True,
        "control_socket_disable": True,
        "limit_request_line": LONGEST_ADDRESS,
        "loglevel": "warning",
        "proc_name": "cohort-browser",
        "when_ready": lambda server: announce(address),
    }
    _Server(create_app(releases, requests_a_minute, proxies, public).server, settings).run()


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or "no such port"
        raise InputError(
            f"cannot be served on ({reason})",
            f"{host}:{port}",
            "Stop the program that uses it or choose another with --port",
        ) from error
    listener.set_inheritable(True)
    return listener
