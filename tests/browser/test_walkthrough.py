"""The walkthrough's examples run, in their order, against a site."""

import re
from pathlib import Path

import pytest

WALKTHROUGH = Path(__file__).parents[2] / "docs" / "walkthrough.md"
EXAMPLE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SITE = "http://127.0.0.1:8050"


def test_the_examples_run_as_they_stand(
    site: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = WALKTHROUGH.read_text("utf-8")
    examples = EXAMPLE.findall(text)
    assert len(examples) >= 10
    assert f'SITE = "{SITE}"' in text
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for number, example in enumerate(examples):
        code = compile(example.replace(SITE, site), f"example {number}", "exec")
        exec(code, names)  # noqa: S102 - the documentation of this project
    said = capsys.readouterr().out
    assert "True" in said  # the data are synthetic
    assert "limti" not in said
    assert "400 There is a parameter that is not known here." in said
    assert "cells by sex and age" in said
