"""How often one client may ask the API: counted once for all processes, told in every answer."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from aggregates.release import open_release
from browser.api.limiting import WINDOW, RateLimit
from browser.application import create_app

API = "/api/v1"
QUOTA = 5
SERVE = """
import sys
from aggregates.release import open_release
from browser.serving import serve
announce = lambda address: print(address, flush=True)
serve([open_release(sys.argv[1])], "127.0.0.1", 0, 2, announce, int(sys.argv[2]))
"""


class Clock:
    """A clock that a test sets."""

    now = 1_000.0 * WINDOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def client(ward_release: Path) -> FlaskClient:
    return create_app([open_release(ward_release)], QUOTA).server.test_client()  # type: ignore[no-any-return]


def test_a_client_may_ask_so_often_and_then_waits_for_the_next_window() -> None:
    clock = Clock()
    limit = RateLimit(3, clock)
    asked = [limit.ask("203.0.113.1") for _ in range(4)]
    assert [one.remaining for one in asked] == [2, 1, 0, 0]
    assert [one.refused for one in asked] == [False, False, False, True]
    clock.now += WINDOW
    assert not limit.ask("203.0.113.1").refused


def test_one_client_does_not_use_up_what_another_may_ask() -> None:
    limit = RateLimit(2, Clock())
    for _ in range(5):
        limit.ask("203.0.113.1")
    assert limit.ask("203.0.113.2").remaining == 1


@given(clients=st.lists(st.text("abcdef", min_size=1, max_size=3), max_size=60))
def test_no_client_is_ever_counted_too_little(clients: list[str]) -> None:
    limit = RateLimit(1_000, Clock())
    for client in clients:
        limit.ask(client)
    for client in set(clients):
        assert 1_000 - limit.ask(client).remaining >= clients.count(client) + 1


def test_the_time_to_wait_is_never_longer_than_a_window_and_never_nothing() -> None:
    clock = Clock()
    limit = RateLimit(1, clock)
    for part in (0.0, 0.5, WINDOW / 2, WINDOW - 0.001):
        clock.now = 2_000.0 * WINDOW + part
        assert 1 <= limit.ask("client").seconds <= WINDOW + 1


def test_processes_of_one_server_count_together() -> None:
    limit = RateLimit(1_000, Clock())
    child = os.fork()
    if not child:  # as gunicorn forks its workers
        for _ in range(200):
            limit.ask("client")
        os._exit(0)
    for _ in range(200):
        limit.ask("client")
    os.waitpid(child, 0)
    assert limit.ask("client").remaining == 1_000 - 401


def test_threads_count_together() -> None:
    limit = RateLimit(1_000, Clock())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(limit.ask, ["client"] * 300))
    assert limit.ask("client").remaining == 699


def test_answers_say_how_much_is_left(client: FlaskClient) -> None:
    headers = client.get(f"{API}/domains").headers
    assert headers["RateLimit-Policy"] == f'"minute";q={QUOTA};w={WINDOW}'
    assert headers["RateLimit"].startswith(f'"minute";r={QUOTA - 1};t=')
    assert "RateLimit" in headers["Access-Control-Expose-Headers"]


def test_too_many_requests_are_a_problem_that_says_when_to_ask_again(client: FlaskClient) -> None:
    answers = [client.get(f"{API}/domains?lang=es") for _ in range(QUOTA + 1)]
    assert [one.status_code for one in answers] == [200] * QUOTA + [429]
    refused = answers[-1]
    assert refused.mimetype == "application/problem+json"
    assert 1 <= int(refused.headers["Retry-After"]) <= WINDOW + 1
    assert refused.headers["Cache-Control"] == "no-store"
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert refused.headers["Retry-After"] in json.loads(refused.get_data())["detail"]
    assert "Demasiadas" in json.loads(refused.get_data())["detail"]


def test_pages_are_never_limited(client: FlaskClient) -> None:
    for _ in range(QUOTA + 2):
        assert client.get("/data").status_code == 200
        assert client.options(f"{API}/domains").status_code == 200
    assert "RateLimit" not in client.get("/data").headers


def test_behind_a_proxy_it_is_the_proxys_client_that_is_counted(ward_release: Path) -> None:
    release = open_release(ward_release)
    behind = create_app([release], QUOTA, proxies=1).server.test_client()
    for number in range(QUOTA + 2):
        forwarded = {"X-Forwarded-For": f"198.51.100.{number}"}
        assert behind.get(f"{API}/domains", headers=forwarded).status_code == 200
    open_to_all = create_app([release], QUOTA).server.test_client()
    for number in range(QUOTA + 1):  # nobody escapes by claiming to be somebody else
        forwarded = {"X-Forwarded-For": f"198.51.100.{number}"}
        answer = open_to_all.get(f"{API}/domains", headers=forwarded)
    assert answer.status_code == 429


def test_two_workers_of_a_real_server_count_together(ward_release: Path) -> None:
    command = [sys.executable, "-c", SERVE, str(ward_release), str(QUOTA)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        site = server.stdout.readline().strip()
        with ThreadPoolExecutor(4) as pool:
            statuses = list(pool.map(status_of, [f"{site}{API}/domains"] * (QUOTA + 6)))
        server.terminate()
    allowed = statuses.count(200)
    assert set(statuses) == {200, 429}
    assert QUOTA <= allowed <= 2 * QUOTA  # more than the quota only where a minute ended meanwhile


def status_of(address: str) -> int:
    try:
        with urlopen(address) as answer:  # noqa: S310 - the server of this test
            return int(answer.status)
    except HTTPError as refused:
        refused.close()
        return refused.code


def test_without_a_limit_nothing_is_counted(ward_release: Path) -> None:
    client = create_app([open_release(ward_release)]).server.test_client()
    assert "RateLimit" not in client.get(f"{API}/domains").headers
