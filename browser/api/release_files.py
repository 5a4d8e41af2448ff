"""A release's own files, to be taken home whole: each by its name, or all in one ZIP."""

import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from flask import Response, request
from werkzeug.http import is_resource_modified

from aggregates.release import Release
from aggregates.release_format import CERTIFICATE_FILE, PACKAGE_FILE, RELEASE_FILE
from browser.api.sending import LIFETIME
from browser.variants.files import JSON, PARQUET

ZIP: Final = "application/zip"
PIECE: Final = 256 * 1024  # bytes read at a time
FIRST_YEAR: Final = 1980  # of ZIP's calendar


def names_of(release: Release) -> tuple[str, ...]:
    """The files that make up a release, by their path in its folder; no other is ever sent.

    One that was taken away since the release was opened is not among them.
    """
    tables = [table["path"] for table in release.about["tables"].values()]
    names = (RELEASE_FILE, CERTIFICATE_FILE, PACKAGE_FILE, *tables)
    return tuple(name for name in names if (release.folder / name).is_file())


def media_type(name: str) -> str:
    """The media type of a file of a release."""
    return JSON if name.endswith(".json") else PARQUET


def file_response(release: Release, name: str) -> Response:
    """One file; parts of it can be asked for, so that a broken download goes on (RFC 9110, 14)."""
    path = release.folder / name
    response = Response(_Stored(path), 200, content_type=media_type(name), direct_passthrough=True)
    size = response.content_length = path.stat().st_size
    named = f"{release.id}-{name.replace('/', '-')}"
    response.headers["Content-Disposition"] = f'attachment; filename="{named}"'
    response.headers["Cache-Control"] = LIFETIME
    response.set_etag(etag_of(release, name))
    # JSON may be compressed on its way, and a part of what is compressed would be another part
    parts = not name.endswith(".json")
    response.make_conditional(request, accept_ranges=parts, complete_length=size)
    return response


class _Stored:
    """A file, piece by piece from any place: opened when it is first read, closed at its end."""

    def __init__(self, path: Path) -> None:
        self._path, self._place = path, 0
        self._stream: BinaryIO | None = None

    def __iter__(self) -> "_Stored":
        return self

    def __next__(self) -> bytes:
        if self._stream is None:
            self._stream = self._path.open("rb")
            self._stream.seek(self._place)
        piece = self._stream.read(PIECE)
        if not piece:
            self.close()
            raise StopIteration
        return piece

    def seekable(self) -> bool:
        """It can be read from any place."""
        return True

    def seek(self, place: int) -> None:
        """Where reading begins."""
        self._place = place

    def tell(self) -> int:
        """The same."""
        return self._place

    def close(self) -> None:
        """Close the file, if it is open."""
        if self._stream is not None:
            self._stream.close()


def zip_response(release: Release) -> Response:
    """All files of a release in one, in the folder of its id; made while it is sent."""
    etag = etag_of(release, "zip")
    # not make_conditional, which would first put all pieces together to know their length
    changed = is_resource_modified(request.environ, etag)
    response = Response(_zipped(release) if changed else None, 200 if changed else 304)
    response.content_type = ZIP
    response.headers["Content-Disposition"] = f'attachment; filename="{release.id}.zip"'
    response.headers["Cache-Control"] = LIFETIME
    response.set_etag(etag)
    return response


def etag_of(release: Release, name: str) -> str:
    """The checksum that the release states of a table; of the rest, when it was made."""
    tables = {table["path"]: table["sha256"] for table in release.about["tables"].values()}
    made = f"{release.id}-{release.created}-{name}".encode().hex()
    return str(tables.get(name, made))


class _Pipe:
    """What a ZIP is written to and read from, piece by piece; it cannot be sought in."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes, /) -> int:
        """Take a piece."""
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is open."""

    def taken(self) -> bytes:
        """What was written since the last time."""
        piece = b"".join(self._pieces)
        self._pieces.clear()
        return piece


def _zipped(release: Release) -> Iterator[bytes]:
    pipe = _Pipe()
    when = _moment(release.created)
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for name in names_of(release):
            entry = zipfile.ZipInfo(f"{release.id}/{name}", when)
            entry.external_attr = 0o644 << 16
            stored = (release.folder / name).open("rb")
            with stored as stream, archive.open(entry, "w", force_zip64=True) as part:
                while piece := stream.read(PIECE):
                    part.write(piece)
                    yield pipe.taken()
    yield pipe.taken()


def _moment(created: str) -> tuple[int, int, int, int, int, int]:
    """When the release was made, so that the same release gives the same bytes."""
    made = datetime.fromisoformat(created)
    if made.year < FIRST_YEAR:
        return (FIRST_YEAR, 1, 1, 0, 0, 0)
    return made.year, made.month, made.day, made.hour, made.minute, made.second
