"""Two truths that share every band give the same site, byte for byte.

| people         | condition           | one truth | other truth | band  |
|----------------|---------------------|-----------|-------------|-------|
| women, 60      | atrial fibrillation | 50        | 52          | 41–60 |
| women, 60      | asthma              | 30        | 32          | 21–40 |
| men, 60        | asthma              | 70        | 66          | 61–80 |
| men, 25        | heart failure       | 25        | 23          | 21–40 |
| women, 25      | asthma              | 5         | 4           | 0–20  |
"""

import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from flask.testing import FlaskClient
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aggregates.build import build_release
from aggregates.progress import quiet
from aggregates.release import open_release
from browser.application import create_app
from tests.aggregates.clinic import (
    ARRHYTHMIA,
    ASTHMA,
    FAILURE,
    FIBRILLATION,
    HEART,
    count,
    day,
    write_clinic,
)
from tests.examples import examples

FEMALE, MALE = 8532, 8507
KINDS = (
    (FEMALE, 1960, FIBRILLATION),
    (FEMALE, 1960, ASTHMA),
    (MALE, 1960, ASTHMA),
    (MALE, 1995, FAILURE),
    (FEMALE, 1995, ASTHMA),
)
ABOVE = {HEART: (FIBRILLATION, FAILURE), ARRHYTHMIA: (FIBRILLATION,)}
TRUTHS = ((50, 30, 70, 25, 5), (52, 32, 66, 23, 4))


def clinic(folder: Path, numbers: Sequence[int]) -> Path:
    people = [kind for kind, number in zip(KINDS, numbers, strict=True) for _ in range(number)]
    ids = list(range(1, len(people) + 1))
    folder.mkdir()
    return write_clinic(
        folder,
        person={
            "person_id": ids,
            "gender_concept_id": [sex for sex, _, _ in people],
            "year_of_birth": [born for _, born, _ in people],
            "month_of_birth": [1] * len(people),
            "day_of_birth": [1] * len(people),
            "race_concept_id": [8527] * len(people),
            "ethnicity_concept_id": [0] * len(people),
            "location_id": [1] * len(people),
        },
        condition_occurrence={
            "person_id": ids,
            "condition_concept_id": [condition for _, _, condition in people],
            "condition_start_date": [day("2015-06-30")] * len(people),
        },
    )


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> list[FlaskClient]:
    folder = tmp_path_factory.mktemp("truths")
    return [site(folder / str(place), numbers) for place, numbers in enumerate(TRUTHS)]


def site(folder: Path, numbers: Sequence[int]) -> FlaskClient:
    """The site of a clinic with so many people of each kind."""
    folder.mkdir()
    cohort = clinic(folder / "clinic", numbers)
    assert count(cohort).cohort.tables["total"].tolist() == [sum(numbers)]
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SOURCE_DATE_EPOCH", "1767225600")
        build_release(cohort, folder / "release", None, 1, quiet)
    return create_app([open_release(folder / "release")]).server.test_client()  # type: ignore[no-any-return]


def _stood_for(link: str) -> bool:
    """Files of figures that others stand for where time is short: all are made of one exhibit."""
    of_figure = link.startswith(("/figures/", "/embed/"))
    return of_figure and ("lang=es" in link or re.search(r"\.(png|bib|ris|txt)", link) is not None)


def walked(site: FlaskClient, every: bool = False) -> dict[str, tuple[int, str, bytes]]:
    """Every page and file that links lead to, both languages, each measure, from the home page."""
    answers: dict[str, tuple[int, str, bytes]] = {}
    waiting = ["/", "/search?q=a", "/conditions?measure=share", "/conditions/999", "/no-such-page"]
    waiting += ["/search?q=asthma", "/search?q=hart", "/search?q=heart&domain=condition"]
    waiting += [f"/search/suggest?q={typed}" for typed in ("as", "heart", "failur", "presi%C3%B3n")]
    scope = f"/scope?with=condition.{ASTHMA},condition.{HEART}"
    waiting += ["/scope?q=asthma", scope, scope + "&in.sex=female&in.age=18-29&controls=1"]
    while waiting:
        address = waiting.pop()
        if address in answers:
            continue
        with site.get(address) as answer:
            body = answer.get_data()
        answer.headers.pop("Date", None)  # when it was asked for, by the clock
        answers[address] = (answer.status_code, str(answer.headers), body)
        if answer.mimetype == "text/html":
            links = re.findall(r'href="(/[^"#]*)["#]', body.decode())
            links += re.findall(r"http://localhost(/embed/[^&]*)", body.decode())
            waiting += [
                link.replace("&amp;", "&") for link in links if every or not _stood_for(link)
            ]
            if re.fullmatch(r"/conditions/[0-9]+", address):
                waiting.append(address + "?measure=share")
    return answers


