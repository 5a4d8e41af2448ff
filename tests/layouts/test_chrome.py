"""The header: one row of links at a desk, whatever a release holds."""

from dataclasses import replace

from browser.rendering import render
from layouts.address import DOMAIN_PATHS
from layouts.chrome import IN_ONE_ROW, header
from layouts.page import Visit

RECORD = ("condition", "drug", "measurement", "procedure")


def links(visit: Visit, *domains: str, path: str = "/") -> str:
    facts = replace(visit.release, domains=domains)
    address = replace(visit.address, path=path)
    return render(header(Visit(address, visit.text, facts))).split("<nav")[1]


def test_a_few_domains_stand_side_by_side(visit: Visit) -> None:
    assert "<details" not in links(visit, *RECORD)


def test_with_many_the_health_record_is_folded_and_every_link_is_there(visit: Visit) -> None:
    domains = (*RECORD, "survey", "physical_measurement", "wearable", "data_type")
    shown = links(visit, *domains)
    beside, folded = shown.split("</details>")[1], shown.split("</details>")[0]
    assert shown.count("<details") == 1
    assert all(f'"{DOMAIN_PATHS[one]}' in (folded if one in RECORD else beside) for one in domains)
    assert "/diversity" in beside
    assert "/privacy" in beside
    assert 1 + beside.count("<a ") <= IN_ONE_ROW


def test_the_fold_says_that_one_of_its_domains_is_shown(visit: Visit) -> None:
    domains = (*RECORD, "survey", "physical_measurement", "wearable", "data_type")
    summary = links(visit, *domains, path="/drugs/7").split("</summary>")[0]
    assert 'aria-current="true"' in summary
    assert "aria-current" not in links(visit, *domains, path="/").split("</summary>")[0]
