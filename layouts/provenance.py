"""Where the numbers of a figure come from: the release, or a work that printed them."""

from layouts.exhibit import Exhibit
from layouts.page import Visit


def source_words(exhibit: Exhibit, visit: Visit) -> str:
    """The source in a sentence."""
    text, release = visit.text, visit.release
    if exhibit.printed is not None:
        return text("cite.source_printed", work=exhibit.printed.citation)
    return text("cite.source", release=text.label(release.title), version=release.id)


def about_numbers(exhibit: Exhibit, visit: Visit) -> tuple[str, ...]:
    """What every copy of a figure must say of its numbers: rule for small counts, real or not."""
    if exhibit.printed is not None:
        apart = "apart_synthetic" if visit.release.synthetic else "apart"
        return (visit.text(f"diversity.published.{apart}"),)
    synthetic = (visit.text("site.synthetic"),) if visit.release.synthetic else ()
    return (visit.rule_for_small_counts, *synthetic)


def invented(exhibit: Exhibit, visit: Visit) -> bool:
    """Whether the people who are counted were made up."""
    return visit.release.synthetic and exhibit.printed is None
