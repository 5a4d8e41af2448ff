"""How many random examples a property is tried on: ``make nightly`` takes ten times as many."""

import os


def examples(number: int) -> int:
    """So many examples, times what the environment asks for in EXAMPLES_TIMES."""
    return number * int(os.environ.get("EXAMPLES_TIMES", "1"))
