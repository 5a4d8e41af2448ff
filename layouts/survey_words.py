"""Sentences around words of the release: questions and answers stay in the release's language."""

import re

from dash.development.base_component import Component

from layouts.page import Visit
from layouts.surveys import Reply

Words = list[Component | str]
_MARK = "\x00"


def words(key: str, visit: Visit, released: dict[str, str], **filled: object) -> Words:
    """The sentence of a key, in which the values of ``released`` are words of the release."""
    marked = {name: f"{_MARK}{name}{_MARK}" for name in released}
    sentence = visit.text(key, **marked, **filled)
    pieces = re.split(f"{_MARK}(.*?){_MARK}", sentence)
    return [
        visit.in_release_language(released[piece]) if place % 2 else piece
        for place, piece in enumerate(pieces)
        if piece
    ]


def reply_name(reply: Reply, visit: Visit) -> Component | str:
    """What an answer is called: ours for what is no answer to the question, else the release's."""
    if reply.real:
        return visit.in_release_language(reply.name)
    return visit.text(f"survey.kind.{reply.kind}")
