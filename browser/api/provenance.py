"""Where an answer comes from: the release, whether it is synthetic, how it is cited."""

import json
from collections.abc import Mapping
from typing import Any

from aggregates.release import Release


def release_object(release: Release) -> dict[str, Any]:
    """What every JSON answer says of the release that its numbers are from."""
    return {
        "id": release.id,
        "title": release.title["en"],
        "synthetic": release.synthetic,
        "created": release.created,
        "cutoff_date": release.cutoff_date,
        "policy": release.policy.title,
        "citation": release.citation,
        "license": release.license,
    }


def described(release: Release) -> Mapping[str, str]:
    """The same for a file that has no room for it: headers, and where its description lies."""
    return {
        "Cohort-Release": release.id,
        "Cohort-Synthetic": "?1" if release.synthetic else "?0",  # a boolean of RFC 9651
        "Cohort-Description": f"/api/v1/releases/{release.id}",
    }


def labelled(content: bytes, release: Release) -> bytes:
    """A JSON object that says first of which release it is.

    >>> json.loads(_joined({"id": "r"}, b'{"found":0}'))
    {'release': {'id': 'r'}, 'found': 0}
    """
    return _joined(release_object(release), content)


def _joined(about: Mapping[str, Any], content: bytes) -> bytes:
    written = json.dumps({"release": about}, ensure_ascii=False, separators=(",", ":"))
    return written[:-1].encode() + b"," + content.lstrip()[1:]
