"""A fuzzer reads the OpenAPI document and tries to get an answer that it does not promise.

Few requests here; ``EXAMPLES_TIMES=20`` makes them more than 5,000.
"""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from aggregates.release import Release, open_release
from browser.application import create_app
from layouts.address import COMPARED
from tests.browser.variant_releases import genomes
from tests.examples import examples

__all__ = ["genomes"]  # a fixture
OLD = "ward-2020-10-01"
PLAIN = {"Accept-Encoding": "identity"}
# Parameters whose values mean something only in a release: the key of a row, a consequence that
# occurs, a place on a chromosome. The schema cannot tell a good one from a bad one: 400 is right.
OF_A_RELEASE = {"after", "consequence", "clinvar", "group", "from", "to", "region", "variant_id"}
OF_A_RELEASE |= {"with", "also", "cut", *COMPARED}  # a concept, a group of it, a shared grouping


@pytest.fixture(scope="module")
def server(release: Release, genomes: Release, later_release: Path) -> Flask:
    """So that everything is served: a health record, variants, and what changed a year on."""
    return create_app([release, genomes, open_release(later_release)]).server


@pytest.fixture(scope="module")
def schema(server: Flask) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", server)


def test_the_document_is_valid_openapi(schema: Any) -> None:
    schema.validate()
    assert schema.raw_schema["openapi"].startswith("3.1")


def test_every_operation_is_named_once_and_described(schema: Any) -> None:
    operations = [one.ok().definition.raw for one in schema.get_all_operations()]
    names = [one["operationId"] for one in operations]
    assert len(names) == len(set(names)) > 60
    assert all(one["summary"] for one in operations)


@pytest.mark.filterwarnings(  # the fuzzer does not close the files that it is sent
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
def test_no_request_gets_an_undocumented_answer_or_breaks_the_server(schema: Any) -> None:
    """Requests that fit the schema and requests that do not, for every operation."""
    asked = [0]
    for operation in (one.ok() for one in schema.get_all_operations()):
        fitting = operation.as_strategy()
        unfitting = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
        _try(fitting | unfitting, asked)
    print(f"{asked[0]} requests")
    assert asked[0] > 250


@pytest.mark.parametrize("ending", ["", ".csv"])
def test_questions_about_what_is_published_get_the_answers_promised(
    schema: Any, release: Release, later_release: Path, ending: str
) -> None:
    """Concepts, groups and releases that exist, which a fuzzer would not hit upon."""
    domains = ("condition", "drug")
    ids = [f"{one}.{concept.concept_id}" for one in domains for concept in release.concepts(one)]
    later = open_release(later_release)

    @settings(max_examples=examples(15), deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def tried(data: st.DataObject) -> None:
        one, other, third = (data.draw(st.sampled_from(ids[:40] + ids[-40:])) for _ in range(3))
        sex = data.draw(st.sampled_from(["female", "male"]))
        lang = data.draw(st.sampled_from(["en", "es"]))
        scope = {"with": f"{one},{other}", "in.sex": sex, "also": [third, f";sex.{sex}"]}
        ask("/scope", {**scope, "lang": lang, "alpha": "5e-8", "share": "0.5"}, {})
        compared = {"a": one, "b": other, "c": third, "c-group": f"sex.{sex}"}
        ask("/compare", {"a": one, "b": other, "cut": "sex", "lang": lang}, {})
        ask("/compare", {**compared, "d": one, "d-release": release.id}, {}, {200, 400})
        ask("/releases/{new}/since/{old}", {"limit": "2"}, {"new": later.id, "old": OLD})
        ask("/releases/{new}/since/{old}", {}, {"new": OLD, "old": later.id}, {308})
        number = data.draw(st.sampled_from(release.concepts("condition"))).concept_id
        ask("/conditions/{concept_id}/releases", {"lang": lang}, {"concept_id": number})

    def ask(path: str, query: Any, places: Any, allowed: Any = frozenset({200})) -> None:
        case = schema[path + ending]["GET"].Case(query=query, path_parameters=places)
        answer = case.call_and_validate(headers=PLAIN)
        assert answer.status_code in allowed, (path, query, answer.text)

    tried()


def _try(cases: Any, asked: list[int]) -> None:
    @settings(
        max_examples=examples(5),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def tried(case: Any) -> None:
        asked[0] += 1
        named = {*(case.query or {}), *(case.path_parameters or {})}
        told = OF_A_RELEASE & named | {one for one in named if one.startswith("in.")}
        left_out = CHECKS.get_by_names(["positive_data_acceptance"]) if told else []
        case.call_and_validate(headers=PLAIN, excluded_checks=left_out)

    tried()
