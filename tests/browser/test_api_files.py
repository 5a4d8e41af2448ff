"""The files of a release, taken home through the API."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from aggregates.release import Release, open_release

API = "/api/v1"


def fetched(client: FlaskClient, href: str, **headers: str) -> tuple[int, bytes, str]:
    """Status, body and ETag of a file, which is closed again."""
    with client.get(href, headers=headers) as answer:
        return answer.status_code, answer.get_data(), answer.headers.get("ETag", "")


def test_a_release_can_be_taken_home_whole_and_opens_there(
    client: FlaskClient, release: Release, tmp_path: Path
) -> None:
    with client.get(f"{API}/releases/{release.id}.zip") as answer:
        assert answer.mimetype == "application/zip"
        assert f'filename="{release.id}.zip"' in answer.headers["Content-Disposition"]
        assert "Content-Length" not in answer.headers  # made while it is sent, never all in memory
        content, etag = answer.get_data(), answer.headers["ETag"]
    zipfile.ZipFile(io.BytesIO(content)).extractall(tmp_path)
    taken = open_release(tmp_path / release.id)
    assert taken.participants == release.participants
    whole = f"{API}/releases/{release.id}.zip"
    assert fetched(client, whole)[:2] == (200, content)
    assert fetched(client, whole, **{"If-None-Match": etag})[:2] == (304, b"")


def test_each_file_is_sent_as_it_is_with_the_checksum_stated(
    client: FlaskClient, release: Release
) -> None:
    listed = client.get(f"{API}/releases/{release.id}").get_json()["rows"]
    assert {"release.json", "audit.json", "counts.parquet"} <= {row["path"] for row in listed}
    for row in listed:
        _, content, etag = fetched(client, row["href"])
        assert content == (release.folder / row["path"]).read_bytes()
        assert len(content) == row["bytes"]
        if row["sha256"]:
            assert hashlib.sha256(content).hexdigest() == row["sha256"]
        assert fetched(client, row["href"], **{"If-None-Match": etag})[0] == 304


def test_a_broken_download_can_go_on(client: FlaskClient, release: Release) -> None:
    href = f"{API}/releases/{release.id}/files/counts.parquet"
    whole = fetched(client, href)[1]
    assert fetched(client, href, Range="bytes=100-")[:2] == (206, whole[100:])
    assert fetched(client, href, Range=f"bytes={len(whole)}-")[0] == 416
    about = f"{API}/releases/{release.id}/files/release.json"
    assert fetched(client, about, Range="bytes=100-")[0] == 200  # may be compressed on its way


@pytest.mark.parametrize(
    "name", ["../release.json", "nonsense", "..%2f..%2fetc/passwd", "variants", "", "counts"]
)
def test_no_other_file_is_ever_sent(client: FlaskClient, release: Release, name: str) -> None:
    answer = client.get(f"{API}/releases/{release.id}/files/{name}")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
