"""What a release says of its attacks concerns what it publishes, and nothing else."""

from aggregates.pair_tables import ANY_PAIR, PAIRS_PLAN, pair_id, with_pairs
from aggregates.safe_tables import made_safe
from suppression.attacker import Attacker
from suppression.jobs import jobs_of
from suppression.summary import summarise
from tests.suppression.small_cohorts import ALL_OF_US as POLICY
from tests.suppression.small_cohorts import by_hand, plan_of

EVERYONE = [(4_001, 4_020)]


def test_pairs_left_out_for_a_wider_band_are_not_in_the_figures_of_the_attacks() -> None:
    """One in a hundred are 41 people: whoever sees 21 to 60 cannot know that so many have it."""
    pairs = [ANY_PAIR, ("condition", 1, "condition", 2), ("condition", 2, "condition", 3)]
    rows = {pair_id(one): [(21, 40)] for one in pairs}
    tables = {
        "cohort": by_hand("cohort", plan_of({}), {0: EVERYONE}),
        "condition": by_hand(
            "condition", plan_of({}), {0: EVERYONE, 1: [(21, 60)], 2: [(61, 80)], 3: [(61, 80)]}
        ),
        "pairs": with_pairs(by_hand("pairs", PAIRS_PLAN, rows), pairs),
    }
    safe = made_safe(tables, POLICY)
    assert safe.tables["pairs"].subjects.tolist() == [0, pair_id(pairs[2])]
    afresh = Attacker(1).attack(jobs_of(safe.tables, POLICY))
    stated = summarise(safe.tables, safe.outcomes, POLICY)
    assert stated == summarise(safe.tables, afresh, POLICY)
