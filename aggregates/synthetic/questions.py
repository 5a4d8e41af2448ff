"""The survey modules of the synthetic cohort: questions and answers of `data/demo/surveys/`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from aggregates.errors import InputError
from aggregates.synthetic.fields import read_toml

MODULES = (
    "the-basics", "overall-health", "lifestyle", "health-care-access", "health-history",
    "social-factors", "emotional-health", "behavioral-health",
)  # fmt: skip
"""Files of `data/demo/surveys/`, in the order in which participants are offered them."""

KINDS = ("one", "scale", "many", "fixed", "number")
FIRST_QUESTION_ID = 2_017_000_000
"""Concept ids of our own: a question's number times 100, and its answers' places after that."""

SKIP, PREFER_NOT, DONT_KNOW = 903096, 903079, 903087
"""Public concept ids of the programme for answers left out, refused and not known."""

Terms = Mapping[str, float]


@dataclass(frozen=True)
class Answer:
    """One of the answers that a question offers."""

    concept_id: int
    code: str
    text: str
    share: float  # of those who answer; with `fixed`, where no term applies
    terms: Terms  # log odds per trait
    alone: bool  # never together with another answer


@dataclass(frozen=True)
class Amount:
    """A number given as the answer: normally distributed, kept between bounds and rounded."""

    mean: float
    sd: float
    low: float
    high: float


@dataclass(frozen=True)
class Question:
    """A question; `after` are the answers that lead to it, empty where everybody is asked."""

    concept_id: int
    code: str
    text: str
    kind: str
    answers: tuple[Answer, ...]
    terms: Terms  # log odds of a higher place on the scale, or units of the number, per trait
    amount: Amount | None
    second: float  # share of people who, with `one`, choose a second answer as well
    after: tuple[str, ...]
    left_out: Mapping[int, float]  # SKIP, PREFER_NOT, DONT_KNOW -> share
    versions: tuple[str, ...]
    topic: str | None


@dataclass(frozen=True)
class Module:
    """A survey module, who takes it and when."""

    concept_id: int
    code: str
    name: str
    share: float  # of all participants
    terms: Terms  # log odds of taking it, per trait
    delay_days: float  # mean time after joining
    since: date
    versions: Mapping[str, date]  # number -> first day, in order
    topics: Mapping[str, tuple[int, str]]  # id -> concept id, name
    questions: tuple[Question, ...]


def read_modules() -> tuple[Module, ...]:
    """Read every module. Raises InputError that names the file and the question."""
    scales = read_toml("surveys/scales.toml")
    modules = tuple(_module(name, scales) for name in MODULES)
    questions = [question for module in modules for question in module.questions]
    codes = [question.code for question in questions]
    codes += [answer.code for question in questions for answer in own_answers(question)]
    ids = [question.concept_id for question in questions]
    ids += [answer.concept_id for question in questions for answer in own_answers(question)]
    for twice in {code for code in codes if codes.count(code) > 1}:
        raise InputError(f"{twice} is there twice", "data/demo/surveys", "Give each its own code")
    for number in {number for number in ids if ids.count(number) > 1}:
        raise InputError(f"{number} is there twice", "data/demo/surveys", "Give each its own id")
    return modules


def own_answers(question: Question) -> tuple[Answer, ...]:
    """Return the answers that no other question shares: those not of a scale of scales.toml."""
    return tuple(a for a in question.answers if a.code.startswith(f"{question.code}_"))


def _module(name: str, scales: Mapping[str, Any]) -> Module:
    table = read_toml(f"surveys/{name}.toml")
    file = f"data/demo/surveys/{name}.toml"
    versions = {version["number"]: version["since"] for version in table["versions"]}
    topics = {
        topic["id"]: (topic["concept_id"], topic["name"]) for topic in table.get("topics", [])
    }
    questions = tuple(
        _question(question, scales, tuple(versions), table["left_out"], file)
        for question in table["questions"]
    )
    _check_order(questions, topics, file)
    return Module(
        concept_id=table["concept_id"],
        code=table["code"],
        name=table["name"],
        share=table["share"],
        terms=table["terms"],
        delay_days=table["delay_days"],
        since=table["versions"][0]["since"],
        versions=versions,
        topics=topics,
        questions=questions,
    )


def _question(
    table: Mapping[str, Any],
    scales: Mapping[str, Any],
    versions: tuple[str, ...],
    left_out: Mapping[str, float],
    file: str,
) -> Question:
    local = FIRST_QUESTION_ID + 100 * table["number"]
    left = {**left_out, **table.get("left_out", {})}
    question = Question(
        concept_id=table.get("id", local),
        code=table["code"],
        text=table["text"],
        kind=table["kind"],
        answers=_answers(table, scales, local),
        terms=table.get("terms", {}),
        amount=Amount(**table["amount"]) if "amount" in table else None,
        second=float(table.get("second", 0.0)),
        after=tuple(table.get("after", ())),
        left_out={
            SKIP: left["skip"], PREFER_NOT: left["prefer_not"], DONT_KNOW: left["dont_know"]
        },
        versions=tuple(table.get("versions", versions)),
        topic=table.get("topic"),
    )  # fmt: skip
    _check(question, versions, file)
    return question


def _answers(table: Mapping[str, Any], scales: Mapping[str, Any], local: int) -> tuple[Answer, ...]:
    if "scale" in table:
        rows = [
            {**row, "share": share}
            for row, share in zip(scales[table["scale"]], table["shares"], strict=True)
        ]
        prefix = ""
    else:
        rows, prefix = table.get("answers", []), f"{table['code']}_"
    return tuple(
        Answer(
            concept_id=row.get("id", local + place),
            code=prefix + row["code"],
            text=row["text"],
            share=float(row["share"]),
            terms=row.get("terms", {}),
            alone=row.get("alone", False),
        )
        for place, row in enumerate(rows, start=1)
    )


def _check(question: Question, versions: tuple[str, ...], file: str) -> None:
    shares = sum(answer.share for answer in question.answers)
    wrong = None
    if question.kind not in KINDS:
        wrong = f"is of no known kind: {', '.join(KINDS)}"
    elif question.kind in ("one", "scale") and abs(shares - 1) > 1e-9:
        wrong = f"has shares that sum to {shares:.4f}, not 1"
    elif (question.kind == "number") != (question.amount is not None):
        wrong = "needs an amount if it is a number, and only then"
    elif question.kind != "number" and not 2 <= len(question.answers) <= 99:
        wrong = "needs at least two answers"
    elif not set(question.versions) <= set(versions):
        wrong = "is of a version that the module does not have"
    if wrong:
        raise InputError(f"question {question.code} {wrong}", file, "Correct it there")


def _check_order(questions: tuple[Question, ...], topics: Mapping[str, object], file: str) -> None:
    """A question that hangs on answers stands after theirs, in the same versions of the module."""
    versions_of: dict[str, set[str]] = {}
    for question in questions:
        for code in question.after:
            if not set(question.versions) <= versions_of.get(code, set()):
                what = f"question {question.code} comes after {code}, which was not asked before"
                raise InputError(what, file, "Put it after the question with that answer")
        if question.topic is not None and question.topic not in topics:
            what = f"question {question.code} is of topic {question.topic}, which is not there"
            raise InputError(what, file, "Add the topic")
        for answer in own_answers(question):
            versions_of[answer.code] = set(question.versions)
