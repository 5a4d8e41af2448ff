"""Every term of the definition names a trait that comes before it."""

from collections.abc import Iterable

from aggregates.errors import InputError
from aggregates.synthetic.definition import Definition
from aggregates.synthetic.illness import rows_of
from aggregates.synthetic.questions import Question, own_answers


def check_terms(definition: Definition) -> None:
    """Raise InputError, with the file and its part, for a term that names nothing before it."""
    known = _of_people(definition)
    for module in definition.modules:
        for question in module.questions:
            terms = [*question.terms, *(name for a in question.answers for name in a.terms)]
            _check(terms, known, definition, f"data/demo/surveys, question {question.code}")
            known |= _answered(question)
    for module in definition.modules:
        _check(module.terms, known, definition, f"data/demo/surveys, module {module.code}")
    for quantity in definition.measured.quantities:
        where = f"data/demo/quantities.toml, {quantity.id}"
        _check(quantity.terms, known, definition, where)
        known.add(f"value.{quantity.id}")
    for code, outcomes in definition.measured.results.items():
        terms = [name for outcome in outcomes for name in outcome.terms]
        _check(terms, known, definition, f"data/demo/quantities.toml, {code}")
    known.add("recent")
    for kind in definition.data_types:
        _check(kind.terms, known, definition, f"data/demo/availability.toml, {kind.id}")
        known.add(f"has.{kind.id}")
    for name, daily in definition.wearables.daily.items():
        _check(daily.terms, known, definition, f"data/demo/wearables.toml, {name}")


def _check(terms: Iterable[str], known: set[str], definition: Definition, where: str) -> None:
    for name in terms:
        code = name.removeprefix("ill.")
        ill = code != name and len(rows_of(code, definition.conditions)) > 0
        if not ill and name not in known:
            raise InputError(f"{name} is no trait of people", where, "Correct the name in terms")


def _of_people(definition: Definition) -> set[str]:
    population = definition.population
    return {
        "age", "age2", "young", "old", "oldest", "woman", "rural", *definition.model.factors,
        *(f"sex.{group.id}" for group in population.sex),
        *(f"race.{group.id}" for group in population.race_ethnicity),
        *(f"region.{region}" for region in population.regions),
    }  # fmt: skip


def _answered(question: Question) -> set[str]:
    names = {f"said.{answer.code}" for answer in own_answers(question)}
    if question.kind in ("scale", "number"):
        names.add(f"score.{question.code}")
    return names
