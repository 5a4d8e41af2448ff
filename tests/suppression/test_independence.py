"""The verifier stands apart: it shares no code with what it checks and needs no solver."""

import ast
import subprocess
import sys
from pathlib import Path

import suppression.verifier

APART = {
    *("auditor", "witnesses", "joint", "program", "families", "denominators", "targets"),
    *("repair", "certifying", "summary", "protection"),
}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}", *(f"{node.module}.{one.name}" for one in node.names)}
        elif isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
    return names


def test_the_verifier_and_all_it_imports_share_nothing_with_the_auditor() -> None:
    folder = Path(suppression.verifier.__file__).parent
    seen, waiting = set[str](), {"verifier"}
    while waiting:
        name = waiting.pop()
        seen.add(name)
        found = imported(folder / f"{name}.py")
        assert not found & {f"suppression.{apart}" for apart in APART}, name
        assert not any(one.split(".")[0] == "highspy" for one in found), name
        own = {one.split(".")[1] for one in found if one.startswith("suppression.")}
        waiting |= {one for one in own if (folder / f"{one}.py").is_file()} - seen
    assert seen == {
        *("verifier", "known", "openness", "reach", "star"),
        *("certificate", "bands", "policy", "tables"),
        *("sums", "differences", "withheld"),  # arithmetic, and what a withheld count shows
    }


def test_verifying_loads_no_solver() -> None:
    code = "import sys, suppression.verifier; print('highspy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_package_imports_nothing_else_of_ours() -> None:
    for path in Path(suppression.verifier.__file__).parent.glob("*.py"):
        roots = {name.split(".")[0] for name in imported(path)}
        assert not roots & {"aggregates", "browser", "layouts", "callbacks", "data"}, path.name
