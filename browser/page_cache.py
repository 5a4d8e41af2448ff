"""Rendered pages, and what is costly to work out for them, kept on disk between requests.

It is flask-caching's interface over diskcache. Whoever keeps something there loses it once room is
needed, the least recently used first.

Keys hold the release id, so a page never outlives the release it shows. The folder is private to
the process, made at start and removed at exit.
"""

import atexit
import os
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from cachelib import BaseCache
from diskcache import Cache as DiskCache
from flask import Flask
from flask_caching import Cache

SIZE_LIMIT: Final = 256 * 2**20  # bytes; the least recently used pages go first
BACKEND: Final = "browser.page_cache.disk_store"


class DiskStore(BaseCache):
    """A diskcache behind the methods that flask-caching calls."""

    def __init__(self, folder: str, default_timeout: int = 0) -> None:
        super().__init__(default_timeout=default_timeout)
        self._pages = DiskCache(
            folder, size_limit=SIZE_LIMIT, eviction_policy="least-recently-used"
        )

    def get(self, key: str) -> Any:
        """The value kept under a key, or ``None``."""
        return self._pages.get(key)

    def set(self, key: str, value: Any, timeout: int | timedelta | None = None) -> bool:
        """Keep a value; it stays until room is needed, for what it shows never changes."""
        return bool(self._pages.set(key, value))

    def delete(self, key: str) -> bool:
        """Forget a key."""
        return bool(self._pages.delete(key))

    def clear(self) -> bool:
        """Forget everything."""
        self._pages.clear()
        return True


def disk_store(app: Flask, config: dict[str, Any], args: list[Any], options: Any) -> DiskStore:
    """What flask-caching calls to make the store (``CACHE_TYPE``)."""
    return DiskStore(config["CACHE_DIR"])


def _remove(folder: Path, owner: int) -> None:
    """Remove the folder when its owner exits, not when one of the processes it forked does."""
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def page_cache(server: Flask) -> Cache:
    """A cache in a private folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="cohort-browser-pages-"))
    atexit.register(_remove, folder, os.getpid())
    return Cache(server, config={"CACHE_TYPE": BACKEND, "CACHE_DIR": str(folder)})
