"""What the synthetic cohort is made of, read once from `data/demo/`."""

from collections.abc import Mapping
from dataclasses import dataclass

from aggregates.errors import InputError
from aggregates.synthetic.concepts import Concept, check_unique, concept_of, parent_of, read_groups
from aggregates.synthetic.data_types import DataType, read_data_types
from aggregates.synthetic.fields import Row, read_rows
from aggregates.synthetic.make_up import Population, read_population
from aggregates.synthetic.measured import Measured, read_measured
from aggregates.synthetic.model import Model, read_model
from aggregates.synthetic.questions import Module, read_modules
from aggregates.synthetic.worn import Wearables, read_wearables

CONDITION_COLUMNS = (
    "id", "code", "parent", "name", "prevalence", "onset", "women", "races", "factors",
    "raised_by", "since", "english", "spanish",
)  # fmt: skip
CARE_COLUMNS = (
    "id", "vocabulary_id", "code", "parent", "name", "background", "women", "ages", "since",
    "prompted_by", "english", "spanish",
)  # fmt: skip
CARE_FILES = {"Drug": "drugs.csv", "Measurement": "measurements.csv", "Procedure": "procedures.csv"}
CONCEPT_CLASSES = {
    "RxNorm": "Ingredient", "LOINC": "Lab Test", "HCPCS": "HCPCS", "ICD10PCS": "ICD10PCS"
}  # fmt: skip
ONLY_WOMEN = float("inf")
ONLY_MEN = 0.0


@dataclass(frozen=True)
class Condition:
    """A condition and who gets it."""

    concept: Concept
    prevalence: float  # of people with a health record
    onset: str  # name of an onset curve
    women: float  # odds of women over odds of men; ONLY_WOMEN, ONLY_MEN
    races: Mapping[str, float]  # odds over those of the other groups
    factors: Mapping[str, float]  # log odds per standard deviation of a latent factor
    raised_by: Mapping[str, float]  # code or its beginning -> odds ratio of who had it before
    since: int | None  # first calendar year


@dataclass(frozen=True)
class Care:
    """A drug, measurement or procedure and who receives it."""

    concept: Concept
    background: float  # probability without any indication, inside `ages`
    women: float  # that probability of women over that of men; ONLY_WOMEN, ONLY_MEN for any care
    ages: tuple[float, float]  # of care without an indication
    since: int | None
    prompted_by: Mapping[str, float]  # condition code or its beginning -> probability of this care


@dataclass(frozen=True)
class Definition:
    """Everything that a synthetic cohort is drawn from."""

    population: Population
    model: Model
    groups: tuple[Concept, ...]
    conditions: tuple[Condition, ...]
    care: Mapping[str, tuple[Care, ...]]  # by domain
    modules: tuple[Module, ...]  # of surveys, in the order in which they are offered
    measured: Measured
    data_types: tuple[DataType, ...]
    wearables: Wearables

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """All concepts of the health record, groups first."""
        care = [item.concept for items in self.care.values() for item in items]
        return (*self.groups, *(item.concept for item in self.conditions), *care)


def load_definition() -> Definition:
    """Read and check `data/demo/`. Raises InputError that names the file, line and column."""
    groups = read_groups()
    population, model = read_population(), read_model()
    conditions = tuple(
        _condition(row, groups, population, model)
        for row in read_rows("conditions.csv", CONDITION_COLUMNS)
    )
    care = {
        domain: tuple(_care(row, domain, groups) for row in read_rows(name, CARE_COLUMNS))
        for domain, name in CARE_FILES.items()
    }
    definition = Definition(
        population, model, tuple(groups.values()), conditions, care,
        read_modules(), read_measured(), read_data_types(), read_wearables(),
    )  # fmt: skip
    check_unique(definition.concepts)
    _check_codes_named(definition)
    return definition


def _condition(
    row: Row, groups: dict[tuple[str, str], Concept], population: Population, model: Model
) -> Condition:
    code = row.text("code")
    kind = f"{len(code.replace('.', ''))}-char billing code"
    parent = parent_of(row, "Condition", groups)
    condition = Condition(
        concept=concept_of(row, "Condition", "ICD10CM", kind, parent),
        prevalence=row.number("prevalence", 1e-6, 0.7),
        onset=row.text("onset"),
        women=_women(row),
        races=row.pairs("races", 0.01, 100.0),
        factors=row.pairs("factors", -3.0, 3.0),
        raised_by=row.pairs("raised_by", 0.05, 500.0),
        since=_since(row),
    )
    if condition.onset not in model.onset:
        raise row.refuse("onset", "is not a curve of model.toml")
    if not condition.races.keys() <= {group.id for group in population.race_ethnicity}:
        raise row.refuse("races", "names a group that people.toml does not have")
    if not condition.factors.keys() <= set(model.factors):
        raise row.refuse("factors", "names a factor that model.toml does not have")
    return condition


def _care(row: Row, domain: str, groups: dict[tuple[str, str], Concept]) -> Care:
    vocabulary = row.text("vocabulary_id")
    if vocabulary not in CONCEPT_CLASSES:
        raise row.refuse("vocabulary_id", "is not known")
    parent = parent_of(row, domain, groups)
    low, _, high = (row.cells["ages"] or "0-").partition("-")
    return Care(
        concept=concept_of(row, domain, vocabulary, CONCEPT_CLASSES[vocabulary], parent),
        background=row.number("background", 0.0, 1.0, default=0.0),
        women=_women(row),
        ages=(float(low), float(high or 130)),
        since=_since(row),
        prompted_by=row.pairs("prompted_by", 0.0, 1.0),
    )


def _women(row: Row) -> float:
    words = {"only": ONLY_WOMEN, "never": ONLY_MEN}
    cell = row.cells["women"]
    return words[cell] if cell in words else row.number("women", 0.01, 100.0, default=1.0)


def _since(row: Row) -> int | None:
    return int(row.number("since", 1900, 2100)) if row.cells["since"] else None


def _check_codes_named(definition: Definition) -> None:
    """Every code that raises a risk or prompts care must begin a condition's code."""
    codes = [condition.concept.code for condition in definition.conditions]
    named = {code for condition in definition.conditions for code in condition.raised_by}
    for items in definition.care.values():
        named.update(code for item in items for code in item.prompted_by)
    for code in sorted(named):
        if not any(candidate.startswith(code) for candidate in codes):
            raise InputError(
                f"{code} is no condition of conditions.csv, nor the beginning of one",
                "data/demo",
                "Correct raised_by or prompted_by",
            )
