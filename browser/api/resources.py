"""The table of what programs can ask for: which address is answered by which rows.

Addresses, the OpenAPI document, the reference in ``docs/`` and the page ``/data`` are all made of
this table; the facts and the rows are those of the site's own pages and downloads.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, RequestRedirect, Rule

from browser.api import asked_facts
from browser.api import own_facts as own
from browser.compare import compare_facts
from browser.compare_rows import compare_rows
from browser.concept import concept_facts
from browser.concept_list import whole_list_facts
from browser.data_types import data_types_facts
from browser.diversity import diversity_facts
from browser.diversity_rows import data_types_rows, diversity_rows
from browser.downloads import Rows, concept_rows, list_rows, pair_rows, value_rows
from browser.glossary import glossary_facts, glossary_rows
from browser.page_request import PageRequest
from browser.release_changes import changes_facts, changes_rows
from browser.releases import releases_facts
from browser.scope import scope_facts
from browser.scope_rows import scope_rows
from browser.survey_rows import module_rows, question_rows, surveys_rows
from browser.surveys import SURVEY, module_facts, question_facts, surveys_facts
from layouts.address import COMPARED, DOMAIN_PATHS
from layouts.scope_address import ALSO, CHOICES, GROUP, TYPED, WITH

Values = Mapping[str, Any]


def _nothing(_: Any) -> Values:
    return {}


def _asked(request: PageRequest) -> PageRequest:
    return request


def _no_rows(_: Any) -> Rows:
    yield ()


@dataclass(frozen=True)
class Resource:
    """Something to ask for, at ``pattern`` below ``/api/v1``.

    ``name`` is its operation id and the key of its words below ``api.resource``. ``key`` names the
    columns that tell its rows apart, where they come page by page. ``rows`` has no ``.csv`` where
    there are none (``columns`` empty). ``values`` are what JSON says besides them.
    """

    name: str
    pattern: str
    facts: Callable[[PageRequest], Any]
    rows: Callable[[Any], Rows] = _no_rows
    values: Callable[[Any], Values] = _nothing
    schema: str = ""  # of ``values``, among the schemas of the OpenAPI document
    key: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    required: str = ""  # the parameter that must be given
    needs: str = ""  # the domain without which a release has none of it
    several: tuple[str, ...] = ()  # parameters that may be given more than once
    of_release: str = ""  # what of the path names the release, where no parameter does
    moves: bool = False  # whether another path may be the one that it is known under
    unlisted: bool = False  # whether there are rows without a count

    def of(self, served: Collection[str]) -> list[tuple[str, str]]:
        """Its addresses in a release that has these domains."""
        if self.needs and self.needs not in served:
            return []
        return [one for one in addresses(self) if one[1] in ("", *served)]

    @property
    def accepted(self) -> tuple[str, ...]:
        """The parameters that may stand in its query."""
        paging = ("limit", "after") if self.key else ()
        release = () if self.of_release else ("release",)
        return (*self.parameters, *paging, *release, "lang")


_COUNT: Final = ("participants_low", "participants_high", "participants_state")
_SHARE: Final = ("share_low", "share_high")
_CONCEPT: Final = ("domain", "concept_id", "concept_name")
_QUESTION: Final = (
    "module_id", "question_id", "question", "asked_after_answer_id", "answers_each", "answer_id",
    "answer", "answer_kind",
)  # fmt: skip
OWN_PAGES: Final = ("data_type", SURVEY)  # domains whose list is a page of another kind
LISTED: Final = tuple(one for one in DOMAIN_PATHS if one not in OWN_PAGES)
WITH_CONCEPTS: Final = tuple(one for one in DOMAIN_PATHS if one != SURVEY)

RESOURCES: Final = (
    Resource(
        "releases", "/releases", releases_facts, own.releases_rows,
        columns=(
            "release_id", "title", "created", "cutoff_date", "synthetic", "current", *_COUNT,
            "policy", "previous", "citation", "license",
        ),
    ),
    Resource(
        "release", "/releases/<release_id>", own.release_of, own.files_rows, own.release_values,
        schema="ReleaseValues", of_release="release_id",
        columns=("table", "path", "rows", "bytes", "sha256", "href"),
    ),
    Resource(
        "dimensions", "/dimensions", _asked, own.dimension_rows,
        columns=("dimension", "dimension_label", "group", "label"),
    ),
    Resource(
        "domains", "/domains", _asked, own.domain_rows,
        columns=("domain", "label", "path", "concepts", "cuts", *_COUNT, *_SHARE),
    ),
    Resource(
        "participants", "/participants", _asked, own.participant_rows,
        columns=("cut", "group", "label", *_COUNT, *_SHARE),
    ),
    Resource(
        "diversity", "/diversity", diversity_facts, diversity_rows,
        columns=(
            "subject", "dimension", "groups", "label", *_COUNT, "share_of", *_SHARE, "reference",
            "reference_of", "reference_year", "reference_low", "reference_high", "ratio_low",
            "ratio_high", "reference_stated", "source",
        ),
    ),
    Resource(
        "data_types", "/data-types", data_types_facts, data_types_rows, needs="data_type",
        columns=("kind", "data_types", "concept_id", *_COUNT, *_SHARE),
    ),
    Resource(
        "search", "/search", own.hits, own.hit_rows, own.hit_values, schema="SearchValues",
        key=("domain", "concept_id"), parameters=("q", "domain"), required="q",
        columns=(*_CONCEPT, "matched", "question", "page", *_COUNT, *_SHARE),
    ),
    Resource(
        "concepts", "{domain}", whole_list_facts, list_rows,
        key=("concept_id",), parameters=("q", "sort"), domains=LISTED,
        columns=(*_CONCEPT, "vocabulary_id", "concept_code", *_COUNT, *_SHARE),
    ),
    Resource(
        "hierarchy", "{domain}/hierarchy", _asked, own.hierarchy_rows,
        key=("parent_id", "child_id"), domains=LISTED, columns=("domain", "parent_id", "child_id"),
    ),
    Resource(
        "concept", "{domain}/<concept_id>", concept_facts, concept_rows, own.concept_values,
        schema="ConceptValues", domains=WITH_CONCEPTS,
        columns=(*_CONCEPT, "cut", "group", *_COUNT, "share_of", *_SHARE),
    ),
    Resource(
        "values", "{domain}/<concept_id>/values", concept_facts, value_rows, domains=WITH_CONCEPTS,
        columns=(*_CONCEPT, "unit", "bin_low", "bin_high", "cut", "group", *_COUNT),
    ),
    Resource(
        "pairs", "{domain}/<concept_id>/pairs", concept_facts, pair_rows, domains=WITH_CONCEPTS,
        key=("other_domain", "other_concept_id"),
        columns=(
            *_CONCEPT, "other_domain", "other_concept_id", "other_concept_name", *_COUNT, *_SHARE,
            "lift_low", "lift_high",
        ),
    ),
    Resource(
        "surveys", "/surveys", surveys_facts, surveys_rows, needs=SURVEY,
        columns=("module_id", "module", "questions", "versions", *_COUNT, *_SHARE),
    ),
    Resource(
        "survey_module", "/surveys/<module_id>", module_facts, module_rows, needs=SURVEY,
        columns=(*_QUESTION, *_COUNT, *_SHARE),
    ),
    Resource(
        "survey_question", "/surveys/<module_id>/<question_id>", question_facts, question_rows,
        needs=SURVEY,
        columns=(*_QUESTION, "cut", "group", *_COUNT, *_SHARE),
    ),
    Resource(
        "over_releases", "{domain}/<concept_id>/releases", asked_facts.over_facts,
        asked_facts.over_rows, domains=WITH_CONCEPTS, unlisted=True,
        columns=(*_CONCEPT, "release_id", "cutoff_date", *_COUNT, *_SHARE),
    ),
    Resource(
        "scope", "/scope", scope_facts, scope_rows, asked_facts.scope_values, schema="ScopeValues",
        parameters=(WITH, f"{GROUP}*", ALSO, *CHOICES, *TYPED), several=(ALSO,),
        columns=("asked", "role", "things", "cut", "group", *_COUNT, "share_of", *_SHARE),
    ),
    Resource(
        "compare", "/compare", compare_facts, compare_rows, asked_facts.compare_values,
        schema="CompareValues", parameters=(*COMPARED, "cut"),
        columns=(
            "side", *_CONCEPT, "question", "release_id", "cut", "group", *_COUNT, "of_low",
            "of_high", *_SHARE, "age_standardised_low", "age_standardised_high",
        ),
    ),
    Resource(
        "changes", "/releases/<after>/since/<before>", changes_facts, changes_rows,
        asked_facts.changes_values, schema="ChangesValues", of_release="after", moves=True,
        key=("domain", "concept_id", "change"), unlisted=True,
        columns=(
            *_CONCEPT, "change", "before_low", "before_high", "before_state", "after_low",
            "after_high", "after_state",
        ),
    ),
    Resource("privacy", "/privacy", _asked, values=own.privacy_values, schema="PrivacyValues"),
    Resource(
        "glossary", "/glossary", glossary_facts, glossary_rows,
        columns=("word", "label", "meaning"),
    ),
)  # fmt: skip


# What stands for the arguments of a path where it is shown to people and programs.
PLACEHOLDERS: Final = {
    "<concept_id>": "{concept_id}",
    "<module_id>": "{module_id}",
    "<question_id>": "{question_id}",
    "<release_id>": "{release_id}",
    "<after>": "{new}",
    "<before>": "{old}",
}


@dataclass(frozen=True)
class Found:
    """A resource and the arguments that stand in the path."""

    resource: Resource
    arguments: Mapping[str, str]


def find(path: str) -> Found | None:
    """The resource at a path below ``/api/v1``, without ``.csv``; ``None`` where there is none."""
    try:
        place, arguments = _PATHS.match(path)
    except (HTTPException, RequestRedirect):
        return None
    return Found(RESOURCES[place], arguments)


def addresses(resource: Resource) -> list[tuple[str, str]]:
    """Each pattern of a resource with its domain, ``""`` where it is of none."""
    if not resource.domains:
        return [(resource.pattern, "")]
    return [
        (resource.pattern.replace("{domain}", DOMAIN_PATHS[one]), one) for one in resource.domains
    ]


def _rules() -> list[Rule]:
    return [
        Rule(pattern, endpoint=place, defaults={"domain": domain} if domain else None)
        for place, resource in enumerate(RESOURCES)
        for pattern, domain in addresses(resource)
    ]


_PATHS = Map(_rules(), redirect_defaults=False, merge_slashes=False).bind("")
