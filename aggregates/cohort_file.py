"""Reads a cohort file: the TOML that says where a CDM is and what to count in it.

Worked examples stand in data/cohorts/. Everything is checked here, once: unknown keys, types,
ids, groups that cannot partition, crossings that are not acyclic. What a key means is told by the
values it becomes, in aggregates/cohort_file_plans.py.
"""

import tomllib
from dataclasses import replace
from importlib import resources
from pathlib import Path

from aggregates.cohort_file_dimensions import parse_dimensions
from aggregates.cohort_file_keys import COHORT_ID, Keys
from aggregates.cohort_file_plans import (
    AgeDimension,
    CohortFile,
    DimensionPlan,
    DomainPlan,
    at_onset,
)
from aggregates.cohort_file_tables import parse_tables
from aggregates.cohort_file_types import data_types
from aggregates.cohort_file_values import physical_concepts, wearable_tables
from aggregates.cohort_file_variants import parse_variants
from aggregates.domains import COMBINATION, DATA_TYPE, DOMAINS
from aggregates.errors import InputError


def load_cohort(path: Path, cdm_override: Path | None = None) -> CohortFile:
    """The cohort described by the TOML file at `path`.

    `cdm_override` takes the place of the file's own `cdm`, which is relative to the file. Raises
    InputError, one line that names file, table, key and remedy.
    """
    keys = Keys(_read_toml(path), str(path))
    plans = parse_dimensions(keys.tables("dimensions"))
    keys.refuse_twice("dimensions", [plan.dimension.id for plan in plans])
    _refuse_two_onsets(plans, keys)
    crossings = _crossings(keys, [plan.dimension.id for plan in plans if not at_onset(plan)])
    cohort = CohortFile(
        path=path,
        id=keys.name("id", COHORT_ID),
        title=keys.label("title"),
        synthetic=keys.truth("synthetic"),
        cutoff_date=keys.date("cutoff_date"),
        cdm=_cdm(keys, path, cdm_override),
        policy=_policy(keys),
        citation=keys.text("citation"),
        license=keys.text("license"),
        dimensions=plans,
        domains=_domains(keys, plans, crossings),
        crossings=crossings,
        tables=parse_tables(keys, path.parent),
        variants=parse_variants(keys),
    )
    keys.end()
    return cohort


def _read_toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError("does not exist", str(path), "Name an existing cohort file") from None
    except (OSError, UnicodeDecodeError) as error:
        what = f"cannot be read ({type(error).__name__})"
        raise InputError(what, str(path), "Name a cohort file in TOML") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"is not valid TOML: {error}", str(path), "Mend that line") from None


def _cdm(keys: Keys, path: Path, override: Path | None) -> Path:
    own = keys.text("cdm", "." if override else None)
    return override if override is not None else (path.parent / own).resolve()


def _policy(keys: Keys) -> str:
    policy = keys.text("policy", "all-of-us")
    folder = resources.files("data") / "policies"
    known = sorted(Path(entry.name).stem for entry in folder.iterdir() if entry.is_file())
    if policy not in known:
        keys.refuse("policy", f'"{policy}" is not known', f"Use one of {', '.join(known)}")
    return policy


def _refuse_two_onsets(plans: tuple[DimensionPlan, ...], keys: Keys) -> None:
    onsets = [p.dimension.id for p in plans if isinstance(p, AgeDimension) and p.at == "onset"]
    if len(onsets) > 1:
        keys.refuse("dimensions", f"{' and '.join(onsets)} are both at_onset", "Keep one")


