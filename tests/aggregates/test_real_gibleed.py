"""GiBleed, 2,694 people, against the results of OHDSI's Achilles that lie beside it.

Achilles counts a concept's own records that fall inside an observation period. We count any record,
of the concept or a descendant (see `source` of the true counts). So the comparison is made twice:
under Achilles' definition every figure must be equal, and under ours every difference must be
exactly the people whom one of the two reasons adds.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from aggregates.cdm import Cdm
from aggregates.domains import DOMAINS as OMOP_DOMAINS
from aggregates.pairs import pairs_expression
from aggregates.true_counts import DomainCounts, TrueCounts
from tests.aggregates.clinic import count, counted
from tests.real_data import real

pytestmark = pytest.mark.real_data

COHORT_FILE = Path(__file__).parents[2] / "data" / "cohorts" / "gibleed.toml"
# domain: table, concept column, date column, Achilles analysis of persons by concept. That number
# plus 1 is records by concept, plus 4 persons by concept, calendar year, sex and age decile.
DOMAINS = {
    "condition": ("condition_occurrence", "condition_concept_id", "condition_start_date", 400),
    "procedure": ("procedure_occurrence", "procedure_concept_id", "procedure_date", 600),
    "drug": ("drug_exposure", "drug_concept_id", "drug_exposure_start_date", 700),
    "measurement": ("measurement", "measurement_concept_id", "measurement_date", 1800),
    "observation": ("observation", "observation_concept_id", "observation_date", 800),
}
FEMALE, MALE = 0, 1

Rows = dict[int, int]


@pytest.fixture(scope="module")
def sql() -> Iterator[duckdb.DuckDBPyConnection]:
    """The CDM and the oracle as views; `inside_<domain>` are records inside a period."""
    with duckdb.connect() as connection:
        for file in real("omop-demo-gibleed/cdm").glob("*.parquet"):
            connection.execute(f"CREATE VIEW {file.stem} AS SELECT * FROM '{file}'")
        for domain, (table, concept, date, _) in DOMAINS.items():
            connection.execute(
                f"CREATE VIEW records_{domain} AS SELECT person_id, {concept} AS concept_id, "
                f"{date} AS date FROM {table}"
            )
            connection.execute(
                f"CREATE VIEW inside_{domain} AS SELECT r.* FROM records_{domain} r "
                "SEMI JOIN observation_period p ON p.person_id = r.person_id AND date BETWEEN "
                "observation_period_start_date AND observation_period_end_date"
            )
        yield connection


@pytest.fixture(scope="module")
def counts() -> TrueCounts:
    return count(COHORT_FILE, real("omop-demo-gibleed/cdm"))


def domain_of(counts: TrueCounts, domain: str) -> DomainCounts:
    return next(part for part in counts.domains if part.domain == domain)


def rows(sql: duckdb.DuckDBPyConnection, query: str) -> Rows:
    """Concept id -> number of persons."""
    return dict(sql.execute(query).fetchall())


def achilles(sql: duckdb.DuckDBPyConnection, analysis: int) -> Rows:
    """Persons by concept."""
    return rows(
        sql,
        "SELECT stratum_1::BIGINT, count_value FROM achilles_results "
        f"WHERE analysis_id = {analysis}",
    )


def write_records(
    sql: duckdb.DuckDBPyConnection, folder: Path, select: dict[str, str], concept: str
) -> Path:
    """A CDM of the same people, without hierarchy, with other records: domain -> its SELECT."""
    sql.execute(f"COPY person TO '{folder}/person.parquet'")
    sql.execute(f"COPY ({concept}) TO '{folder}/concept.parquet'")
    for domain, query in select.items():
        table, column, date, _ = DOMAINS[domain]
        sql.execute(
            f"COPY (SELECT person_id, concept_id AS {column}, date AS {date} FROM ({query})) "
            f"TO '{folder}/{table}.parquet'"
        )
    return folder


def test_participants_by_sex_and_by_race_are_those_of_achilles(
    counts: TrueCounts, sql: duckdb.DuckDBPyConnection
) -> None:
    persons, sex, both = (
        sql.execute(
            "SELECT stratum_1, stratum_2, count_value FROM achilles_results WHERE analysis_id = ?",
            [analysis],
        ).fetchall()
        for analysis in (1, 2, 12)
    )
    assert counted(counts.cohort, "total")[0] == persons[0][2] == 2694
    by_sex = {code: number for code, _, number in sex}
    assert counted(counts.cohort, "sex")[0] == [by_sex["8532"], by_sex["8507"], 0]
    by_race = {(race, ethnicity): number for race, ethnicity, number in both}
    assert counted(counts.cohort, "race_ethnicity")[0] == [
        by_race["0", "38003563"],
        by_race["8515", "0"],
        by_race["8516", "0"],
        by_race["8527", "0"],
        by_race["0", "0"],
    ]


def test_under_achilles_definition_every_concept_has_achilles_count(
    tmp_path: Path, sql: duckdb.DuckDBPyConnection
) -> None:
    inside = {domain: f"FROM inside_{domain}" for domain in DOMAINS}
    found = count(COHORT_FILE, write_records(sql, tmp_path, inside, "FROM concept"))
    for domain, (_, _, _, analysis) in DOMAINS.items():
        ours = counted(domain_of(found, domain), "total")
        del ours[0]
        assert ours == achilles(sql, analysis)


@pytest.mark.parametrize("domain", DOMAINS)
def test_under_achilles_definition_every_concept_has_achilles_number_of_records(
    domain: str, tmp_path: Path, sql: duckdb.DuckDBPyConnection
) -> None:
    folder = write_records(sql, tmp_path, {domain: f"FROM inside_{domain}"}, "FROM concept")
    with Cdm(folder) as cdm:
        pairs = pairs_expression(cdm, OMOP_DOMAINS[domain])
        ours = cdm.rows(pairs.group_by("concept_id").agg(records=pairs.records.sum())).to_pydict()
    by_concept = dict(zip(ours["concept_id"], ours["records"], strict=True))
    oracle = achilles(sql, DOMAINS[domain][3] + 1)
    owned = rows(
        sql,
        f"SELECT concept_id, count(*) FROM inside_{domain} SEMI JOIN person USING (person_id) "
        "GROUP BY 1",
    )
    assert by_concept == oracle
    assert owned == oracle  # a record of nobody is inside no period of a participant


@pytest.mark.parametrize("domain", DOMAINS)
def test_our_count_differs_from_achilles_only_by_records_outside_a_period_and_descendants(
    domain: str, counts: TrueCounts, sql: duckdb.DuckDBPyConnection
) -> None:
    oracle = achilles(sql, DOMAINS[domain][3])
    ours = counted(domain_of(counts, domain), "total")
    own = rows(
        sql, f"SELECT concept_id, count(DISTINCT person_id) FROM records_{domain} GROUP BY 1"
    )
    added_outside = rows(
        sql,
        f"SELECT concept_id, count(DISTINCT person_id) FROM records_{domain} r WHERE NOT EXISTS "
        f"(FROM inside_{domain} i WHERE i.person_id = r.person_id "
        "AND i.concept_id = r.concept_id) GROUP BY 1",
    )
    added_below = rows(
        sql,
        "SELECT ancestor_concept_id, count(DISTINCT person_id) "
        f"FROM records_{domain} r JOIN concept_ancestor ON descendant_concept_id = concept_id "
        f"WHERE NOT EXISTS (FROM records_{domain} o WHERE o.person_id = r.person_id "
        "AND o.concept_id = ancestor_concept_id) GROUP BY 1",
    )
    assert set(own) == set(oracle)
    for concept, inside in oracle.items():
        assert own[concept] == inside + added_outside.get(concept, 0)
        assert ours[concept] == own[concept] + added_below.get(concept, 0)
    same = [c for c in oracle if c not in added_outside and c not in added_below]
    assert len(same) > len(oracle) / 2
    assert all(ours[concept] == oracle[concept] for concept in same)


@pytest.mark.parametrize("domain", DOMAINS)
def test_by_sex_every_concept_year_and_age_decile_has_achilles_count(
    domain: str, tmp_path: Path, sql: duckdb.DuckDBPyConnection
) -> None:
    """Each (concept, year, decile) becomes a concept of its own, which we then count by sex."""
    sql.execute(
        "CREATE OR REPLACE TEMP VIEW strata AS SELECT r.*, year(date) AS year, "
        f"(year(date) - year_of_birth) // 10 AS decile FROM inside_{domain} r JOIN person "
        "USING (person_id)"
    )
    sql.execute(
        "CREATE OR REPLACE TEMP TABLE keys AS SELECT row_number() OVER () AS key, concept_id, "
        "year, decile FROM strata GROUP BY ALL"
    )
    keyed = (
        "SELECT person_id, key AS concept_id, date FROM strata "
        "JOIN keys USING (concept_id, year, decile)"
    )
    concept = (
        "SELECT key AS concept_id, 'a name' AS concept_name, '' AS domain_id, "
        "'' AS vocabulary_id, '' AS concept_code, '' AS concept_class_id FROM keys"
    )
    folder = write_records(sql, tmp_path, {domain: keyed}, concept)
    text = COHORT_FILE.read_text(encoding="utf-8")
    cohort = tmp_path / "cohort.toml"
    every = 'domains = ["condition", "drug", "measurement", "procedure", "observation"]'
    assert every in text
    cohort.write_text(text.replace(every, f'domains = ["{domain}"]'), encoding="utf-8")
    ours = counted(count(cohort, folder).domains[0], "sex")

    oracle: dict[int, list[int]] = {}
    for key, sex, persons in sql.execute(
        "SELECT key, stratum_3, count_value FROM achilles_results JOIN keys ON "
        "concept_id = stratum_1::BIGINT AND year = stratum_2::INT AND decile = stratum_4 "
        "WHERE analysis_id = ?",
        [DOMAINS[domain][3] + 4],
    ).fetchall():
        oracle.setdefault(key, [0, 0, 0])[["8532", "8507"].index(sex)] = persons
    del ours[0]
    fewest = 800 if domain == "observation" else 1000  # of observations there are 832 in all
    assert len(oracle) > fewest
    assert ours == oracle


@pytest.mark.parametrize("domain", ["condition", "procedure", "measurement", "observation"])
def test_achilles_sums_persons_over_descendants_where_we_count_each_once(
    domain: str, counts: TrueCounts, sql: duckdb.DuckDBPyConnection
) -> None:
    """Drugs are left out: Achilles adds their eras to their exposures there."""
    ours = counted(domain_of(counts, domain), "total")
    oracle = {
        concept: (own, below)
        for concept, own, below in sql.execute(
            "SELECT concept_id, person_count, descendant_person_count "
            "FROM achilles_result_concept_count"
        ).fetchall()
    }
    own = rows(sql, f"SELECT concept_id, count(DISTINCT person_id) FROM inside_{domain} GROUP BY 1")
    below = sql.execute(
        "SELECT ancestor_concept_id, list(descendant_concept_id) FROM concept_ancestor GROUP BY 1"
    ).fetchall()
    checked = 0
    for ancestor, descendants in below:
        parts = [own[concept] for concept in descendants if concept in own]
        if ancestor in ours and ancestor in oracle:
            assert oracle[ancestor] == (own.get(ancestor, 0), sum(parts))
            distinct = ours[ancestor]
            assert isinstance(distinct, int)
            assert max(parts) <= distinct
            checked += 1
    assert checked == len(ours) - 1


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_listed_concept_has_the_count_of_an_independent_query(
    domain: str, counts: TrueCounts, sql: duckdb.DuckDBPyConnection
) -> None:
    vocabulary_domain = domain.capitalize()
    expected: dict[int, list[int]] = {
        concept: [female, male, 0]
        for concept, female, male in sql.execute(
            "WITH below AS (SELECT ancestor_concept_id AS concept_id, descendant_concept_id AS "
            "recorded FROM concept_ancestor UNION SELECT concept_id, concept_id FROM concept) "
            "SELECT concept.concept_id, "
            "count(DISTINCT person_id) FILTER (gender_concept_id = 8532), "
            "count(DISTINCT person_id) FILTER (gender_concept_id = 8507) "
            "FROM concept JOIN below USING (concept_id) "
            f"JOIN records_{domain} r ON r.concept_id = recorded JOIN person USING (person_id) "
            "WHERE domain_id = ? GROUP BY 1",
            [vocabulary_domain],
        ).fetchall()
    }
    ours = counted(domain_of(counts, domain), "sex")
    del ours[0]
    assert ours == expected


def test_the_files_as_published_with_their_dirty_headers_count_the_same(
    counts: TrueCounts,
) -> None:
    raw = count(COHORT_FILE, real("omop-demo-gibleed/raw"))
    for clean, dirty in zip(
        (counts.cohort, *counts.domains), (raw.cohort, *raw.domains), strict=True
    ):
        assert dirty.concept_ids.tolist() == clean.concept_ids.tolist()
        for cut, table in clean.tables.items():
            assert dirty.tables[cut].tolist() == table.tolist()
    assert raw.concepts == counts.concepts
    assert raw.hierarchy == counts.hierarchy
    assert raw.source == counts.source


def test_unnamed_ancestors_are_passed_over(
    counts: TrueCounts, sql: duckdb.DuckDBPyConnection
) -> None:
    named = {c for (c,) in sql.execute("SELECT concept_id FROM concept").fetchall()}
    assert set(counts.concepts["concept_id"].to_pylist()) <= named
    assert all(counts.concepts["concept_name"].to_pylist())
    listed = set(
        zip(*counts.concepts.select(["domain", "concept_id"]).to_pydict().values(), strict=True)
    )
    for edge in counts.hierarchy.to_pylist():
        assert (edge["domain"], edge["parent_id"]) in listed
        assert (edge["domain"], edge["child_id"]) in listed


def test_observation_periods_of_unknown_persons_disturb_nothing(counts: TrueCounts) -> None:
    assert set(counts.left_out.values()) == {0}
