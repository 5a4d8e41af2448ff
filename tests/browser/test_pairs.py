"""The pairs of a concept: its page and its CSV say the same, both from bands."""

import csv
import io
from dataclasses import replace

import pyarrow as pa
import pytest
from flask.testing import FlaskClient

from aggregates.release import Concept, Release
from browser.application import create_app
from browser.figures import telling_share
from browser.pairs import pairs_of, telling_codes
from layouts import formatting
from layouts.text import catalogue
from suppression.lift import lift

TEXT = catalogue("en")
TOGETHER = {"other": (41, 60), "drug": (101, 120)}


@pytest.fixture(scope="module")
def partners(release: Release, concept: Concept) -> dict[str, Concept]:
    """A condition and a drug that the release lists."""
    conditions = release.concepts("condition")
    other = next(one for one in conditions if one.concept_id != concept.concept_id)
    return {"other": other, "drug": release.concepts("drug")[0]}


@pytest.fixture(scope="module")
def paired(release: Release, concept: Concept, partners: dict[str, Concept]) -> Release:
    """The release of the tests with two pairs of one condition, each in its fixed order."""
    rows = []
    for name, partner in partners.items():
        ends = sorted((one.domain, one.concept_id) for one in (concept, partner))
        low, high = TOGETHER[name]
        rows.append((*ends[0], *ends[1], low, high))
    names = ["domain_a", "concept_a", "domain_b", "concept_b", "low", "high"]
    table = pa.table([pa.array(column) for column in zip(*rows, strict=True)], names=names)
    return Release(
        release.folder,
        release.about,
        release.policy,
        release.dimensions,
        release.tables,
        {**release._parts, "pairs": table},
        release._bins,
    )


@pytest.fixture(scope="module")
def client(paired: Release) -> FlaskClient:
    return create_app([paired]).server.test_client()  # type: ignore[no-any-return]


def test_companions_of_one_name_are_told_apart_by_their_codes(concept: Concept) -> None:
    """ATC calls M04 and the only group below it, M04A, by the same words."""
    group = replace(concept, domain="drug", concept_id=1, name="Antigout preparations", code="M04")
    below = replace(group, concept_id=2, name="Antigout Preparations", code="M04A")
    other = replace(group, concept_id=3, name="Analgesics", code="N02")
    condition = replace(group, domain="condition", concept_id=1)
    assert telling_codes([group, below, other, condition]) == {
        ("drug", 1): "M04",
        ("drug", 2): "M04A",
    }


def test_a_pair_is_found_from_both_its_ends(
    paired: Release, concept: Concept, partners: dict[str, Concept]
) -> None:
    found = paired.pairs("condition", concept.concept_id)
    assert [pair.concept for pair in found] == [partners["drug"], partners["other"]]
    (back,) = paired.pairs("drug", partners["drug"].concept_id)
    assert back.concept == concept
    assert (back.participants.low, back.participants.high) == TOGETHER["drug"]


def test_a_release_without_pairs_has_none(release: Release, concept: Concept) -> None:
    bare = Release(
        release.folder,
        release.about,
        release.policy,
        release.dimensions,
        release.tables,
        {name: part for name, part in release._parts.items() if name != "pairs"},
        release._bins,
    )
    assert bare.pairs("condition", concept.concept_id) == ()
    assert pairs_of(bare, concept).companions == ()


def test_shares_and_lifts_come_from_bands(
    paired: Release, concept: Concept, partners: dict[str, Concept]
) -> None:
    condition, drug = pairs_of(paired, concept).companions
    assert (condition.domain, drug.domain) == ("condition", "drug")
    other = partners["drug"].participants
    assert drug.share == telling_share(drug.together, concept.participants)
    assert drug.lift == lift(drug.together, concept.participants, other, paired.participants)


def test_the_page_and_the_file_say_the_same(
    client: FlaskClient, paired: Release, concept: Concept
) -> None:
    page = client.get(f"/conditions/{concept.concept_id}").get_data(as_text=True)
    answer = client.get(f"/conditions/{concept.concept_id}/pairs.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    companions = pairs_of(paired, concept).companions
    assert [int(row["other_concept_id"]) for row in rows] == [one.concept_id for one in companions]
    for row, one in zip(rows, companions, strict=True):
        assert (int(row["participants_low"]), int(row["participants_high"])) == (
            one.together.low,
            one.together.high,
        )
        assert one.lift is not None
        assert float(row["lift_low"]) == pytest.approx(one.lift.low, abs=1e-4)
        assert formatting.lift(one.lift, TEXT) in page
    assert TEXT("pairs.cause") in page


def test_the_pairs_of_a_concept_that_is_not_listed_are_a_404(client: FlaskClient) -> None:
    assert client.get("/conditions/123/pairs.csv").status_code == 404
