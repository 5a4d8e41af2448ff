"""Writes the parts of the documentation that are made from code and data.

    python docs/generate.py           # write them
    python docs/generate.py --check   # exit 1 if one of them is not current

GLOSSARY.md (data/glossary.toml), cohort-file.md (the code that reads cohort files, and the words in
cohort-file.toml), policies.md (data/policies/) and api.md (the table of resources of the API).
"""

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

from browser.api.asking import MOST  # noqa: E402 - the checkout this file lies in comes first
from browser.api.columns import TYPES  # noqa: E402
from browser.api.resources import RESOURCES, Resource  # noqa: E402
from browser.glossary import words_in  # noqa: E402
from browser.open_data import OF_VARIANTS, PLACEHOLDERS  # noqa: E402
from layouts.text import catalogue  # noqa: E402

# What a method of aggregates.cohort_file_keys.Keys takes, in words.
KINDS = {
    "text": "text",
    "name": "name",
    "truth": "true or false",
    "whole": "whole number",
    "share": "number from 0 to 1",
    "wholes": "whole number, or list of them",
    "date": "date",
    "label": "text, or text per language",
    "texts": "text, or list of texts",
    "codes": "list of numbers or of texts",
    "table": "table",
    "tables": "list of tables",
}
MADE = "<!-- Made by docs/generate.py from {source}. Change that, not this. -->\n"


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


def taken() -> dict[str, dict[str, tuple[str, str]]]:
    """Function -> key -> how it is read and its default, from the code that reads cohort files.

    A function that reads more than one table has an entry of its own per variable that is read.
    """
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for path in sorted((ROOT / "aggregates").glob("cohort_file*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                for name, keys in _of_function(node).items():
                    found[f"{path.stem}.{name}"] = keys
    return found


def _of_function(function: ast.FunctionDef) -> dict[str, dict[str, tuple[str, str]]]:
    calls = list(_calls(function))
    may_lack = {key for _, method, key, _ in calls if method == "has"}
    own = function.args.args[0].arg if function.args.args else ""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for variable, method, key, default in calls:
        if method in KINDS:
            several = variable != own and function.name in SEVERAL
            name = f"{function.name}.{variable}" if several else function.name
            optional = default or ("none" if key in may_lack else "")
            found.setdefault(name, {})[key] = (KINDS[method], optional)
    return found


# Functions that read a table and one inside it.
SEVERAL = ("parse_any", "parse_variants", "_samples", "_groups", "_genes", "_quality")
WITH_DEFAULT = ("text", "truth", "whole", "label")


def _calls(function: ast.FunctionDef) -> Iterator[tuple[str, str, str, str]]:
    """Variable, method, key and default of every call that takes a key by its name."""
    loops = _loops(function)
    for node in ast.walk(function):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if not isinstance(node.func.value, ast.Name) or not node.args:
            continue
        for key in _names(node.args[0], loops):
            has_default = len(node.args) > 1 and node.func.attr in WITH_DEFAULT
            default = ast.unparse(node.args[1]) if has_default else ""
            yield node.func.value.id, node.func.attr, key, default


def _loops(function: ast.FunctionDef) -> dict[str, list[str]]:
    """Variables of loops over names that stand in the code."""
    return {
        node.target.id: [one.value for one in node.iter.elts if isinstance(one, ast.Constant)]
        for node in ast.walk(function)
        if isinstance(node, ast.For)
        and isinstance(node.target, ast.Name)
        and isinstance(node.iter, ast.Tuple)
    }


def _names(argument: ast.expr, loops: dict[str, list[str]]) -> list[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return [argument.value]
    if isinstance(argument, ast.Name):
        return loops.get(argument.id, [])
    return []


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
        "Worked examples with comments: `data/cohorts/`. Every key is checked: one that is not known,"
        " or has a\nvalue of another kind, ends the build with one line that says where and what to"
        " do.\n",
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
    known |= {key: ("true or false", "False") for key in extra}
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
            "A cohort file names one of these (`policy = \"all-of-us\"`, the default). Rule `bands`"
            " publishes ranges for\nevery count; rule `suppress` publishes exact counts and withholds"
            " small ones, with as many others as it takes.\n",
            table(header, rows),
            "*Small counts* must not be published, nor derived from what is. *Stay possible*: for a"
            " small count, every\none of these is consistent with everything published. *Bands of*: the"
            " narrowest ranges; repair makes some\nwider. *Crossings from*: below this total a concept"
            " is published by one grouping at a time.\n\nA policy of your own is a file like these"
            " beside them (`threshold`, `protected_low`, `protected_high`,\n`widths`,"
            " `crossing_floor`, and the `source` it rests on). One that is incomplete or contradicts"
            " itself is refused:\nnothing unknown ever means \"no protection\".\n",
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
        (f"`/api/v1{path}`", text(f"api.resource.{name}"), PARAMETERS[name], ", ".join(("json", *kinds)))
        for name, path, kinds in OF_VARIANTS
    ]
    columns = [(f"`{name}`", kind, text(f"api.column.{name}")) for name, kind in TYPES.items()]
    return "\n".join(
        [
            "# The API\n",
            MADE.format(source="browser/api/resources.py and data/text/en.toml"),
            "Every running site describes its API at `/api/v1/openapi.json` (OpenAPI 3.1) and shows it at"
            " `/data`.\nHow to use it, step by step: [walkthrough.md](walkthrough.md).\n",
            table(("address", "what it answers", "parameters", "as"), rows),
            f"`limit` is 1 to {MOST:,}; `lang` is `en` or `es`; `release` is the id of a release that is"
            " served. `{kind}` is\na kind of data, such as `conditions`.\n",
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
