"""How often one client may ask the API: counted in memory that all processes of a server share.

Clients are counted in a count-min sketch (Cormode and Muthukrishnan 2005): a few numbers per hash
of an address, so that memory is fixed and no address is kept. It never counts too little; it counts
too much for one client in thousands at most, where hashes collide in every row. The hashes are
salted anew with every start. What a proxy needs to share the limit stands in every answer, as
``RateLimit-Policy`` and ``RateLimit`` (draft-ietf-httpapi-ratelimit-headers-10).
"""

import hashlib
import mmap
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Final

import numpy as np

WINDOW: Final = 60  # seconds
ROWS: Final = 4  # hashes of every client
PLACES: Final = 2**14  # numbers of a row


@dataclass(frozen=True)
class Allowance:
    """What a client may still do: ``quota`` in a window, ``remaining`` of it, until ``seconds``."""

    quota: int
    remaining: int
    seconds: int
    refused: bool

    @property
    def headers(self) -> dict[str, str]:
        """The same for clients and proxies."""
        return {
            "RateLimit-Policy": f'"minute";q={self.quota};w={WINDOW}',
            "RateLimit": f'"minute";r={self.remaining};t={self.seconds}',
        }


class RateLimit:
    """So many requests a minute from one client; made before the server's processes are forked."""

    def __init__(self, quota: int, clock: Callable[[], float] = time.time) -> None:
        self._quota, self._clock = quota, clock
        self._salt = secrets.token_bytes(16)
        # anonymous shared memory and a semaphore: what forked processes have in common
        memory = mmap.mmap(-1, 8 + 4 * ROWS * PLACES)
        self._window = np.frombuffer(memory, np.int64, 1)
        self._counts = np.frombuffer(memory, np.uint32, offset=8).reshape(ROWS, PLACES)
        self._lock = get_context("fork").Lock()

    def ask(self, client: str) -> Allowance:
        """Count one request of a client."""
        now = self._clock()
        window = int(now // WINDOW)
        rows, places = np.arange(ROWS), self._places(client)
        with self._lock:
            if self._window[0] != window:
                self._window[0] = window
                self._counts[:] = 0
            self._counts[rows, places] += 1
            asked = int(self._counts[rows, places].min())
        left = max(self._quota - asked, 0)
        seconds = max(int((window + 1) * WINDOW - now) + 1, 1)
        return Allowance(self._quota, left, seconds, asked > self._quota)

    def _places(self, client: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        digest = hashlib.blake2b(client.encode(), key=self._salt, digest_size=4 * ROWS).digest()
        return (np.frombuffer(digest, np.uint32) % PLACES).astype(np.int64)
