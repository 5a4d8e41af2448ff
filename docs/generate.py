"""Writes the parts of the documentation that are made from code and data.

    python docs/generate.py           # write them
    python docs/generate.py --check   # exit 1 if one of them is not current

GLOSSARY.md (data/glossary.toml), cohort-file.md (the code that reads cohort files, and the words in
cohort-file.toml), policies.md (data/policies/) and api.md (the table of resources of the API).
"""

import sys
import tomllib
from pathlib import Path
from typing import Any

from cohort_keys import taken  # beside this file

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

from browser.api.asking import MOST  # noqa: E402 - the checkout this file lies in comes first
from browser.api.columns import TYPES  # noqa: E402
from browser.api.resources import PLACEHOLDERS, RESOURCES, Resource  # noqa: E402
from browser.glossary import words_in  # noqa: E402
from browser.open_data import OF_VARIANTS  # noqa: E402
from layouts.text import catalogue  # noqa: E402

MADE = "<!-- Made by docs/generate.py from {source}. Change that, not this. -->\n"
ABOUT_COHORTS = """\
Worked examples with comments: `data/cohorts/`. Every key is checked: one that is not known, or has
a value of another kind, ends the build with one line that says where and what to do.
"""
ABOUT_POLICIES = """\
A cohort file names one of these (`policy = "all-of-us"`, the default). Rule `bands` publishes
ranges for every count; rule `suppress` publishes exact counts and withholds small ones, with as
many others as it takes.
"""
ABOUT_TABLE = """\
*Small counts* must not be published, nor derived from what is. *Stay possible*: for a small count,
every one of these is consistent with everything published. *Bands of*: the narrowest ranges; repair
makes some wider. *Crossings from*: below this total a concept is published by one grouping at a
time.

A policy of your own is a file like these beside them (`threshold`, `protected_low`,
`protected_high`, `widths`, `crossing_floor`, and the `source` it rests on). One that is incomplete
or contradicts itself is refused: nothing unknown ever means "no protection".
"""
ABOUT_API = """\
Every running site describes its API at `/api/v1/openapi.json` (OpenAPI 3.1) and shows it at
`/data`. How to use it, step by step: [walkthrough.md](walkthrough.md).
"""
ABOUT_PARAMETERS = """\
`limit` is 1 to {most:,}; `lang` is `en` or `es`; `release` is the id of a release that is served.
`{{kind}}` is a kind of data, such as `conditions`; `in.*` is `in.` and the id of a grouping, such
as `in.age`. The OpenAPI document says of every parameter what it may be.
"""


def main() -> int:
    """Write the files, or compare them; the exit status."""
    made = {
        ROOT / "GLOSSARY.md": glossary(),
        HERE / "cohort-file.md": cohort_file(),
        HERE / "policies.md": policies(),
        HERE / "api.md": api(),
    }
    stale = [path for path, content in made.items() if _stored(path) != content]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not current: run python docs/generate.py")
        return 1 if stale else 0
    for path in stale:
        path.write_text(made[path], "utf-8")
        print(path.relative_to(ROOT))
    return 0


