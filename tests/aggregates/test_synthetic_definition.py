"""What the synthetic cohort is made of: codes of real shape, and a hierarchy that is a tree."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from importlib.resources import files

import numpy as np
import pytest

from aggregates.errors import InputError
from aggregates.synthetic import definition as definitions
from aggregates.synthetic.concepts import LOWEST_CONCEPT_ID, ancestry
from aggregates.synthetic.definition import Definition, load_definition
from aggregates.synthetic.fields import Row, read_rows


@pytest.fixture(scope="module")
def definition() -> Definition:
    return load_definition()


def codes(definition: Definition, vocabulary: str) -> list[str]:
    return [c.code for c in definition.concepts if c.vocabulary_id == vocabulary and c.standard]


def loinc_check_digit(number: str) -> int:
    """LOINC's Mod 10: from the right, double every other digit from the first, and sum digits."""
    odd, even = number[::-2], number[-2::-2]
    digits = str(int(odd[::-1]) * 2) + even
    return -sum(int(digit) for digit in digits) % 10


def test_there_are_as_many_conditions_drugs_measurements_and_procedures_as_promised(
    definition: Definition,
) -> None:
    assert len(definition.conditions) >= 300
    assert len(definition.care["Drug"]) >= 150
    assert len(definition.care["Measurement"]) >= 60
    assert len(definition.care["Procedure"]) >= 80


def test_icd10cm_codes_have_their_shape(definition: Definition) -> None:
    shape = re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?")
    assert all(shape.fullmatch(code) for code in codes(definition, "ICD10CM"))


def test_rxcuis_are_whole_numbers(definition: Definition) -> None:
    assert all(1 <= int(code) < 3_000_000 for code in codes(definition, "RxNorm"))


def test_the_check_digit_of_every_loinc_code_holds(definition: Definition) -> None:
    assert loinc_check_digit("4548") == 4  # hemoglobin A1c is 4548-4
    for code in codes(definition, "LOINC"):
        number, digit = code.split("-")
        assert loinc_check_digit(number) == int(digit), code


def test_hcpcs_codes_are_level_two_and_not_dental(definition: Definition) -> None:
    assert all(re.fullmatch(r"[A-CEGHJ-MP-V][0-9]{4}", code) for code in codes(definition, "HCPCS"))


def test_icd10pcs_codes_have_seven_characters_without_i_and_o(definition: Definition) -> None:
    assert all(re.fullmatch(r"[0-9A-HJ-NP-Z]{7}", code) for code in codes(definition, "ICD10PCS"))


def test_every_vocabulary_names_its_source_year_and_licence(definition: Definition) -> None:
    sources = tomllib.loads((files("data") / "demo" / "SOURCES.toml").read_text("utf-8"))
    named = {source["id"] for source in sources["vocabulary"]}
    assert {concept.vocabulary_id for concept in definition.concepts} <= named
    assert all(s["license"] and s["publisher"] and s["year"] for s in sources["vocabulary"])


def test_concept_ids_are_local_and_each_of_its_own(definition: Definition) -> None:
    ids = [concept.id for concept in definition.concepts]
    assert len(set(ids)) == len(ids)
    assert min(ids) >= LOWEST_CONCEPT_ID


def test_every_concept_stands_in_a_tree_of_at_most_four_levels(definition: Definition) -> None:
    rows = ancestry(definition.concepts)
    domain = {concept.id: concept.domain for concept in definition.concepts}
    assert max(levels for *_, levels in rows) == 3
    assert all(domain[ancestor] == domain[descendant] for ancestor, descendant, _ in rows)
    leaves = [concept.id for concept in definition.concepts if concept.standard]
    depth = Counter(descendant for _, descendant, _ in rows)
    assert {depth[leaf] for leaf in leaves} <= {3, 4}


def test_the_ancestry_is_the_whole_closure_with_every_concept_itself(
    definition: Definition,
) -> None:
    rows = {(ancestor, descendant): n for ancestor, descendant, n in ancestry(definition.concepts)}
    for concept in definition.concepts:
        assert rows[concept.id, concept.id] == 0
        if concept.parent is not None:
            above = {a for a, d in rows if d == concept.parent}
            assert {a for a, d in rows if d == concept.id} == above | {concept.id}


def test_no_group_is_without_concepts(definition: Definition) -> None:
    parents = {concept.parent for concept in definition.concepts}
    assert all(group.id in parents for group in definition.groups)


def test_the_commonest_things_have_a_spanish_name(definition: Definition) -> None:
    by_prevalence = sorted(definition.conditions, key=lambda c: -c.prevalence)
    assert all(condition.concept.spanish for condition in by_prevalence[:150])
    assert "presión arterial alta" in by_prevalence[0].concept.spanish


@pytest.mark.parametrize(
    ("condition", "race", "raised"),
    [("D57.1", "black", True), ("M32.9", "black", True), ("C43.9", "black", False)],
)
def test_race_and_ethnicity_change_a_risk_only_where_documented(
    definition: Definition, condition: str, race: str, raised: bool
) -> None:
    found = next(c for c in definition.conditions if c.concept.code == condition)
    assert (found.races[race] > 1) is raised
    silent = [c for c in definition.conditions if not c.races]
    assert len(silent) > len(definition.conditions) / 2


def test_shares_of_people_sum_to_one(definition: Definition) -> None:
    population = definition.population
    assert sum(group.share for group in population.sex) == pytest.approx(1)
    assert sum(group.share for group in population.race_ethnicity) == pytest.approx(1)
    assert sum(population.state_shares) == pytest.approx(1)


def test_onset_curves_never_fall(definition: Definition) -> None:
    for curve in definition.model.onset.values():
        assert np.all(np.diff(curve.share_by(np.linspace(0, 110, 500))) >= 0)


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"n": "1.5"}, "n", "is not between"),
        ({"n": "many"}, "n", "is not a number"),
        ({"n": "a:2;a:3"}, "pairs", "needs name:number"),
        ({"n": "x;X"}, "words", "repeats an item"),
        ({"n": " x"}, "text", "is empty or padded"),
    ],
)
def test_a_cell_that_cannot_be_used_is_refused_with_its_line(
    cells: dict[str, str], column: str, words: str
) -> None:
    row = Row("conditions.csv", 7, cells)
    read: dict[str, Callable[[], object]] = {
        "n": lambda: row.number("n", 0, 1),
        "pairs": lambda: row.pairs("n", 0, 9),
        "words": lambda: row.words("n"),
        "text": lambda: row.text("n"),
    }
    with pytest.raises(InputError, match=f"data/demo/conditions.csv line 7: n {words}"):
        read[column]()


def test_another_header_is_refused() -> None:
    with pytest.raises(InputError, match="the columns are not state, name"):
        list(read_rows("states.csv", ("state", "name")))


def test_a_risk_named_for_no_condition_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    real = read_rows

    def with_a_wrong_code(name: str, columns: tuple[str, ...]) -> list[Row]:
        rows = list(real(name, columns))
        if name == "drugs.csv":
            cells = {**rows[0].cells, "prompted_by": "X99:0.5"}
            rows[0] = Row(rows[0].file, rows[0].line, cells)
        return rows

    monkeypatch.setattr(definitions, "read_rows", with_a_wrong_code)
    with pytest.raises(InputError, match=r"X99 is no condition of conditions\.csv"):
        load_definition()
