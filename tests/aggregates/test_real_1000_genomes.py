"""The 1000 Genomes cohort, phase 3: what its cohort file publishes, and what that gives away."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from aggregates.build import build_release
from aggregates.cohort_file import load_cohort
from aggregates.policies import shipped_policy
from aggregates.release_check import read_checked
from aggregates.variant_tables import stated_people
from aggregates.variants.alleles import COUNTS, joined
from aggregates.variants.cohort_source import open_source
from aggregates.variants.stream import batches
from aggregates.variants_audit import stretches
from suppression.alleles import AC, AlleleCounts, listed
from tests.real_data import real
from tests.terminal import command

pytestmark = pytest.mark.real_data

COHORT_FILE = Path(__file__).parents[2] / "data" / "cohorts" / "1000-genomes.toml"
POLICY = shipped_policy("all-of-us")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("genomes") / "release"
    build_release(COHORT_FILE, out, real("genomics"), 2, lambda *_: None)
    return out


@pytest.fixture(scope="module")
def about(release: Path) -> Mapping[str, Any]:
    return dict(json.loads((release / "release.json").read_text()))


@pytest.fixture(scope="module")
def truth() -> AlleleCounts:
    """True counts of all alleles, rare ones too."""
    plan = load_cohort(COHORT_FILE, real("genomics")).variants
    assert plan is not None
    opened = open_source(plan, real("genomics"), 1)
    parts = [batch for batch in batches(opened.source) if not batch.structural]
    columns = [np.concatenate([getattr(one, name) for one in parts]) for name in COUNTS]
    assert joined(parts[:1]).contig == "2"
    return AlleleCounts(*(np.asarray(own, np.int64) for own in columns))


def test_it_is_of_2504_people_in_five_groups(about: Mapping[str, Any]) -> None:
    assert about["cohort"] == {"low": 2501, "high": 2520}
    groups = {one["id"]: one["participants"]["low"] for one in about["variants"]["groups"]}
    assert groups == {"afr": 661, "amr": 341, "eas": 501, "eur": 501, "sas": 481}


def test_it_is_verified_and_audited(release: Path) -> None:
    assert command("verify", release).status == 0
    assert command("audit", release, "--workers", 2).status == 0


def test_about_a_fifth_of_the_alleles_is_listed_and_hardly_any_lost_to_protection(
    about: Mapping[str, Any], truth: AlleleCounts
) -> None:
    may_be = int(listed(truth, POLICY).sum())
    assert 0.15 < may_be / len(truth.ac) < 0.25
    assert about["variants"]["listed"] > 0.97 * may_be


def test_membership_is_near_certain_from_exact_counts_and_near_a_guess_from_the_release(
    about: Mapping[str, Any],
) -> None:
    measure = about["audit"]["membership"]
    assert measure["exact"]["likelihood_ratio"]["auc"] >= 0.95
    assert measure["exact"]["presence"]["auc"] >= 0.98
    for attack in measure["published"].values():
        assert attack["auc"] <= 0.60
        assert attack["power_1"] <= 0.05


def test_subtracting_groups_from_everyone_recovers_nothing(release: Path) -> None:
    checked = read_checked(release)
    variants, tables = checked.about["variants"], checked.about["tables"]
    people = stated_people(variants)
    for one in stretches(release, variants, tables):
        low, high = one.bands.low[AC], one.bands.high[AC]
        for cell in range(1, len(people.low)):
            others = [group for group in range(1, len(people.low)) if group != cell]
            least = np.maximum(low[:, cell], low[:, 0] - high[:, others].sum(axis=1))
            most = np.minimum(high[:, cell], high[:, 0] - low[:, others].sum(axis=1))
            small = least <= POLICY.threshold
            assert (least[small] <= 1).all()
            assert (most[small] >= POLICY.protected_high).all()


def test_exact_counts_with_rare_cells_blanked_would_give_many_away(truth: AlleleCounts) -> None:
    """Why not simply withhold: a single blank beside exact counts is everyone minus the others."""
    carried = truth.carriers[:, 0] > 0
    carriers = truth.carriers[carried]
    rare = (carriers > 0) & (carriers <= POLICY.threshold)
    shown = carriers[:, 0] > POLICY.threshold
    alone = shown & (rare[:, 1:].sum(axis=1) == 1)
    assert 0.25 <= alone.sum() / shown.sum() <= 0.40
