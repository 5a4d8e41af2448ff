"""Documentation that is made from code and data is current; what it names exists."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from browser.command_line import cohort_browser

ROOT = Path(__file__).parents[1]
COMMAND = re.compile(r"^(?:ExecStart=\S*)?cohort-browser .*$", re.MULTILINE)
DOCS = sorted((ROOT / "docs").glob("*.md"))


def test_what_is_made_from_the_code_is_current() -> None:
    """``python docs/generate.py`` makes it anew."""
    made = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert made.stdout + made.stderr == ""
    assert made.returncode == 0


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        assert (page.parent / link).exists(), link


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_commands_and_their_options_exist(page: Path) -> None:
    for line in COMMAND.findall(page.read_text("utf-8")):
        name = line.split()[1]
        options = {
            option
            for parameter in cohort_browser.commands[name].params
            for option in parameter.opts
        }
        stated = set(re.findall(r"--[a-z-]+", line.partition("#")[0]))
        assert stated <= options, line


def test_the_operators_guide_tells_of_every_setting_of_the_server() -> None:
    guide = (ROOT / "docs" / "operating.md").read_text("utf-8")
    for parameter in cohort_browser.commands["serve"].params:
        for option in parameter.opts:
            if option.startswith("--"):
                assert option in guide
