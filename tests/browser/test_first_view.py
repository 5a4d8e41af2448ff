"""The first view of a concept page is light: at most 60 KiB and 8 requests before any use."""

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.chromium

MOST_BYTES = 60 * 1024
MOST_REQUESTS = 8
AIM_BYTES = 30 * 1024
AIM_REQUESTS = 4


@pytest.mark.parametrize("kind", ["concept", "crossing", "list", "tree", "home"])
def test_the_first_view_is_light(visitor: Visit, addresses: dict[str, str], kind: str) -> None:
    reader = visitor()
    page = reader.context.new_page()
    network = reader.context.new_cdp_session(page)
    network.send("Network.enable")
    transferred: list[int] = []
    network.on(
        "Network.loadingFinished", lambda event: transferred.append(event["encodedDataLength"])
    )
    page.goto(reader.site + addresses[kind], wait_until="networkidle")
    assert 0 < len(transferred) <= MOST_REQUESTS
    assert sum(transferred) <= MOST_BYTES
    assert len(transferred) <= AIM_REQUESTS
    assert sum(transferred) <= AIM_BYTES
    origins = page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
    assert all(url.startswith(reader.site) for url in origins)
    assert reader.context.cookies() == []
