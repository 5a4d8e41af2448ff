"""A real release, a real server process, a real Chromium: one of each for all tests here."""

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from aggregates.build import build_release
from aggregates.progress import quiet
from aggregates.release import Concept, Release, open_release
from aggregates.synthetic.cdm_folder import write_synthetic_cdm
from browser.application import create_app
from tests.diverse import write_diverse_release

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)
SERVE = """
import sys
from pathlib import Path
from aggregates.release import open_release
from browser.serving import serve
releases = [open_release(Path(folder)) for folder in sys.argv[1:]]
serve(releases, "127.0.0.1", 0, 1, lambda address: print(address, flush=True))
"""
PARTICIPANTS, SEED, BUILDERS = 700, 1, 2
# all concepts of the health record have the same pages; fewer domains are built sooner
DOMAINS = 'domains = ["condition", "drug", "physical_measurement", "wearable"]'
WIDE, PHONE, NARROWEST = 1280, 375, 320
PATIENCE = 15_000  # milliseconds, for machines that are busy with other work
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def release_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of a small synthetic cohort, built the way any release is.

    Test processes that run side by side build it once: the first holds the lock, the rest wait.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    cdm, release = shared / "site-cdm", shared / "site-release"
    with (shared / "site-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not release.exists():
            write_synthetic_cdm(PARTICIPANTS, SEED, cdm)
            cohort = cdm / "cohort.toml"
            cohort.write_text(re.sub("(?m)^domains = .*$", DOMAINS, cohort.read_text("utf-8")))
            build_release(cohort, release, None, BUILDERS, quiet)
    return release


@pytest.fixture(scope="session")
def release(release_folder: Path) -> Release:
    return open_release(release_folder)


@pytest.fixture(scope="session")
def concept(release: Release) -> Concept:
    """A condition with crossings and with broader or narrower concepts."""
    for candidate in release.concepts("condition"):
        crossed = any("*" in cut for cut in release.cuts("condition", candidate.concept_id))
        if crossed and release.narrower("condition", candidate.concept_id):
            return candidate
    pytest.fail("the release of the tests has no condition with crossings and narrower concepts")


@pytest.fixture(scope="session")
def crossing(release: Release) -> str:
    return next(cut for cut in release.domain("condition").cuts if "*" in cut)


@pytest.fixture(scope="session")
def addresses(concept: Concept, crossing: str) -> dict[str, str]:
    """One address of every kind of page."""
    word = concept.name.split()[0]
    return {
        "home": "/",
        "list": "/conditions",
        "concept": f"/conditions/{concept.concept_id}",
        "crossing": f"/conditions/{concept.concept_id}?cut={crossing}&measure=share",
        "figure": f"/figures/conditions/{concept.concept_id}/by-age",
        "tree": f"/conditions/tree?open={concept.concept_id}",
        "search": f"/search?q={word}",
        "diversity": "/diversity",
        "privacy": "/privacy",
        "releases": "/releases",
        "scope": f"/scope?with=condition.{concept.concept_id}&in.sex=female",
        "scope-report": f"/scope/report?with=condition.{concept.concept_id}&also=;age.65-74",
        "compare": f"/compare?cut=age&a=condition.{concept.concept_id}"
        f"&b=condition.{concept.concept_id}&b-group=sex.female&q={word}",
        "data": "/data",
        "glossary": "/glossary",
        "problem": "/no-such-page",
    }


@pytest.fixture(scope="session")
def client(release: Release) -> FlaskClient:
    """The application in this process, for what needs no browser."""
    return create_app([release]).server.test_client()


@pytest.fixture(scope="session")
def site(release_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server process that serves the release, and leaves nothing behind."""
    yield from served(release_folder, tmp_path_factory.mktemp("server"))


@pytest.fixture(scope="session")
def diverse_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with every dimension and the data types."""
    return write_diverse_release(tmp_path_factory.mktemp("diverse") / "release")


@pytest.fixture(scope="session")
def diverse_site(diverse_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server process that serves that release."""
    yield from served(diverse_folder, tmp_path_factory.mktemp("diverse-server"))


def served(release_folder: Path, scratch: Path, *earlier: Path) -> Iterator[str]:
    """Serve a release, and others behind it, for as long as the iterator is held."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(release_folder), *map(str, earlier)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(scratch)},
    )
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    assert address.startswith("http://"), "the server did not start"
    yield address
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)
    process.stdout.close()
    assert list(scratch.iterdir()) == []


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """``$CHROMIUM``, one on the path, or the one that playwright installed."""
    found = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "google-chrome"))), None
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()


class Visitor:
    """A reader with a browser of their own; what the console complains of is kept."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context = context
        self.site = site
        self.complaints: list[str] = []
        self.requested: list[str] = []

    def open(self, address: str) -> Page:
        page = self.context.new_page()
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requested.append(request.url))
        page.goto(address if address.startswith("http") else self.site + address)
        return page

    def _hear(self, kind: str, words: str) -> None:
        expected = "status of 404" in words  # the pages that are meant to be missing
        if kind in ("error", "warning") and not expected:
            self.complaints.append(words)


Visit = Callable[..., Visitor]


@pytest.fixture
def visitor(chromium: Browser, site: str) -> Iterator[Visit]:
    """Makes visitors; every one of them must leave without a complaint in the console."""
    yield from arriving(chromium, site)


@pytest.fixture
def diverse_visitor(chromium: Browser, diverse_site: str) -> Iterator[Visit]:
    """The same for the site with every dimension and the data types."""
    yield from arriving(chromium, diverse_site)


def arriving(chromium: Browser, site: str) -> Iterator[Visit]:
    """Make visitors of a site, and see them out."""
    visitors: list[Visitor] = []

    def arrive(width: int = WIDE, **settings: object) -> Visitor:
        viewport = {"width": width, "height": 900}
        context = chromium.new_context(viewport=viewport, **settings)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        visitors.append(Visitor(context, site))
        return visitors[-1]

    yield arrive
    for one in visitors:
        one.context.close()
    assert [words for one in visitors for words in one.complaints] == []
