from suppression.attacker import Attacker
from suppression.jobs import jobs_of
from suppression.summary import AuditSummary, summarise
from suppression.tables import DomainTables
from tests.suppression.small_cohorts import ALL_OF_US, by_hand, plan_of

TWO = plan_of({"sex": 2})
COHORT = by_hand("cohort", TWO, {0: [(4_001, 4_020), (2_001, 2_020), (2_001, 2_020)]})
HALF = (201, 220)


def audited(tables: dict[str, DomainTables]) -> AuditSummary:
    outcomes = Attacker(1).attack(jobs_of(tables, ALL_OF_US))
    return summarise(tables, outcomes, ALL_OF_US)


def test_figures_by_hand() -> None:
    domain = by_hand(
        "condition",
        TWO,
        {
            0: [(401, 420), HALF, HALF],
            7: [(21, 40), (0, 20), (21, 40)],  # one small cell
            8: [(241, 260), HALF, (41, 60)],  # one complement known to be small
            9: [(201, 240), (181, 200), (0, 60)],  # widened twice; one complement next to small
        },
    )
    tables = {"cohort": COHORT, "condition": domain}
    summary = audited(tables)
    assert summary.passed
    assert summary.figures["families"] == 5
    assert summary.figures["cells"] == 15
    assert summary.figures["small_cells"] == 2
    assert summary.figures["widened_bands"] == 1
    assert summary.figures["withheld_cells"] == 1
    small, complement = summary.attacks["linked_tables"], summary.attacks["complement"]
    assert (small["attacked"], small["narrowed"], small["ends_lost"]) == (2, 0, 0)
    assert (complement["attacked"], complement["narrowed"]) == (2, 0)
    assert small["narrowest"] == 18  # as many as the window has, or more


def test_a_narrowed_cell_is_counted_under_its_attack_and_nothing_has_passed() -> None:
    domain = by_hand(
        "condition",
        TWO,
        {
            0: [(401, 420), HALF, HALF],
            7: [(60, 60), (57, 57), (0, 20)],
            8: [(241, 260), HALF, (41, 60)],
        },
    )
    tables = {"cohort": COHORT, "condition": domain}
    summary = audited(tables)
    assert not summary.passed
    assert summary.attacks["linked_tables"]["narrowed"] == 1
    assert summary.attacks["complement"]["narrowed"] == 0


def test_figures_follow_from_what_is_published_alone() -> None:
    tables = {"cohort": COHORT}
    first = audited(tables)
    assert first == audited(tables)
    assert first.figures["families"] == 1
    assert first.attacks["linked_tables"]["attacked"] == 0
