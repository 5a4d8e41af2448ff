"""The quantities of data/values: units that UCUM knows, conversions that follow, edges in order."""

from collections import Counter

import numpy as np
import pytest

from aggregates.quantities import Quantity, shipped_quantities
from aggregates.wearable_tables import shipped_wearables

QUANTITIES = {one.id: one for one in shipped_quantities()}
ONE = pytest.mark.parametrize("quantity", QUANTITIES.values(), ids=QUANTITIES)


def test_no_code_or_id_belongs_to_two_quantities() -> None:
    codes = Counter(code for one in QUANTITIES.values() for code in one.loinc)
    ids = Counter(number for one in QUANTITIES.values() for number in one.concept_ids)
    assert max(codes.values()) == max(ids.values()) == 1
    assert len(QUANTITIES) == len(shipped_quantities())


@ONE
def test_edges_ascend_in_equal_steps_within_what_is_plausible(quantity: Quantity) -> None:
    edges = quantity.scale.edges
    steps = np.diff(edges[1:-1])
    assert np.diff(edges).min() > 0
    np.testing.assert_allclose(steps, steps[0])
    assert 10 <= len(steps) <= 64  # enough to show a shape, few enough to be read and protected


@ONE
def test_loinc_codes_have_their_check_digit(quantity: Quantity) -> None:
    """Mod 10 (Luhn), LOINC Users' Guide: catches mistyped codes."""
    for code in quantity.loinc:
        number, check = code.split("-")
        digits = [int(digit) for digit in reversed(number)]
        doubled = [sum(divmod(2 * digit, 10)) for digit in digits[::2]]
        assert (10 - (sum(doubled) + sum(digits[1::2])) % 10) % 10 == int(check), code


PREFIX = {"m": 1e-3, "u": 1e-6, "n": 1e-9, "p": 1e-12, "": 1.0, "d": 1e-1}


def _molar(unit: str) -> float:
    """Mol per litre of a unit such as mmol/L."""
    return PREFIX[unit.removesuffix("mol/L")]


def _grams(unit: str) -> float:
    """Grams per litre of a unit such as mg/dL."""
    mass, volume = unit.split("/")
    return PREFIX[mass.removesuffix("g")] / PREFIX[volume.removesuffix("L")]


# g/mol, from IUPAC's abridged atomic weights of 2021 and the formulas
MOLAR_MASS = {
    "glucose": ("mmol/L", 180.156),  # C6H12O6
    "creatinine": ("umol/L", 113.12),  # C4H7N3O
    "urea_nitrogen": ("mmol/L", 2 * 14.007),  # N2 of CH4N2O
    "calcium": ("mmol/L", 40.078),
    "magnesium": ("mmol/L", 24.305),
    "phosphate": ("mmol/L", 30.974),  # as P
    "bilirubin": ("umol/L", 584.66),  # C33H36N4O6
    "cholesterol": ("mmol/L", 386.65),  # C27H46O
    "hdl": ("mmol/L", 386.65),
    "ldl": ("mmol/L", 386.65),
    "triglyceride": ("mmol/L", 885.43),  # C57H104O6
    "hemoglobin": ("mmol/L", 16_114.0),
    "free_t4": ("pmol/L", 776.87),  # C15H11I4NO4
    "vitamin_d": ("nmol/L", 400.64),  # C27H44O2
    "iron": ("umol/L", 55.845),
    "uric_acid": ("umol/L", 168.11),  # C5H4N4O3
}


@pytest.mark.parametrize("quantity", MOLAR_MASS)
def test_amounts_of_substance_become_masses_by_the_molar_mass(quantity: str) -> None:
    unit, molar_mass = MOLAR_MASS[quantity]
    one = QUANTITIES[quantity]
    expected = _molar(unit) * molar_mass / _grams(one.scale.unit)
    assert one.accepted[unit.lower()].factor == pytest.approx(expected, rel=1e-4)


MASSES = [
    ("protein", "g/L"),
    ("albumin", "g/L"),
    ("hemoglobin", "g/L"),
    ("crp", "mg/dL"),
    ("vitamin_d", "ug/L"),
    ("ferritin", "ug/L"),
    ("psa", "ug/L"),
]


@pytest.mark.parametrize(("quantity", "unit"), MASSES)
def test_masses_differ_by_their_prefixes_only(quantity: str, unit: str) -> None:
    one = QUANTITIES[quantity]
    expected = _grams(unit) / _grams(one.scale.unit)
    assert one.accepted[unit.lower()].factor == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("quantity", "unit", "value", "expected"),
    [
        ("hba1c", "mmol/mol", 48, 6.543),  # 48 mmol/mol is 6.5 %: the diagnosis of diabetes
        ("temperature", "[degf]", 98.6, 37.0),
        ("weight", "[lb_av]", 100, 45.359237),
        ("height", "[in_i]", 70, 177.8),
        ("systolic", "kpa", 16, 120.01),
        ("leukocytes", "/ul", 7000, 7.0),
        ("alt", "ukat/l", 0.5, 30.0),
    ],
)
def test_conversions_known_by_heart(
    quantity: str, unit: str, value: float, expected: float
) -> None:
    conversion = QUANTITIES[quantity].accepted[unit]
    assert value * conversion.factor + conversion.offset == pytest.approx(expected, abs=0.005)


def test_all_units_of_one_quantity_are_told_apart() -> None:
    for one in QUANTITIES.values():
        assert "" not in one.accepted
        assert one.accepted[one.scale.unit.lower()].factor == 1


def test_wearables_have_subjects_of_their_own_and_bins_within_plausible_days() -> None:
    tables = shipped_wearables().values()
    assert len({one.concept_id for one in tables}) == len(tables)
    for daily in (one.daily for one in tables if one.daily):
        limits = np.array(daily.plausible) * daily.factor
        np.testing.assert_allclose(limits, daily.scale.plausible)
