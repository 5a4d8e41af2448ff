"""Citations and pictures whatever a title holds: marks of TeX and XML, line breaks, long words."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from browser.cite.svg import svg
from browser.cite.type_faces import width_of
from layouts.address import Address
from layouts.citation import FORMATS, citation_of, permanent_address, written
from layouts.embed import embed_snippet
from layouts.exhibit import Exhibit, Row
from layouts.figure_picture import draw
from layouts.page import ReleaseFacts, Visit
from layouts.picture import Words, broken
from layouts.text import catalogue
from suppression.shares import share
from tests.layouts.conftest import count

RELEASE = ReleaseFacts(
    id="test-2025-10-01",
    title={"en": "Cohort of the tests", "es": "Cohorte de las pruebas"},
    created="2025-11-26T10:00:00Z",
    cutoff_date="2025-10-01",
    synthetic=True,
    current=True,
    domains=("condition",),
)
ADDRESS = "https://example.org/figures/conditions/12/by-sex?release=test-2025-10-01"
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=60)


def visit(language: str = "en") -> Visit:
    address = Address("/conditions/12", language=language)
    return Visit(address, catalogue(language), RELEASE, origin="https://example.org")


def exhibit(subject: str = "Asthma", title: str = "More women than men") -> Exhibit:
    women, men = count(141, 160), count(0, 20)
    return Exhibit(
        id="by-sex",
        path="/conditions/12",
        title=title,
        subject=subject,
        grouping="Sex",
        cut="sex",
        heads=("Sex", "Participants", "Share of each group"),
        rows=(
            Row("Women", ("female",), women, share(women, count(981, 1000))),
            Row("Men", ("male",), men, None),
        ),
    )


def test_apa_names_release_version_date_kind_and_address() -> None:
    said = written(citation_of(exhibit(), visit()), "apa", visit())
    assert said == (
        "Cohort of the tests. (2025). Asthma · Sex: More women than men [Figure, synthetic data]. "
        f"Cohort Browser, release test-2025-10-01, data to 1 October 2025. {ADDRESS}"
    )


def test_ris_is_one_record_of_tags() -> None:
    lines = written(citation_of(exhibit(), visit()), "ris", visit()).split("\r\n")
    assert lines[0] == "TY  - DATA"
    assert lines[-2:] == ["ER  - ", ""]
    assert "TI  - Asthma · Sex: More women than men" in lines
    assert "DA  - 2025/11/26" in lines
    assert f"UR  - {ADDRESS}" in lines


def test_every_form_says_whether_anybody_is_real_and_how_small_counts_read() -> None:
    for form in ("bibtex", "ris", "plain"):
        said = written(citation_of(exhibit(), visit()), form, visit())
        assert "synthetic" in said
        assert "20 or fewer" in said
        assert "test-2025-10-01" in said


@given(TEXTS, TEXTS)
def test_bibtex_is_balanced_and_ris_has_one_line_per_tag_whatever_a_title_holds(
    subject: str, title: str
) -> None:
    one = citation_of(exhibit(subject, title), visit())
    bibtex = written(one, "bibtex", visit())
    depth = 0
    for place, mark in enumerate(bibtex):
        escaped = bibtex[place - 1 : place] == "\\"
        depth += {"{": 1, "}": -1}.get(mark, 0) if not escaped else 0
        assert depth >= 0
    assert depth == 0
    ris = written(one, "ris", visit()).split("\r\n")
    assert len(ris) == 14
    assert all(line[2:6] == "  - " for line in ris[:-1])


@given(TEXTS, TEXTS)
def test_a_picture_is_well_formed_whatever_a_title_holds(subject: str, title: str) -> None:
    picture = draw(exhibit(subject, title), visit(), width_of)
    ElementTree.fromstring(svg(picture))  # noqa: S314 - our own
    for mark in picture.marks:
        if isinstance(mark, Words):
            assert mark.x + width_of(mark.text, mark.size, mark.bold) <= picture.width


@given(TEXTS, st.integers(40, 900), st.booleans())
def test_broken_lines_fit_and_lose_nothing(words: str, width: int, bold: bool) -> None:
    lines = broken(words, 16, bold, width, width_of)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    for line in lines:
        assert len(line) == 1 or width_of(line, 16, bold) <= width


def test_the_snippet_for_other_pages_is_safe_html() -> None:
    said = embed_snippet(exhibit('"><script>alert(1)</script>'), visit())
    assert "<script>" not in said
    assert said.count('"') == 12  # two for each of six attributes
    assert "/embed/conditions/12/by-sex?release=test-2025-10-01" in said


def test_forms_do_not_depend_on_the_day_or_the_order_asked_in() -> None:
    one = citation_of(exhibit(), visit("es"))
    assert [written(one, form, visit("es")) for form in FORMATS] == [
        written(one, form, visit("es")) for form in FORMATS
    ]
    assert permanent_address(exhibit(), visit("es")).endswith("release=test-2025-10-01&lang=es")
