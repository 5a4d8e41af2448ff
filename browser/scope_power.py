"""What a comparison of those who qualify with others can find."""

from collections.abc import Iterator

from browser.scope_limits import Questions
from browser.scope_subjects import ANCESTRY
from layouts.scope_address import Settings
from layouts.scope_facts import AlleleRow, Power, Sized
from layouts.text import Catalogue
from suppression.bands import Count
from suppression.joint_counts import told
from suppression.power import Design, controls_for, copies, detectable, seen_once
from suppression.shares import Sum


def power_of(questions: Questions, sized: Sized, settings: Settings, text: Catalogue) -> Power:
    """The calculation for a question, with the settings of the address.

    Everything is worked out from the limits that are shown, so that a reader can check it.
    """
    subjects = questions.subjects
    design = Design(float(settings.alpha), float(settings.power) / 100)
    each = None if settings.controls == "all" else int(settings.controls)
    cases = _sum(sized.counted)
    controls = controls_for(cases, _sum(subjects.release.participants), each)
    frequency = float(settings.allele) / 100

    def row(label: str, people: Count | Sum, everyone: Count | Sum) -> AlleleRow:
        mine = _sum(people)
        others = controls_for(mine, _sum(everyone), each)
        found = detectable(frequency, copies(mine), copies(others), design)
        return AlleleRow(label, people, seen_once(frequency, mine), found)

    everyone = subjects.release.participants
    alleles = [row(text("scope.power.everyone"), sized.counted, everyone)]
    alleles += [row(*one) for one in _by_ancestry(questions, sized, text)]
    found = detectable(float(settings.share) / 100, cases, controls, design)
    return Power(sized.counted, controls, found, tuple(alleles))


def _by_ancestry(
    questions: Questions, sized: Sized, text: Catalogue
) -> Iterator[tuple[str, Count | Sum, Count | Sum]]:
    """Those who qualify in each ancestry group, where the release divides people so."""
    subjects = questions.subjects
    groups = dict(sized.asked.groups)
    if ANCESTRY not in subjects.everybody or ANCESTRY in groups:
        return
    things = [one for thing in sized.asked.things if (one := subjects.find(thing)) is not None]
    labels = {one.id: one.label for one in subjects.release.dimension(ANCESTRY).groups}
    for key, everyone in subjects.everybody[ANCESTRY].items():
        found = questions.qualifying(things, {**groups, ANCESTRY: key}, further=False)
        limits = told(found.limits, subjects.release.policy)
        yield text.label(labels[key[0]]), limits, everyone


def _sum(counted: Count | Sum) -> Sum:
    return Sum(counted.low, counted.high)
