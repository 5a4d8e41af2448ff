"""The sentences about a question and its answer, shared by page and report."""

from dash import html
from dash.development.base_component import Component

from layouts import formatting
from layouts.address import concept_href
from layouts.page import Visit
from layouts.scope_facts import Named, Sized
from layouts.text import Catalogue
from suppression.bands import Count, Withheld
from suppression.shares import Sum


def called(thing: Named, text: Catalogue) -> str:
    """A thing as it is called in a sentence; an answer with its question."""
    if thing.asked:
        return text("scope.answered", question=thing.asked, answer=thing.name)
    if thing.concept is None:
        return text("scope.carriers", variant=thing.name)
    return thing.name


def question_words(sized: Sized, text: Catalogue) -> str:
    """The question in one line."""
    things = text("scope.and").join(called(one, text) for one in sized.things)
    groups = text("scope.in_and").join(one.chosen_label for one in sized.groups)
    kind = "with_in" if things and groups else "with" if things else "in"
    return text(f"scope.question.{kind}", things=things, groups=groups)


def limits(counted: Count | Sum, text: Catalogue) -> str:
    """A count, or its limits: "1,241–1,260", "563 to 1,540", "340 or fewer"."""
    if not isinstance(counted, Sum):
        return formatting.count(counted, text)
    high = formatting.number(counted.high, text.language)
    if counted.low == 0:
        return text("count.small", high=high)
    if counted.low == counted.high:
        return high
    low = formatting.number(counted.low, text.language)
    return text("scope.limits", low=low, high=high)


def answer_words(sized: Sized, text: Catalogue) -> str:
    """The answer as a sentence."""
    counted = sized.counted
    if sized.never:
        return text("scope.answer.never")
    if isinstance(counted, Withheld):
        return text("scope.answer.withheld")
    if not isinstance(counted, Sum):
        return text("scope.answer.published", count=formatting.count(counted, text))
    if counted.low == counted.high:
        return text("scope.answer.published", count=formatting.people(counted, text))
    high = formatting.number(counted.high, text.language)
    if counted.low == 0:
        return text("scope.answer.at_most", high=high)
    low = formatting.number(counted.low, text.language)
    return text("scope.answer.limits", low=low, high=high)


def thing_link(thing: Named, visit: Visit) -> Component:
    """A thing as a link to its page."""
    address = visit.address
    if thing.concept is None:
        href = address.to(f"/variants/{thing.thing.id}").href
        return html.A(thing.name, href=href)
    one = thing.concept
    href = concept_href(address, one.domain, one.concept_id, one.page)
    name = thing.name if thing.translated else visit.in_release_language(thing.name)
    return html.A(name, href=href)