def _crossings(keys: Keys, dimension_ids: list[str]) -> tuple[str, ...]:
    """Pairs of person dimensions that form a forest, a star around sex by default.

    Acyclic crossings that agree pair by pair agree jointly (Vorob'ev 1962; Beeri et al. 1983),
    which makes the audit of the published cells complete.
    """
    if not keys.has("crossings"):
        others = [other for other in dimension_ids if other != "sex"]
        return tuple(f"sex*{other}" for other in others) if "sex" in dimension_ids else ()
    crossings = keys.texts("crossings")
    tree_of = {dimension: {dimension} for dimension in dimension_ids}
    for crossing in crossings:
        sides = crossing.split("*")
        if len(sides) != 2 or not set(sides) <= set(dimension_ids) or sides[0] == sides[1]:
            keys.refuse(
                "crossings",
                f'"{crossing}" is not a pair of person dimensions',
                f'Write "a*b" with two of {", ".join(dimension_ids)}',
            )
        first, second = (tree_of[side] for side in sides)
        if first is second:
            keys.refuse(
                "crossings",
                f'"{crossing}" closes a cycle',
                "Leave one out: cyclic tables cannot be audited cell by cell",
            )
        first |= second
        tree_of.update(dict.fromkeys(second, first))
    return crossings


def _domains(
    keys: Keys, plans: tuple[DimensionPlan, ...], crossings: tuple[str, ...]
) -> tuple[DomainPlan, ...]:
    usual = keys.texts("cuts") if keys.has("cuts") else None
    types = keys.tables("types") if keys.has("types") else None
    if keys.has_tables("domains"):
        tables = keys.tables("domains")
    else:
        tables = [Keys({"id": domain}, keys.where) for domain in keys.texts("domains")]
    names = [str(table.text("id")) for table in tables]
    keys.refuse_twice("domains", names)
    domains = [_domain(table, plans, crossings, usual) for table in tables]
    known = data_types(types, names, keys) if DATA_TYPE in names else ()
    domains = [replace(one, types=known) if one.id == DATA_TYPE else one for one in domains]
    return tuple(domains + [_combinations(one) for one in domains if one.types])


def _combinations(types: DomainPlan) -> DomainPlan:
    """The exact combinations of types of data, which are counted in total only."""
    return DomainPlan(COMBINATION, DOMAINS[COMBINATION].label, ("total",), types=types.types)


# Where parts add up to their whole in every cell, crossings cost most: nearly each of their small
# cells follows too closely from the large ones beside it, and would have to be made wider.
_UNCROSSED = ("survey", DATA_TYPE)


def _domain(
    keys: Keys,
    plans: tuple[DimensionPlan, ...],
    crossings: tuple[str, ...],
    usual: tuple[str, ...] | None,
) -> DomainPlan:
    """One domain, with its own `cuts`, or else those of `usual` that it can have, or else all."""
    domain = keys.text("id")
    if domain not in DOMAINS or domain == COMBINATION:
        keys.refuse("domains", f'"{domain}" is not known', f"Use {', '.join(DOMAINS)}")
    label = keys.label("label", DOMAINS[domain].label)
    person = [plan.dimension.id for plan in plans if not at_onset(plan)]
    onset = [plan.dimension.id for plan in plans if at_onset(plan)]
    anywhere = ("total", *person, *crossings, *onset)
    possible = tuple(cut for cut in anywhere if cut not in onset or DOMAINS[domain].has_onset)
    if keys.has("cuts"):
        cuts = keys.texts("cuts")
    else:
        wanted = possible if domain == DATA_TYPE else usual or possible
        cuts = tuple(c for c in wanted if c in possible or c not in anywhere)
        cuts = tuple(c for c in cuts if "*" not in c or domain not in _UNCROSSED)
    _check_cuts(cuts, possible, domain, keys)
    concept_ids = physical_concepts(keys) if domain == "physical_measurement" else None
    tables = wearable_tables(keys) if domain == "wearable" else None
    keys.end()
    return DomainPlan(domain, label, cuts, concept_ids, tables)


def _check_cuts(cuts: tuple[str, ...], possible: tuple[str, ...], domain: str, keys: Keys) -> None:
    for cut in cuts:
        if cut not in possible:
            keys.refuse("cuts", f'"{cut}" is not a cut of {domain}', f"Use {', '.join(possible)}")
        for margin in cut.split("*"):
            if margin not in cuts:
                keys.refuse("cuts", f'"{cut}" needs its margin "{margin}"', f"Add {margin}")
    if "total" not in cuts:
        keys.refuse("cuts", "lacks total", "Add total")
