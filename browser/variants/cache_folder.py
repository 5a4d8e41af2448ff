"""Where derived files live: a folder of this user alone, outside every release."""

import atexit
import os
import shutil
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

VARIABLE: Final = "COHORT_BROWSER_CACHE"


def derived(key: str, make: Callable[[Path], None]) -> Path:
    """The folder of derived files under a key, made by ``make`` unless it is there already.

    It is made beside and renamed, so that a half-made one is never seen; of several processes that
    make it at once one wins, and all end with the same files.
    """
    root = _root()
    wanted = root / key
    if not wanted.is_dir():
        making = Path(tempfile.mkdtemp(prefix=".making-", dir=root))
        try:
            make(making)
            making.replace(wanted)
        except OSError:
            if not wanted.is_dir():
                raise
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return wanted


def _root() -> Path:
    """The user's cache folder; a temporary one where there is none that is theirs alone."""
    stated = os.environ.get(VARIABLE)
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(stated) if stated else Path(home) / "cohort-browser"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        about = folder.stat()
        private = about.st_uid == os.getuid() and not about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        if private and os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    temporary = Path(tempfile.mkdtemp(prefix="cohort-browser-variants-"))
    atexit.register(_remove, temporary, os.getpid())
    return temporary


def _remove(folder: Path, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)
