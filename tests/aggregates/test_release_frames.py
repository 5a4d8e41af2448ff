"""A release as pandas tables: the published bands and nothing else."""

import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from aggregates.release import Release, open_release
from tests.browser.variant_releases import genomes

__all__ = ["genomes"]  # a fixture


@pytest.fixture(scope="module")
def release(ward_release: Path) -> Release:
    return open_release(ward_release)


def test_a_release_opens_by_the_name_of_its_folder(ward_release: Path) -> None:
    assert open_release(str(ward_release)).id == open_release(ward_release).id


def test_domains_and_groups_are_those_that_the_release_states(release: Release) -> None:
    stated = json.loads((release.folder / "release.json").read_text("utf-8"))
    domains = release.frames.domains()
    assert list(domains.domain) == [one["id"] for one in stated["domains"]]
    groups = release.frames.groups()
    for dimension in stated["dimensions"]:
        own = groups[groups.dimension == dimension["id"]]
        assert list(own.group) == [one["id"] for one in dimension["groups"]]


def test_counts_are_the_rows_of_the_release(release: Release) -> None:
    """Every concept's table is its part of counts.parquet, in order."""
    stored = pq.read_table(release.folder / "counts.parquet").to_pandas()
    for domain in ("cohort", *release.frames.domains().domain):
        listed = [0] if domain == "cohort" else [0, *release.frames.concepts(domain).concept_id]
        for concept_id in listed:
            own = stored[(stored.domain == domain) & (stored.concept_id == concept_id)]
            made = release.frames.counts(domain, int(concept_id))
            columns = ["cut", "group", "participants_low", "participants_high"]
            found = made[columns].itertuples(index=False, name=None)
            wanted = own[["cut", "group", "low", "high"]].itertuples(index=False, name=None)
            assert set(found) == set(wanted)


def test_states_tell_a_small_count_from_a_band(release: Release) -> None:
    counts = release.frames.counts("cohort")
    small = counts[counts.participants_low == 0]
    assert set(small.participants_state) <= {"small", "withheld"}
    assert set(counts[counts.participants_low > 0].participants_state) == {"band"}


def test_what_is_not_listed_is_a_key_error(release: Release) -> None:
    for call in (release.frames.counts, release.frames.values, release.frames.pairs):
        with pytest.raises(KeyError):
            call("condition", 987_654_321)
    with pytest.raises(KeyError):
        release.frames.concepts("no such domain")


def test_a_concept_without_values_or_pairs_has_tables_with_columns_and_no_rows(
    release: Release,
) -> None:
    concept = int(release.frames.concepts("condition").concept_id[0])
    values = release.frames.values("condition", concept)
    assert isinstance(values, pd.DataFrame)
    assert len(values) == 0
    assert "bin_low" in values.columns
    assert "participants_state" in release.frames.answers().columns
    assert "concept_name" in release.frames.pairs("condition", concept).columns


def test_a_table_can_be_changed_without_changing_the_release(release: Release) -> None:
    table = release.frames.domains()
    table["domain"] = "changed"
    assert "changed" not in set(release.frames.domains().domain)


def test_variants_are_those_of_the_stretch_ends_included(genomes: Release) -> None:
    stored = pq.read_table(genomes.folder / genomes.about["tables"]["variants/contig=22"]["path"])
    positions = sorted(stored["pos"].to_pylist())
    start, end = positions[3], positions[20]
    found = genomes.frames.variants("22", start, end)
    assert sorted(found.pos) == [one for one in positions if start <= one <= end]
