"""Facts of the page about privacy."""

from collections.abc import Mapping
from typing import Any

from aggregates.release import Release
from aggregates.variant_statements import USUAL_FLOOR
from browser.page_request import PageRequest
from layouts.privacy import PrivacyFacts
from layouts.privacy_variants import MembershipFacts, VariantsPrivacy
from suppression.bands import read_count
from suppression.policy import Policy


def privacy_facts(request: PageRequest) -> PrivacyFacts:
    """The policy's numbers and the figures of the certificate."""
    policy, audit = request.release.policy, request.release.audit
    return PrivacyFacts(
        policy=policy.title,
        policy_source=policy.source,
        threshold=policy.threshold,
        protected_low=policy.protected_low,
        protected_high=policy.protected_high,
        width=0 if policy.publishes_exactly else policy.widths[0],
        crossing_floor=policy.crossing_floor,
        passed=audit.status == "passed",
        figures=audit.figures,
        attacks=audit.attacks,
        release=request.release.id,
        variants=_variants(request.release),
    )


def _variants(release: Release) -> VariantsPrivacy | None:
    """What the release states of its variants, if it has any."""
    stated = release.about.get("variants")
    if stated is None:
        return None
    people = release.policy.widths[0]
    found = release.about["audit"].get("membership")
    return VariantsPrivacy(
        threshold=release.policy.threshold,
        copies=2 * people,
        people=people,
        floor=stated["ancestry_floor"],
        usual_floor=USUAL_FLOOR,
        membership=_membership(found, release.policy) if found is not None else None,
    )


def _membership(found: Mapping[str, Any], policy: Policy) -> MembershipFacts:
    return MembershipFacts(
        people=read_count(found["people"]["low"], found["people"]["high"], policy),
        powers={table: found[table] for table in ("exact", "published")},
    )
