"""Real input beside the checkout; tests that need it say so with the `real_data` marker."""

from pathlib import Path

import pytest

REAL_DATA = Path(__file__).parents[2] / "shared" / "real"


def real(name: str) -> Path:
    """The folder or file `name` of the real input; skips the test where it is missing."""
    path = REAL_DATA / name
    if not path.exists():
        pytest.skip(f"real input {name} is not beside the checkout (../shared/real)")
    return path
