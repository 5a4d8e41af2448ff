"""What the page about privacy says of genetic variants: the rule, and how members can be told."""

from dataclasses import replace

import pytest

from aggregates.policies import shipped_policy
from browser.rendering import render
from layouts import formatting
from layouts.page import Visit
from layouts.privacy import privacy_page
from layouts.privacy_variants import MembershipFacts, VariantsPrivacy
from suppression.bands import read_count
from tests.layouts.test_privacy import FACTS

POWER = {"auc": 0.55, "power_1": 0.01, "power_5": 0.06}
SURE = {"auc": 1.0, "power_1": 0.93, "power_5": 1.0}
MEASURED = MembershipFacts(
    people=read_count(2501, 2520, shipped_policy("all-of-us")),
    powers={
        "exact": {"likelihood_ratio": SURE, "presence": SURE},
        "published": {"likelihood_ratio": POWER, "presence": POWER},
    },
)
VARIANTS = VariantsPrivacy(
    threshold=20, copies=40, people=20, floor=20_000, usual_floor=20_000, membership=MEASURED
)


def shown(visit: Visit, facts: VariantsPrivacy | None) -> str:
    return render(privacy_page(replace(FACTS, variants=facts), visit).live)


def test_a_release_without_variants_says_nothing_of_them(visit: Visit) -> None:
    assert 'id="variants"' not in shown(visit, None)
    assert 'id="variants"' in shown(visit, VARIANTS)


def test_the_rule_is_told_in_the_numbers_of_the_release(visit: Visit) -> None:
    body = shown(visit, VARIANTS)
    assert visit.text("privacy.variants.listed", threshold=20) in body
    floor = formatting.number(20_000, visit.text.language)
    assert visit.text("privacy.variants.groups", floor=floor) in body


@pytest.mark.parametrize("floor", [300, 20_000])
def test_a_lower_floor_than_usual_is_said_to_be_lower(floor: int, visit: Visit) -> None:
    usual = formatting.number(20_000, visit.text.language)
    said = visit.text("privacy.variants.floor_lowered", usual=usual)
    assert (said in shown(visit, replace(VARIANTS, floor=floor))) == (floor == 300)


def test_every_attacker_stands_with_exact_counts_and_with_what_is_published(visit: Visit) -> None:
    body, text = shown(visit, VARIANTS), visit.text
    for attacker in ("likelihood_ratio", "presence"):
        for table in ("exact", "published"):
            assert text(f"privacy.membership.{attacker}_{table}") in body
    assert ("0.55" if text.language == "en" else "0,55") in body
    assert (
        text("privacy.membership.share", percent="93.0" if text.language == "en" else "93,0")
        in body
    )


def test_without_genotypes_nothing_is_said_to_be_measured(visit: Visit) -> None:
    body = shown(visit, replace(VARIANTS, membership=None))
    assert visit.text("privacy.membership.title") not in body
