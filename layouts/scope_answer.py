"""The answer to a question about the size of a group, how it was worked out, and its neighbours."""

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.exhibit_scope import answer_exhibit, answer_notes, beside_exhibit, difference
from layouts.figure import bar
from layouts.figure_tools import exhibit_tools
from layouts.page import Visit
from layouts.scope_address import MOST_ASKED, Asked, Scope, scope_href
from layouts.scope_facts import ScopeFacts, Sized, Step
from layouts.scope_table import Row, stacked_table
from layouts.scope_words import answer_words, called, limits, question_words
from suppression.bands import Withheld
from suppression.shares import Sum


def answer(sized: Sized, facts: ScopeFacts, visit: Visit) -> Component:
    """The number, as a sentence and as a bar beside all participants."""
    text = visit.text
    counted, everyone = sized.counted, facts.participants
    of_all = text(
        "scope.of_all",
        share=formatting.share(sized.share, text),
        everyone=formatting.count(everyone, text),
    )
    return html.Section(
        [
            html.H2(answer_words(sized, text), id="answer"),
            html.P(question_words(sized, text), className="known-as"),
            html.Div(bar(counted.low, counted.high, everyone.high), className="scope-bar"),
            html.P(of_all, className="reading"),
            *(html.P(words) for words in answer_notes(sized, facts, text)),
            exhibit_tools(answer_exhibit(sized, facts, visit), visit),
        ],
        className="figure answer",
        **{"aria-labelledby": "answer"},
    )


def derivation(sized: Sized, facts: ScopeFacts, visit: Visit) -> Component:
    """The published counts that were used, and what follows from them."""
    text = visit.text
    rows = [_step(one, visit) for one in sized.steps]
    heads = [text("scope.steps.what"), text("scope.steps.groups"), text("figure.participants")]
    return html.Section(
        [
            html.H2(text("scope.steps.title"), id="steps"),
            stacked_table(text("scope.steps.caption"), heads, rows),
            *_conclusions(sized, visit),
        ],
        **{"aria-labelledby": "steps"},
    )


def _step(step: Step, visit: Visit) -> Row:
    text = visit.text
    names = [called(one, text) for one in step.things]
    words = text(f"scope.steps.{step.kind}", things=text("scope.and").join(names))
    groups = text("scope.in_and").join(step.groups) if step.groups else text("scope.steps.all")
    return words, (groups, limits(step.counted, text))


def _conclusions(sized: Sized, visit: Visit) -> list[Component]:
    text = visit.text
    if sized.published:
        return [html.P(text(f"scope.steps.{_how_published(sized, visit)}"))]
    simple = text("scope.steps.simple", limits=limits(sized.simple, text))
    used = formatting.number(sized.used, text.language)
    found = text("scope.steps.programme", used=used, limits=limits(sized.counted, text))
    narrower = sized.counted != sized.simple
    return [
        html.P(simple),
        html.P(found if narrower else text("scope.steps.no_narrower", used=used)),
        html.P(text("scope.steps.no_guess")),
    ]


def _how_published(sized: Sized, visit: Visit) -> str:
    """What a published number is: a range, exact, withheld, or that of carriers."""
    if isinstance(sized.counted, Sum):
        return "carriers"
    if isinstance(sized.counted, Withheld):
        return "withheld"
    return "exact" if visit.release.exact else "published"


def side_by_side(facts: ScopeFacts, visit: Visit, *, asking: bool = True) -> Component | None:
    """All questions in one table, on one scale; while ``asking``, links take one up or leave it
    out, and lead to a further one."""
    text = visit.text
    keep = _keep(facts, visit) if asking else None
    if not facts.beside:
        return keep
    everything = facts.sized
    longest = max(one.counted.high for one in everything)
    heads = [text("scope.beside.question"), text("figure.participants"), text("scope.beside.share")]
    table = html.Table(
        [
            html.Caption(text("scope.beside.caption")),
            html.Thead(html.Tr([html.Th(one, scope="col") for one in heads])),
            html.Tbody([_question(one, longest, facts, visit, asking) for one in everything]),
        ],
        className="bars questions",
        style={"--room": "0ch"},
    )
    return html.Section(
        [
            html.H2(text("scope.beside.title"), id="beside"),
            html.Div(table, className="scroll"),
            html.P(difference(facts, text), className="finding"),
            exhibit_tools(beside_exhibit(facts, visit), visit),
            keep,
        ],
        **{"aria-labelledby": "beside"},
    )


def _question(one: Sized, longest: int, facts: ScopeFacts, visit: Visit, asking: bool) -> Component:
    text, scope = visit.text, facts.scope
    words: list[object] = [question_words(one, text)]
    if one is facts.at_hand:
        words.append(html.Small(text("scope.beside.at_hand")))
    elif asking:
        taken = Scope(one.asked, _others(facts, one.asked), scope.settings)
        left = Scope(scope.asked, _without(scope, one.asked), scope.settings)
        links = [
            html.A(text("scope.beside.open"), href=scope_href(visit.address, taken)),
            html.A(text("scope.form.remove"), href=scope_href(visit.address, left)),
        ]
        words.append(html.Small([links[0], " · ", links[1]]))
    number = html.Span(limits(one.counted, text), className="value")
    drawn = bar(one.counted.low, one.counted.high, longest)
    return html.Tr(
        [
            html.Th(words, scope="row"),
            html.Td([number, drawn], className="measured"),
            html.Td(formatting.share(one.share, text), className="other"),
        ]
    )


def _others(facts: ScopeFacts, taken: Asked) -> tuple[Asked, ...]:
    """What stands beside a question once it is taken up."""
    mine = (facts.scope.asked,) if facts.at_hand else ()
    return (*mine, *_without(facts.scope, taken))


def _without(scope: Scope, asked: Asked) -> tuple[Asked, ...]:
    return tuple(one for one in scope.also if one != asked)


def _keep(facts: ScopeFacts, visit: Visit) -> Component | None:
    """The link that keeps the question at hand and starts another one."""
    scope = facts.scope
    if facts.at_hand is None or len(scope.also) >= MOST_ASKED - 1 or scope.asked in scope.also:
        return None
    kept = Scope(Asked(), (*scope.also, scope.asked), scope.settings)
    link = html.A(visit.text("scope.beside.keep"), href=scope_href(visit.address, kept))
    return html.P(link, className="download")
