"""A server in a thread of the test's own process, for as long as a fixture or a block holds it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.serving import make_server


@contextmanager
def in_a_thread(application: Callable[..., Any]) -> Iterator[str]:
    """The address of a server, without ``/`` at its end, that answers with a WSGI application."""
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
