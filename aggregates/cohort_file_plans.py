"""What a cohort file says, parsed: frozen values that the rest of counting relies on."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from aggregates.dimension import Dimension
from aggregates.table_plans import TablePlan
from aggregates.variant_plans import VariantsPlan
from aggregates.wearable_tables import WearableTable

Label = Mapping[str, str]
Values = tuple[int, ...] | tuple[str, ...]


@dataclass(frozen=True)
class PersonColumns:
    """Groups come from columns of `person`."""

    columns: tuple[str, ...]


@dataclass(frozen=True)
class LocationColumn:
    """Groups come from a column of `location`, through person.location_id."""

    column: str


@dataclass(frozen=True)
class ObservationAnswer:
    """Groups come from observation.value_as_concept_id of answers to any of `questions`."""

    questions: tuple[int, ...]


@dataclass(frozen=True)
class PersonTable:
    """Groups come from `column` of a table that lists person_id, a file beside the CDM's tables."""

    table: str
    column: str


CodeSource = PersonColumns | LocationColumn | ObservationAnswer | PersonTable


@dataclass(frozen=True)
class Rule:
    """People go to group number `group` when every column of `when` holds one of its values."""

    group: int
    when: Mapping[str, Values]


@dataclass(frozen=True)
class CodedDimension:
    """A dimension by codes. The first rule that matches wins; nobody's match goes to `rest`.

    `rest` and `several` are group numbers; `several` takes people whose answers fall in more than
    one group. Without `rest`, a person whom no rule places is an error.
    """

    dimension: Dimension
    source: CodeSource
    rules: tuple[Rule, ...]
    rest: int | None
    several: int | None


@dataclass(frozen=True)
class AgeBand:
    """Whole years `low` to `high`, both included, belong to group number `group`."""

    group: int
    low: int
    high: int


@dataclass(frozen=True)
class AgeDimension:
    """A dimension by age in whole years, on the cut-off date or at the first record.

    `rest` takes unknown and implausible ages, and those in no band.
    """

    dimension: Dimension
    at: Literal["cutoff", "onset"]
    bands: tuple[AgeBand, ...]
    rest: int


@dataclass(frozen=True)
class AnyDimension:
    """Whether a person is in any of the `listed` groups of other dimensions.

    `yes` takes who is in one of them; `not_known` who is in none but in an `unknown` group of one
    of these dimensions; `no` everybody else. All are group numbers; `listed` and `unknown` map the
    id of a person dimension to group numbers of it. Without `unknown`, `not_known` is None.
    """

    dimension: Dimension
    listed: Mapping[str, tuple[int, ...]]
    unknown: Mapping[str, tuple[int, ...]]
    yes: int
    no: int
    not_known: int | None
    lasting: bool  # whether all the other dimensions are


DimensionPlan = CodedDimension | AgeDimension | AnyDimension


def is_lasting(plan: DimensionPlan) -> bool:
    """Whether nobody changes groups: what `person` says, and the age at the first record."""
    if isinstance(plan, AnyDimension):
        return plan.lasting
    if isinstance(plan, AgeDimension):
        return plan.at == "onset"
    return isinstance(plan.source, PersonColumns)


@dataclass(frozen=True)
class DataType:
    """A type of data: had by everyone with a record in one of `domains`, or with a row in `table`,
    in which `column`, if named, has `value`."""

    id: str
    label: Label
    domains: tuple[str, ...]
    table: str | None = None
    column: str | None = None
    value: str | None = None


@dataclass(frozen=True)
class DomainPlan:
    """A domain and its cuts: "total", dimension ids, and pairs of them joined by `*`.

    `concept_ids` are the physical measurements and `tables` those of wearables, where the file
    says so; None where data/values does. `types` are those of the domains of types of data.
    """

    id: str
    label: Label
    cuts: tuple[str, ...]
    concept_ids: tuple[int, ...] | None = None
    tables: tuple[WearableTable, ...] | None = None
    types: tuple[DataType, ...] = ()


@dataclass(frozen=True)
class CohortFile:
    """One cohort, as its TOML file describes it. Paths are resolved."""

    path: Path
    id: str
    title: Label
    synthetic: bool
    cutoff_date: datetime.date
    cdm: Path
    policy: str
    citation: str
    license: str
    dimensions: tuple[DimensionPlan, ...]
    domains: tuple[DomainPlan, ...]
    crossings: tuple[str, ...]
    tables: Mapping[str, TablePlan] = field(default_factory=dict)
    variants: VariantsPlan | None = None

    @property
    def person_dimensions(self) -> tuple[DimensionPlan, ...]:
        """Dimensions that partition all participants: all but age at the first record."""
        return tuple(plan for plan in self.dimensions if not at_onset(plan))

    @property
    def onset_dimension(self) -> AgeDimension | None:
        """The dimension of age at the first record, if the cohort has one."""
        for plan in self.dimensions:
            if isinstance(plan, AgeDimension) and plan.at == "onset":
                return plan
        return None

    @property
    def cohort_cuts(self) -> tuple[str, ...]:
        """Cuts of the cohort itself: total, every person dimension, every crossing."""
        return ("total", *(plan.dimension.id for plan in self.person_dimensions), *self.crossings)


def at_onset(plan: DimensionPlan) -> bool:
    """Whether the dimension depends on the subject (age at its first record), not the person."""
    return isinstance(plan, AgeDimension) and plan.at == "onset"