def _stored(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"


def glossary() -> str:
    """GLOSSARY.md: the words in English."""
    rows = [(f"**{word.name}**", word.meaning) for word in words_in("en")]
    return (
        "# Glossary\n\n"
        + MADE.format(source="data/glossary.toml")
        + "\nThe same word means the same thing in code, releases, pages and tests.\n\n"
        + table(("word", "meaning"), rows)
    )


# ------------------------------------------------------------------ cohort files


def cohort_file() -> str:
    """cohort-file.md: every key that the code reads, with what it means."""
    code = taken()
    sections = tomllib.loads((HERE / "cohort-file.toml").read_text("utf-8"))["section"]
    named = {name for section in sections for name in section["functions"]}
    if missing := sorted(set(code) - named):
        raise SystemExit(f"docs/cohort-file.toml has no section for {', '.join(missing)}")
    parts = [
        "# Cohort files\n",
        MADE.format(source="aggregates/cohort_file*.py and docs/cohort-file.toml"),
        ABOUT_COHORTS,
    ]
    for section in sections:
        parts += [f"## {section['title']}\n"]
        parts += [section["intro"] + "\n"] if "intro" in section else []
        parts += [_keys(section, code)]
    return "\n".join(parts)


def _keys(section: dict[str, Any], code: dict[str, dict[str, tuple[str, str]]]) -> str:
    known: dict[str, tuple[str, str]] = {}
    for function in section["functions"]:
        known |= code.get(function, {})
    said = section["keys"]
    extra = {"rest", "several"} & set(said)  # read by a name that is handed on
    known |= dict.fromkeys(extra, ("true or false", "False"))
    if wrong := set(known) ^ set(said):
        raise SystemExit(f"docs/cohort-file.toml, {section['title']}: {', '.join(sorted(wrong))}")
    sometimes = section.get("sometimes", [])
    rows = [
        (
            f"`{key}`",
            known[key][0],
            "it depends" if key in sometimes else "no" if known[key][1] else "yes",
            words,
        )
        for key, words in said.items()
    ]
    return table(("key", "value", "needed", "what it says"), rows)


# ------------------------------------------------------------------ policies


def policies() -> str:
    """policies.md: the policies that ship, and what their keys mean."""
    rows, sources = [], []
    for path in sorted((ROOT / "data" / "policies").glob("*.toml")):
        one = tomllib.loads(path.read_text("utf-8"))
        window = f"{one['protected_low']}–{one['protected_high']}"
        width = str(one["widths"][0]) if one["widths"] else "exact"
        floor = str(one["crossing_floor"])
        cells = (f"`{one['id']}`", one["rule"], f"1–{one['threshold']}", window, width, floor)
        rows.append(cells)
        sources.append(f"- `{one['id']}`, {one['title']}. {one['source']}")
    header = ("policy", "rule", "small counts", "stay possible", "bands of", "crossings from")
    return "\n".join(
        [
            "# Policies\n",
            MADE.format(source="data/policies/"),
            ABOUT_POLICIES,
            table(header, rows),
            ABOUT_TABLE,
            "Where they come from:\n",
            *sources,
            "",
        ]
    )


# ------------------------------------------------------------------ API


FILTERS = "consequence, clinvar, group, frequency, from, to, sort, limit, after, release, lang"
PARAMETERS = {
    "variants": f"q, {FILTERS}",
    "gene": FILTERS,
    "region": FILTERS,
    "variant": "release, lang",
}


def api() -> str:
    """api.md: addresses and columns of the API, in English."""
    text = catalogue("en")
    rows = [_address(one, text(f"api.resource.{one.name}")) for one in RESOURCES]
    rows += [
        (
            f"`/api/v1{path}`",
            text(f"api.resource.{name}"),
            PARAMETERS[name],
            ", ".join(("json", *kinds)),
        )
        for name, path, kinds in OF_VARIANTS
    ]
    columns = [(f"`{name}`", kind, text(f"column.{name}")) for name, kind in TYPES.items()]
    return "\n".join(
        [
            "# The API\n",
            MADE.format(source="browser/api/resources.py and data/text/en.toml"),
            ABOUT_API,
            table(("address", "what it answers", "parameters", "as"), rows),
            ABOUT_PARAMETERS.format(most=MOST),
            "## Columns\n",
            table(("column", "type", "meaning"), columns),
        ]
    )


def _address(one: Resource, said: str) -> tuple[str, ...]:
    path = one.pattern.replace("{domain}", "/{kind}")
    for written, shown in PLACEHOLDERS.items():
        path = path.replace(written, shown)
    kinds = "json, csv" if one.columns else "json"
    words = said[0].upper() + said[1:]
    return (f"`/api/v1{path}`", words, ", ".join(one.accepted), kinds)


if __name__ == "__main__":
    sys.exit(main())
