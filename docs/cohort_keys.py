"""Which keys the code that reads cohort files takes: read from the code, for the reference."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent

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
