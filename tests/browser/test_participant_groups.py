"""Search knows the groups that participants are counted by, which are no concepts."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from aggregates.release import open_release
from browser.application import create_app


@pytest.fixture(scope="module")
def diverse_client(diverse_folder: Path) -> FlaskClient:
    return create_app([open_release(diverse_folder)]).server.test_client()


def shown(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("Black or African American", "by-race-ethnicity"),
        ("african american", "by-race-ethnicity"),
        ("afroamericano", "by-race-ethnicity"),
        ("65 and over", "by-age"),
        ("women", "by-sex"),
        ("poverty", "by-income"),
        ("rural participants", "by-rurality"),
    ],
)
def test_words_for_a_group_lead_to_its_dimension(
    diverse_client: FlaskClient, words: str, place: str
) -> None:
    assert f'href="/diversity#{place}"' in shown(diverse_client, f"/search?q={words}")


@pytest.mark.parametrize("words", ["white blood cells", "black lung", "of the", "not reported", ""])
def test_other_words_lead_to_none(diverse_client: FlaskClient, words: str) -> None:
    assert 'class="grouping"' not in shown(diverse_client, f"/search?q={words}")


def test_a_search_that_finds_groups_alone_does_not_say_that_nothing_was_found(
    diverse_client: FlaskClient,
) -> None:
    page = shown(diverse_client, "/search?q=rural&lang=es")
    assert "No se encontró nada" not in page
    assert 'href="/diversity?lang=es#by-rurality"' in page
