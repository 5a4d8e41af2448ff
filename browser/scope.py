"""Facts of the pages about the size of a group: /scope, its report and its file."""

from collections.abc import Iterable
from typing import Final

from aggregates.dimension import Dimension
from browser.diversity import UNKNOWN
from browser.figures import AGE, OLDER, listed_concept, telling
from browser.page_request import PageMissingError, PageRequest
from browser.reference_figures import OLDEST, group_labels, groups_of_ages
from browser.scope_beside import beside_of, sources_of
from browser.scope_limits import Found, Questions, in_groups
from browser.scope_power import power_of
from browser.scope_state import read_scope
from browser.scope_subjects import Cells, Subject, Subjects
from layouts.scope_address import MOST_THINGS, VARIANT, Asked, Thing
from layouts.scope_facts import GroupChoice, Named, ScopeFacts, Sized, Step
from suppression.bands import Count
from suppression.joint_counts import told
from suppression.shares import Sum, share

SHOWN: Final = 8  # results of a search
FIRST: Final = ("sex", "age", "race_ethnicity", "ancestry")  # what is asked for most


def scope_facts(request: PageRequest) -> ScopeFacts:
    """The questions of an address, answered; what the release does not know is ignored."""
    release = request.release
    subjects = Subjects(request.served, request.text)
    questions = Questions(subjects, request.shelf.cache)
    scope = read_scope(request.address)
    scope = type(scope)(
        _known(scope.asked, subjects, request, "with"),
        tuple(_known(one, subjects, request, "also") for one in scope.also),
        scope.settings,
    )
    sized = [_sized(one, questions, request) for one in scope.everything if one != Asked()]
    at_hand = sized[0] if scope.asked != Asked() else None
    shown = beside_of(questions, at_hand.asked, request.text) if at_hand else ()
    return ScopeFacts(
        scope=scope,
        q=request.address.q,
        results=_results(request, subjects, scope.asked),
        choices=_choices(subjects, request, scope.asked),
        at_hand=at_hand,
        beside=tuple(sized[1:] if at_hand else sized),
        representation=shown,
        power=power_of(questions, at_hand, scope.settings, request.text) if at_hand else None,
        sources=sources_of(shown),
        participants=release.participants,
        threshold=release.policy.threshold,
        policy=release.policy.title,
        policy_source=release.policy.source,
        citation=release.citation,
        vocabulary=release.source.get("vocabulary_version", ""),
        full=len(scope.asked.things) >= MOST_THINGS,
        exact=release.policy.publishes_exactly,
    )


def report_facts(request: PageRequest) -> ScopeFacts:
    """The same for the report; raises ``PageMissingError`` where nothing was asked."""
    facts = scope_facts(request)
    if facts.at_hand is None:
        raise PageMissingError("address")
    return facts


def named(subject: Subject, subjects: Subjects) -> Named:
    """A subject with what it is called, and the concept that it is."""
    concept = None if subject.is_variant else subjects.release.concept(subject.node[0], subject.key)
    listed = None
    if concept is not None:
        listed = listed_concept(concept, subjects.release.domain(concept.domain).participants)
    translated = concept is not None and subject.name != concept.name
    return Named(
        subject.thing,
        subject.name,
        _shown(subject.participants, subjects),
        subject.asked,
        subject.code,
        listed,
        translated,
    )


def _shown(counted: Count | Sum, subjects: Subjects) -> Count | Sum:
    return told(counted, subjects.release.policy) if isinstance(counted, Sum) else counted


def _known(asked: Asked, subjects: Subjects, request: PageRequest, name: str) -> Asked:
    """A question without what the release does not know."""
    things = tuple(one for one in asked.things if subjects.find(one) is not None)
    groups = tuple(
        (dimension, chosen)
        for dimension, chosen in asked.groups
        if dimension in subjects.dimensions()
        and {(one,) for one in chosen} <= set(subjects.everybody[dimension])
    )
    if len(things) < len(asked.things):
        request.ignored.add(name)
    if len(groups) < len(asked.groups):
        request.ignored.add("in")
    return Asked(things, groups)


