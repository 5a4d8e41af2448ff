"""How a figure is cited: APA, BibTeX, RIS and plain words, all made of the same facts.

The date of access is left to the reader: it would make two copies of one answer differ, and the
release, which never changes, says more. APA: Publication Manual, 7th edition (2020), section 10.9,
data sets. RIS: the tags of the reference managers, type ``DATA``.
"""

import re
from dataclasses import dataclass
from typing import Final

from layouts import formatting
from layouts.exhibit import Exhibit, Printed, own_address
from layouts.exhibit_words import whole_title
from layouts.page import Visit
from layouts.provenance import about_numbers, invented

FORMATS: Final = ("apa", "bibtex", "ris", "plain")
ENDINGS: Final = {"bibtex": "bib", "ris": "ris", "plain": "txt"}
_TEX: Final = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$",
    "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


@dataclass(frozen=True)
class Citation:
    """What every form of a citation is made of. ``note`` says what the numbers are.

    Where they were ``printed`` in a work, that work is cited, and this site as where to see them.
    """

    key: str
    title: str
    release: str
    version: str
    cutoff: str
    created: str
    site: str
    note: str
    address: str
    kind: str
    printed: Printed | None = None

    @property
    def year(self) -> str:
        """The year in which the release was made, or the work printed."""
        return self.printed.year if self.printed else self.created[:4]


def permanent_address(exhibit: Exhibit, visit: Visit) -> str:
    """The address of a figure that names its release, so that it never shows another one's."""
    pinned = own_address(exhibit, visit.address).but(release=visit.release.id)
    return visit.origin + pinned.href


def citation_of(exhibit: Exhibit, visit: Visit) -> Citation:
    """The facts of a citation of a figure as it is shown."""
    text, release = visit.text, visit.release
    note = " ".join(reversed(about_numbers(exhibit, visit)))
    key = re.sub("[^A-Za-z0-9]+", "-", f"{release.id}{exhibit.path}-{exhibit.id}").strip("-")
    return Citation(
        key=key,
        title=whole_title(exhibit, text),
        release=text.label(release.title),
        version=release.id,
        cutoff=formatting.day(release.cutoff_date, text),
        created=release.created[:10],
        site=text("site.name"),
        note=note,
        address=permanent_address(exhibit, visit),
        kind=text("cite.kind_synthetic" if invented(exhibit, visit) else "cite.kind"),
        printed=exhibit.printed,
    )


def written(one: Citation, form: str, visit: Visit) -> str:
    """A citation in one of :data:`FORMATS`."""
    return {"apa": _apa, "bibtex": _bibtex, "ris": _ris, "plain": _plain}[form](one, visit)


def _apa(one: Citation, visit: Visit) -> str:
    return visit.text("cite.printed" if one.printed else "cite.apa", **_values(one))


def _plain(one: Citation, visit: Visit) -> str:
    return visit.text("cite.printed" if one.printed else "cite.plain", **_values(one))


def _values(one: Citation) -> dict[str, str]:
    return {
        "title": one.title,
        "year": one.year,
        "kind": one.kind,
        "release": one.release,
        "version": one.version,
        "cutoff": one.cutoff,
        "site": one.site,
        "note": one.note,
        "address": one.address,
        "work": one.printed.citation if one.printed else "",
    }


def _bibtex(one: Citation, visit: Visit) -> str:
    version = visit.text("cite.version", version=one.version, cutoff=one.cutoff)
    made = {
        "author": "{" + _tex(one.release) + "}",
        "month": str(int(one.created[5:7])),
        "howpublished": _tex(f"{one.site}, {one.kind}"),
        "version": _tex(version),
    }
    if one.printed:
        made = {"howpublished": _tex(one.printed.citation)}
    fields = {
        "title": "{" + _tex(one.title) + "}",  # a second pair keeps its capitals
        "year": one.year,
        **made,
        "note": _tex(one.note),
        "url": one.address.replace("%", r"\%"),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{one.key},", *lines, "}"]) + "\n"


def _tex(words: str) -> str:
    return "".join(_TEX.get(mark, mark) for mark in words)


def _ris(one: Citation, visit: Visit) -> str:
    version = visit.text("cite.version", version=one.version, cutoff=one.cutoff)
    made = (
        ("T2", one.release),
        ("AU", one.release),
        ("DA", one.created.replace("-", "/")),
        ("ET", version),
        ("M3", one.kind),
        ("PB", one.site),
    )
    fields = (
        ("TY", "DATA"),
        ("TI", one.title),
        ("PY", one.year),
        *((("N2", one.printed.citation),) if one.printed else made),
        ("N1", one.note),
        ("UR", one.address),
        ("LA", visit.text.language),
    )
    lines = [f"{tag}  - {_one_line(value)}" for tag, value in fields]
    return "\r\n".join([*lines, "ER  - "]) + "\r\n"


def _one_line(words: str) -> str:
    return " ".join(words.split())
