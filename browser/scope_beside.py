"""Those who qualify beside all participants and the country, dimension by dimension."""

from collections.abc import Iterable, Sequence
from typing import Final

from aggregates.release import GroupCount
from browser.diversity import representation_of
from browser.scope_limits import Groups, Questions
from browser.scope_subjects import Subject
from layouts.representation import GroupRow, Source
from layouts.scope_address import Asked
from layouts.scope_facts import Beside, BesideRow
from layouts.text import Catalogue
from suppression.joint_counts import told
from suppression.shares import Sum, ratio

SHOWN: Final = ("sex", "age", "race_ethnicity", "ancestry", "rurality")
MOST_GROUPS: Final = 12


def beside_of(questions: Questions, asked: Asked, text: Catalogue) -> tuple[Beside, ...]:
    """Every dimension that may tell something of those who qualify."""
    subjects = questions.subjects
    things = [one for thing in asked.things if (one := subjects.find(thing)) is not None]
    groups = dict(asked.groups)
    found = []
    for name in subjects.dimensions():
        known = all(name in one.cells for one in things)
        if name not in SHOWN or name in groups or not known:
            continue
        if len(subjects.everybody[name]) > MOST_GROUPS:
            continue
        shown = _beside(questions, things, groups, name, text)
        if any(row.qualifying.share for row in shown.rows):
            found.append(shown)
    return tuple(found)


def _beside(
    questions: Questions, things: Sequence[Subject], groups: Groups, name: str, text: Catalogue
) -> Beside:
    subjects = questions.subjects
    release = subjects.release
    dimension = release.dimension(name)
    whole = questions.qualifying(things, groups, further=False).limits
    cells, everybody = [], []
    for key, count in subjects.everybody[name].items():
        found = questions.qualifying(things, {**groups, name: key}, further=False)
        counted = found.published
        if counted is None or isinstance(counted, Sum):
            counted = told(found.limits, release.policy)
        cells.append(GroupCount(key, counted))  # type: ignore[arg-type]
        everybody.append(GroupCount(key, count))  # type: ignore[arg-type]
    mine = representation_of(dimension, cells, told(whole, release.policy), text)  # type: ignore[arg-type]
    theirs = representation_of(dimension, everybody, release.participants, text)
    others = {row.groups: row for row in theirs.rows}
    rows = tuple(_row(row, others[row.groups]) for row in mine.rows if row.groups in others)
    return Beside(name, text.label(dimension.label), rows, mine.unknown)


def _row(row: GroupRow, other: GroupRow) -> BesideRow:
    compared = ratio(row.share, other.share) if row.share and other.share else None
    return BesideRow(row, other, compared)


def sources_of(shown: Iterable[Beside]) -> tuple[Source, ...]:
    """The sources of the figures for comparison, each once."""
    used = [
        one.reference.source
        for beside in shown
        for row in beside.rows
        for one in row.qualifying.comparisons
    ]
    return tuple({source.id: source for source in used}.values())
