"""Pages of surveys say what bands allow of the answers, and where each question leads."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from browser.rendering import render
from browser.surveys import shares_of
from layouts.cells import Cell
from layouts.page import Visit
from layouts.survey_findings import answer_finding, group_finding
from layouts.survey_module import module_page
from layouts.survey_question import AnswersBy, QuestionPageFacts, question_page
from layouts.surveys import Asked, ModuleFacts, QuestionFacts, Reply, SurveysFacts, surveys_page
from layouts.text import catalogue
from suppression.bands import Count
from suppression.shares import Share
from tests.layouts.conftest import count

SMOKE = Asked(1, 10, "Do you smoke?")
MANY = Asked(1, 20, "How many a day?")


def question(
    answers: Sequence[tuple[str, str, tuple[int, int]]],
    asked: tuple[int, int] = (981, 1000),
    *,
    several: bool = False,
    first_id: int = 100,
) -> QuestionFacts:
    """A question and its answers as (name, kind, band)."""
    counts: list[Count] = [count(*band) for _, _, band in answers]
    shares = shares_of(counts, count(*asked), not several)
    replies = tuple(
        Reply(first_id + place, name, kind, counts[place], shares[place], ())
        for place, (name, kind, _) in enumerate(answers)
    )
    return QuestionFacts(SMOKE, count(*asked), replies, several, not several, None)


def said(found: QuestionFacts, visit: Visit) -> str:
    return "".join(map(render, answer_finding(found, visit)))


@pytest.fixture
def english(visit: Visit) -> Visit:
    return replace(visit, text=catalogue("en"))


# ------------------------------------------------------------------ findings


@pytest.mark.parametrize(
    ("yes", "no", "words"),
    [
        ((581, 600), (381, 400), "About 6 in 10 answered “Yes”."),
        ((381, 400), (581, 600), "About 6 in 10 answered “No”."),
        ((961, 980), (0, 20), "Nearly all answered “Yes” (97–100\u00a0%)."),
        ((481, 500), (461, 480), "About half answered “Yes”."),
        ((621, 640), (341, 360), "Most frequent answer: “Yes” (63–66\u00a0%)."),  # 6 or 7 in 10
        ((641, 660), (321, 340), "About 7 in 10 answered “Yes”."),  # at least 641 of 981
        ((481, 500), (481, 500), "No answer is clearly the most frequent."),
        ((0, 20), (0, 20), "Too few answers to compare."),
    ],
)
def test_a_finding_goes_as_far_as_the_bands(
    yes: tuple[int, int], no: tuple[int, int], words: str, english: Visit
) -> None:
    assert said(question([("Yes", "answer", yes), ("No", "answer", no)]), english) == words


def test_an_answer_of_fewer_than_half_is_called_the_most_frequent(english: Visit) -> None:
    answers = [
        ("A", "answer", (441, 460)), ("B", "answer", (361, 380)), ("C", "answer", (161, 180)),
    ]  # fmt: skip
    assert said(question(answers), english) == "Most frequent answer: “A” (44–47\u00a0%)."


def test_two_answers_may_lead_together(english: Visit) -> None:
    answers = [
        ("A", "answer", (401, 420)), ("B", "answer", (401, 420)), ("C", "answer", (161, 180)),
    ]  # fmt: skip
    assert said(question(answers), english) == "Most frequent answers: “A” and “B”."


def test_skipping_is_never_the_most_frequent_answer(english: Visit) -> None:
    answers = [("Yes", "answer", (201, 220)), ("Skip", "skip", (761, 780))]
    assert said(question(answers), english) == "Most frequent answer: “Yes” (20–23\u00a0%)."


def test_of_several_answers_one_is_chosen(english: Visit) -> None:
    answers = [("Running", "answer", (781, 800)), ("Ball games", "answer", (681, 700))]
    assert said(question(answers, several=True), english) == "About 8 in 10 chose “Running”."


def test_a_question_without_answers_says_so(english: Visit) -> None:
    assert said(question([]), english) == "Its answers cannot be published safely."


def test_shares_are_narrower_where_the_answers_add_up() -> None:
    parts = [count(41, 60), count(41, 60)]
    (alone, _), (together, _) = (shares_of(parts, count(81, 100), one) for one in (False, True))
    assert alone is not None
    assert together is not None
    assert together.high - together.low < alone.high - alone.low


def group(name: str, low: float, high: float) -> Cell:
    return Cell((name.lower(),), (name,), count(981, 1000), Share(low, high))


def test_groups_differ_only_where_their_ranges_do_not_meet(english: Visit) -> None:
    replies = question([("Yes", "answer", (581, 600)), ("No", "answer", (381, 400))]).answers
    alike = [group("Women", 0.5, 0.6), group("Men", 0.55, 0.65)]
    apart = [group("Women", 0.3, 0.32), group("Men", 0.4, 0.42)]
    found = "".join(map(str, group_finding(replies, [alike, apart], "sex", "Sex", english)))
    assert found == "“No”: 40–42\u00a0% (Men), 30–32\u00a0% (Women)"
    ages = "".join(map(str, group_finding(replies, [alike, apart], "age", "Age", english)))
    assert ages == "“No”: 40–42\u00a0% at ages Men, 30–32\u00a0% at ages Women"
    none = "".join(map(str, group_finding(replies, [alike, alike], "sex", "Sex", english)))
    assert none == "Sex: no clear difference between groups"


def test_who_did_not_say_makes_no_finding(english: Visit) -> None:
    replies = question([("Yes", "answer", (581, 600))]).answers
    unsaid = replace(group("Not said", 0.8, 0.9), groups=("not_reported",))
    found = group_finding(replies, [[group("Women", 0.3, 0.32), unsaid]], "sex", "Sex", english)
    assert found == ["Sex: no clear difference between groups"]


# ------------------------------------------------------------------ pages


def facts(found: QuestionFacts, shown: AnswersBy | None = None) -> QuestionPageFacts:
    cuts = (shown,) if shown else ()
    return QuestionPageFacts(
        "Daily life", count(981, 1000), Share(0.98, 1.0), found, cuts, shown, threshold=20
    )


def whole(page: object) -> str:
    return render(page.fixed) + render(page.live)  # type: ignore[attr-defined]


def test_what_is_no_answer_stands_apart_below_the_answers(visit: Visit) -> None:
    kinds = ("prefer_not", "skip", "dont_know", "other")
    answers = [("Yes", "answer", (581, 600)), *((kind, kind, (21, 40)) for kind in kinds)]
    shown = whole(question_page(facts(question(answers)), visit))
    places = [shown.index(visit.text(f"survey.kind.{kind}")) for kind in kinds]
    assert min(places) > shown.index(visit.text("survey.apart"))
    assert visit.text("survey.note.other", threshold=20) in shown


def test_several_answers_are_explained_in_place(visit: Visit) -> None:
    answers = [("Running", "answer", (781, 800)), ("Ball games", "answer", (681, 700))]
    several = whole(question_page(facts(question(answers, several=True)), visit))
    single = whole(question_page(facts(question(answers)), visit))
    words = visit.text("survey.note.several")
    assert words in several
    assert words not in single
    assert visit.text("survey.note.one") in single


def test_a_question_that_lost_an_answer_says_so(visit: Visit) -> None:
    lost = replace(question([("No", "answer", (581, 600))]), adds_up=False)
    assert visit.text("survey.note.one_unlisted") in whole(question_page(facts(lost), visit))
    module = ModuleFacts(1, "Daily life", count(981, 1000), None, (lost,), (), 20)
    assert visit.text("survey.unlisted") in whole(module_page(module, visit))


def nested() -> tuple[QuestionFacts, QuestionFacts]:
    smoke = question([("Yes", "answer", (581, 600)), ("No", "answer", (381, 400))])
    yes, no = smoke.answers
    yes = replace(yes, leads_to=(MANY,))
    many = question([("Few", "answer", (581, 600))], (581, 600), first_id=200)
    return (
        replace(smoke, answers=(yes, no)),
        replace(many, asked_as=MANY, led_by=(SMOKE, yes)),
    )


def test_a_nested_question_stands_below_the_answer_that_leads_to_it(visit: Visit) -> None:
    smoke, many = nested()
    module = ModuleFacts(1, "Daily life", count(981, 1000), None, (smoke, many), (), 20)
    shown = whole(module_page(module, visit))
    led = shown.index('class="led"')
    assert shown.index("Do you smoke?") < led < shown.index("How many a day?")
    assert shown.count('id="c20"') == 1


def test_ways_lead_down_and_up(visit: Visit) -> None:
    smoke, many = nested()
    language = "?lang=es" if visit.text.language == "es" else ""
    assert f'href="/surveys/1/20{language}"' in whole(question_page(facts(smoke), visit))
    assert f'href="/surveys/1/10{language}#c100"' in whole(question_page(facts(many), visit))
    assert 'id="c100"' in whole(question_page(facts(smoke), visit))


def test_a_module_of_which_nobody_may_know_the_size_says_withheld(visit: Visit) -> None:
    module = ModuleFacts(1, "Drugs", None, None, (nested()[0],), (), 20)
    modules = SurveysFacts(count(981, 1000), count(981, 1000), (module,), 20)
    assert visit.text("count.withheld") in whole(surveys_page(modules, visit))
    one = visit.text("survey.questions.one")
    assert visit.text("survey.module_lead_withheld", questions=one) in whole(
        module_page(module, visit)
    )


def test_words_of_the_release_say_their_language(visit: Visit) -> None:
    shown = whole(question_page(facts(nested()[0]), visit))
    marked = '<span lang="en">Yes</span>'
    assert (marked in shown) == (visit.text.language == "es")


def test_a_table_by_groups_names_the_group_in_every_cell(visit: Visit) -> None:
    smoke, _ = nested()
    row = (group("Women", 0.3, 0.32), group("Men", 0.4, 0.42))
    by = AnswersBy("sex", ("Sex",), row, (row, row))
    shown = whole(question_page(facts(smoke, by), visit))
    assert shown.count('data-label="Women"') == 3  # those asked, and two answers
    assert re.search(
        '<option[^>]*value="sex"[^>]*selected|<option[^>]*selected[^>]*value="sex"', shown
    )
    assert 'data-empty="sex"' in shown
