"""Facts of the page about privacy."""

from browser.page_request import PageRequest
from layouts.privacy import PrivacyFacts


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
    )