def test_every_page_and_download_is_the_same_for_both_truths(sites: list[FlaskClient]) -> None:
    one, other = (walked(site, every=True) for site in sites)
    assert set(one) == set(other)
    for address, answer in one.items():
        assert answer == other[address], address
    kinds = ("/conditions/200", "/conditions/100.csv", "/conditions.csv", "/privacy?lang=es")
    kinds += ("/diversity", "/diversity?lang=es", "/diversity.csv", "/api/v1/conditions")
    kinds += ("/api/v1/participants", "/api/v1/privacy", "/glossary?lang=es")
    kinds += ("/scope?with=condition.200", "/scope/report?with=condition.200")
    assert any(address.endswith("/files/audit.json") for address in one)
    assert any(address.endswith(".zip") for address in one)
    assert set(kinds) < set(one)
    page = "/figures/conditions/200/by-sex"
    files = (".csv", ".csv-metadata.json", ".svg", ".png", ".bib", ".ris", ".txt")
    assert {f"{page}{end}" for end in ("", *files)} <= {address.split("?")[0] for address in one}
    assert any(address.startswith("/embed/") for address in one)
    assert len(one) > 300


def bands(numbers: Sequence[int]) -> list[int]:
    """The upper ends of the bands of everything that is counted of so many people of each kind."""
    sums: Counter[tuple[object, ...]] = Counter()
    for (sex, born, concept), number in zip(KINDS, numbers, strict=True):
        for subject in ("anyone", concept, *(up for up in ABOVE if concept in ABOVE[up])):
            for group in ((), (sex,), (born,), (sex, born)):
                sums[subject, group] += number
    return [-(-sums[key] // 20) for key in sorted(sums, key=str)]


def twin(numbers: Sequence[int], random: np.random.Generator) -> list[int] | None:
    """Other numbers of people that share every band, if a few tries find any."""
    for _ in range(400):
        other = [max(int(number + random.integers(-4, 5)), 0) for number in numbers]
        if other != list(numbers) and bands(other) == bands(numbers):
            return other
    return None


@settings(max_examples=examples(6), deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_any_two_truths_with_the_same_bands_give_the_same_site(seed: int) -> None:
    random = np.random.default_rng(seed)
    numbers = [int(number) for number in random.integers(1, 130, len(KINDS))]
    other = twin(numbers, random)
    assume(other is not None)
    assert other is not None
    with tempfile.TemporaryDirectory() as folder:
        one, two = (
            walked(site(Path(folder) / str(place), truth))
            for place, truth in enumerate((numbers, other))
        )
        assert one == two  # pages, exports, answers, their order, their sizes, their headers


def test_truths_whose_bands_differ_give_another_site(tmp_path: Path) -> None:
    one = walked(site(tmp_path / "one", TRUTHS[0]))
    assert one != walked(site(tmp_path / "other", [50, 30, 90, 25, 5]))


def test_dash_is_given_the_same_for_both_truths(sites: list[FlaskClient]) -> None:
    asked = {
        "output": "page.children",
        "outputs": {"id": "page", "property": "children"},
        "changedPropIds": ["url.search"],
        "inputs": [
            {"id": "url", "property": "pathname", "value": f"/conditions/{ASTHMA}"},
            {"id": "url", "property": "search", "value": "?measure=share"},
        ],
    }
    one, other = (site.post("/_dash-update-component", json=asked).get_data() for site in sites)
    assert b"Asthma" in one
    assert one == other
