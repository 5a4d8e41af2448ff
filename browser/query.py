"""Reading an address: the only place where what a stranger typed becomes an ``Address``.

Parameters that the site does not know are passed over in silence. A known one with a value that
cannot be followed is named in ``ignored``: the page is shown without it and says so, for a page
that fails over a mistyped ``?page=`` helps nobody. An unknown release is different (see
:mod:`browser.answers`): another release's numbers must never stand in for the one that was cited.
"""

import re
from typing import Final
from urllib.parse import parse_qs

from browser.compare_state import compare_state
from browser.scope_state import scope_state
from browser.variants.state import clean_list, further_state, has_state, sorts_of_variants
from layouts.address import Address
from layouts.exhibit import page_shown
from layouts.text import LANGUAGES

MEASURES: Final = ("count", "share")
SORTS: Final = ("count", "name")
LONGEST_QUERY: Final = 200
LONGEST_RELEASE: Final = 100
LAST_PAGE: Final = 100_000
_CONCEPT_ID: Final = re.compile(r"[1-9][0-9]{0,18}")
_DOMAIN: Final = re.compile(r"[a-z_]{1,40}")
_CUT: Final = re.compile(r"[a-z0-9_]{1,40}(\*[a-z0-9_]{1,40}){0,2}")


def read_address(path: str, query: str) -> tuple[Address, frozenset[str]]:
    """The address of a path and a raw query, and the names of parameters that were ignored.

    >>> read_address("/drugs", "page=two&sort=name&utm_source=x")
    (Address(path='/drugs', release='', cut='', measure='', q='', sort='name', open='', \
page=1, state=(), language='en'), frozenset({'page'}))
    """
    given = parse_qs(query.removeprefix("?"), errors="replace", max_num_fields=None)
    last = {name: values[-1].strip() for name, values in given.items()}
    ignored = set[str]()
    page = page_shown(path)  # a figure has the state of its page

    def chosen(name: str, allowed: tuple[str, ...]) -> str:
        value = last.get(name, "")
        if value and value not in allowed:
            ignored.add(name)
            return ""
        return "" if value == allowed[0] else value

    def matching(name: str, pattern: re.Pattern[str]) -> str:
        value = last.get(name, "")
        if value and not pattern.fullmatch(value):
            ignored.add(name)
            return ""
        return value

    address = Address(
        path=path,
        release=last.get("release", "")[:LONGEST_RELEASE],
        cut=matching("cut", _CUT),
        measure=chosen("measure", MEASURES),
        q=clean(page, last.get("q", "")),
        domain=matching("domain", _DOMAIN),
        sort=chosen("sort", sorts_of(page)),
        open=matching("open", _CONCEPT_ID),
        page=_page(last.get("page", ""), ignored),
        state=scope_state(page, given, ignored)
        or (*further_state(page, last, ignored), *compare_state(page, last, ignored)),
        language=chosen("lang", LANGUAGES) or LANGUAGES[0],
    )
    return address, frozenset(ignored)


def sorts_of(path: str) -> tuple[str, ...]:
    """The orders that a page can be in, its own first."""
    return sorts_of_variants() if has_state(path) else SORTS


def clean(path: str, typed: str) -> str:
    """Typed words, or the lines of a list where one can be pasted."""
    return clean_list(typed) if has_state(path) else clean_words(typed)


def clean_words(typed: str) -> str:
    """Typed words without control characters and runs of white space, cut to a sane length."""
    printable = "".join(mark if mark.isprintable() else " " for mark in typed[: 4 * LONGEST_QUERY])
    return " ".join(printable.split())[:LONGEST_QUERY].strip()


def _page(typed: str, ignored: set[str]) -> int:
    if not typed:
        return 1
    if re.fullmatch(r"[1-9][0-9]{0,5}", typed) and int(typed) <= LAST_PAGE:
        return int(typed)
    ignored.add("page")
    return 1
