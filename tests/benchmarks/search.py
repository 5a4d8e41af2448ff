"""Search: how well it finds what people mean, and how long it takes."""

import statistics

from rich.console import Console
from rich.table import Table

from tests.search.judging import (
    Score,
    available,
    index_of,
    judged_queries,
    mean_recall,
    mean_reciprocal_rank,
    score,
)

ROUNDS = 5  # each query so often; its time is the median


def main() -> None:
    """Print mean reciprocal rank, recall at 10 and milliseconds, per data set and kind of query."""
    judged = [one for one in judged_queries() if available(one.release)]
    for release in {one.release for one in judged}:
        index_of(release)
    rounds = [[score(one) for one in judged] for _ in range(ROUNDS)]
    queries = zip(*rounds, strict=True)
    times = [statistics.median(one.milliseconds for one in same) for same in queries]
    scored = list(zip(rounds[0], times, strict=True))
    table = Table("queries", "number", "MRR", "recall@10", "median ms", "p99 ms", "slowest ms")
    releases = dict.fromkeys(one.release for one in judged)
    kinds = dict.fromkeys(one.kind for one in judged)
    for name, part in (
        ("all", scored),
        *((name, [one for one in scored if one[0].judged.release == name]) for name in releases),
        *((name, [one for one in scored if one[0].judged.kind == name]) for name in kinds),
    ):
        table.add_row(name, *_figures(part))
    Console(width=110).print(table)
    concepts = ", ".join(f"{name} {len(index_of(name).concepts):,}" for name in releases)
    Console(width=110).print(f"Concepts: {concepts}.")


def _figures(part: list[tuple[Score, float]]) -> tuple[str, ...]:
    scores, times = [one for one, _ in part], sorted(taken for _, taken in part)
    return (
        str(len(part)),
        f"{mean_reciprocal_rank(scores):.3f}",
        f"{mean_recall(scores):.3f}",
        f"{statistics.median(times):.2f}",
        f"{times[min(int(0.99 * len(times)), len(times) - 1)]:.2f}",
        f"{times[-1]:.2f}",
    )
