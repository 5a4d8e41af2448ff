"""The site's own files: fingerprinted by content, compressed once at start, cached for ever."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import brotli  # type: ignore[import-untyped]
from flask import Flask, Request, Response, request

FOREVER: Final = "public, max-age=31536000, immutable"
PREFIX: Final = "/static/"
TYPES: Final[Mapping[str, str]] = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
# Each asset and the files it is made of: all scripts are wanted at once, in one request.
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "site.css": ("site.css",),
    "site.js": ("takeover.js", "suggest.js", "copy.js"),
    "favicon.svg": ("favicon.svg",),
}


@dataclass(frozen=True)
class Asset:
    """A file under an address that changes whenever its content does."""

    path: str
    content_type: str
    encoded: Mapping[str, bytes]  # content coding -> bytes

    def response(self, asked: Request) -> Response:
        """The file in the best coding that the reader's browser accepts."""
        accepted = asked.accept_encodings
        coding = next((name for name in ("br", "gzip") if accepted[name] > 0), "identity")
        answer = Response(self.encoded[coding], content_type=self.content_type)
        answer.headers["Cache-Control"] = FOREVER
        answer.headers["Vary"] = "Accept-Encoding"
        if coding != "identity":
            answer.headers["Content-Encoding"] = coding
        return answer


def load_assets() -> dict[str, Asset]:
    """Every asset by its plain name."""
    return {name: _load(name, parts) for name, parts in PARTS.items()}


def register_assets(server: Flask, assets: Mapping[str, Asset]) -> None:
    """Serve the assets, each under its fingerprinted address and no other."""
    for asset in assets.values():
        server.add_url_rule(
            asset.path, endpoint=asset.path, view_func=lambda asset=asset: asset.response(request)
        )


def _load(name: str, parts: tuple[str, ...]) -> Asset:
    folder = files("browser").joinpath("assets")
    content = b"".join(folder.joinpath(part).read_bytes() for part in parts)
    stem, extension = name.rsplit(".", 1)
    fingerprint = hashlib.sha256(content).hexdigest()[:12]
    encoded = {
        "identity": content,
        "gzip": gzip.compress(content, 9, mtime=0),
        "br": brotli.compress(content, quality=11),
    }
    return Asset(f"{PREFIX}{stem}.{fingerprint}.{extension}", TYPES[extension], encoded)
