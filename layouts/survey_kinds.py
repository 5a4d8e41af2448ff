"""What a subject is called in one word; in surveys there are three kinds of them."""

from collections.abc import Sequence

from layouts.text import Catalogue


def kind_of(domain: str, concept_id: int, page: Sequence[int], text: Catalogue) -> str:
    """A word for a subject: that of its domain, or module, question or answer of a survey.

    ``page`` holds the ids in the address of the page where it stands.
    """
    if domain != "survey":
        return text(f"domain.{domain}.one")
    if page[-1] != concept_id:
        return text("survey.answer")
    return text("survey.module" if len(page) == 1 else "survey.question")