def _sized(asked: Asked, questions: Questions, request: PageRequest) -> Sized:
    subjects = questions.subjects
    things = [one for thing in asked.things if (one := subjects.find(thing)) is not None]
    groups = dict(asked.groups)
    found = questions.qualifying(things, groups)
    counted = found.published
    if counted is None or isinstance(counted, Sum):
        counted = told(found.limits, subjects.release.policy)
    chosen = tuple(
        one for one in _choices(subjects, request, asked) if one.dimension in groups and one.chosen
    )
    pairs = [
        (first, second)
        for place, first in enumerate(found.needed)
        for second in found.needed[place + 1 :]
    ]
    return Sized(
        asked=asked,
        things=tuple(named(one, subjects) for one in things),
        groups=chosen,
        counted=counted,
        published=found.published is not None,
        share=telling(share(counted, subjects.release.participants)),
        steps=tuple(_steps(subjects, found, chosen)),
        simple=told(found.simple, subjects.release.policy),
        used=found.used,
        implied=tuple(named(one, subjects) for one in things if one not in found.needed),
        never=any(subjects.apart(first, second) for first, second in pairs),
    )


def _steps(subjects: Subjects, found: Found, chosen: tuple[GroupChoice, ...]) -> Iterable[Step]:
    """The narrowest published count of everyone, of each thing and of each pair."""
    groups = {one.dimension: tuple(one.chosen.split(",")) for one in chosen}
    labels = {one.dimension: one.chosen_label for one in chosen}
    counted: list[tuple[Cells, tuple[Named, ...], str]] = [(subjects.everybody, (), "everyone")]
    counted += [(one.cells, (named(one, subjects),), "thing") for one in found.needed]
    for cells, things, kind in counted:
        best = in_groups(cells, groups)
        words = tuple(labels[name] for name in labels if name in best.of)
        of = tuple((one.dimension, one.chosen) for one in chosen if one.dimension in best.of)
        yield Step(kind, things, words, _shown(best.counted, subjects), of)
    for place, first in enumerate(found.needed):
        for second in found.needed[place + 1 :]:
            pair = subjects.published_pair(first, second)
            both = (named(first, subjects), named(second, subjects))
            if pair is not None:
                yield Step("pair", both, (), pair)
            elif (bound := subjects.together(first, second)) is not None:
                yield Step("related", both, (), _shown(bound, subjects))


def _choices(subjects: Subjects, request: PageRequest, asked: Asked) -> tuple[GroupChoice, ...]:
    """Every dimension, those asked for most first; for ages also everybody of 65 and over."""
    names = subjects.dimensions()
    order = [one for one in FIRST if one in names] + [one for one in names if one not in FIRST]
    chosen = {dimension: ",".join(groups) for dimension, groups in asked.groups}
    found = []
    for name in order:
        dimension = subjects.release.dimension(name)
        options = _options(dimension, request)
        value = chosen.get(name, "")
        if value and value not in dict(options):
            labels = dict(options)
            words = [labels.get(one, one) for one in value.split(",")]
            options.append((value, request.text("scope.or").join(words)))
        found.append(GroupChoice(name, request.text.label(dimension.label), tuple(options), value))
    return tuple(found)


def _options(dimension: Dimension, request: PageRequest) -> list[tuple[str, str]]:
    labels = group_labels(dimension, request.text)
    options = [(group, words) for group, words in labels.items() if group not in UNKNOWN]
    if dimension.id == AGE:
        older = groups_of_ages((OLDER, OLDEST), list(labels))
        if len(older) > 1:
            options.append((",".join(older), request.text("figure.older")))
    return options


def _results(request: PageRequest, subjects: Subjects, asked: Asked) -> tuple[Named, ...]:
    """What the words typed find, best first, without what is already asked for."""
    typed = request.address.q
    if not typed:
        return ()
    found = []
    store = request.served.variants
    if store is not None:
        rows = store.by_rsid(typed.lower()) if typed.lower().startswith("rs") else []
        one = store.variant(typed)
        found = [Thing(VARIANT, row.variant_id) for row in ([one] if one else rows)]
    index = request.served.index
    hits = index.shown(index.search(typed), 0, SHOWN + MOST_THINGS)
    found += [Thing(one.concept.domain, str(one.concept.concept_id)) for one in hits]
    known = (subjects.find(one) for one in found if one not in asked.things)
    return tuple(named(one, subjects) for one in known if one is not None)[:SHOWN]
