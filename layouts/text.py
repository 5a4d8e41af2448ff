"""The words of the site: one catalogue per language, whole sentences with named placeholders."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

LANGUAGES: Final = ("en", "es")
DEFAULT_LANGUAGE: Final = "en"


@dataclass(frozen=True)
class Catalogue:
    """The sentences of one language, by dotted key.

    Calling it gives a sentence with its placeholders filled. Raises ``KeyError`` for a key or a
    placeholder that is missing: a page never shows a raw key.
    """

    language: str
    sentences: Mapping[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence of a key with its placeholders filled."""
        return self.sentences[key].format(**values)

    def plural(self, key: str, how_many: int, /, **values: object) -> str:
        """The sentence for one or for several; English and Spanish tell apart only these two."""
        return self(f"{key}.{'one' if how_many == 1 else 'other'}", **values)

    def label(self, labels: Mapping[str, str]) -> str:
        """A label of the release in this language, in English where it has no other."""
        return labels.get(self.language) or labels[DEFAULT_LANGUAGE]


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language in :data:`LANGUAGES`, read once."""
    stored = files("data").joinpath(f"text/{language}.toml").read_text("utf-8")
    return Catalogue(language, dict(_flattened(tomllib.loads(stored))))


def _flattened(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flattened(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)
