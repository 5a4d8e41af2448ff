"""Facts that several pages share out between them and a program wants as one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aggregates.release import Concept, Release
from browser.api.release_files import names_of
from browser.downloads import Rows
from browser.figures import ANYONE, COHORT, figure_of, listed_concept, telling_share
from browser.page_request import PageMissingError, PageRequest
from browser.privacy import privacy_facts
from browser.row_values import COUNT, SHARE, count_values, share_values
from browser.surveys import answered_question
from browser.variants.search_genes import genes_found
from layouts.address import DOMAIN_PATHS, concept_href
from layouts.concept import ConceptFacts, ListedConcept
from layouts.releases import ReleasesFacts
from layouts.search import Result
from suppression.bands import Count

MOST_GENES = 50  # as on the search page


def releases_rows(facts: ReleasesFacts) -> Rows:
    """One row per release that is served, the current one first."""
    yield (
        *("release_id", "title", "created", "cutoff_date", "synthetic", "current"),
        *(*COUNT, "policy", "previous", "citation", "license"),
    )
    for place, one in enumerate(facts.releases):
        made = (one.created, one.cutoff_date, one.synthetic, place == 0)
        said = (one.policy, one.previous or "", one.citation, one.license)
        yield (one.id, one.title["en"], *made, *count_values(one.participants), *said)


def release_of(request: PageRequest) -> Release:
    """The release itself, which its path names."""
    return request.release


def files_rows(release: Release) -> Rows:
    """One row per file of a release; checksums are those its certificate vouches for."""
    yield ("table", "path", "rows", "bytes", "sha256", "href")
    tables = {table["path"]: (name, table) for name, table in release.about["tables"].items()}
    for path in names_of(release):
        name, table = tables.get(path, ("", {}))
        size = table.get("bytes", (release.folder / path).stat().st_size)
        href = f"/api/v1/releases/{release.id}/files/{path}"
        yield (name, path, table.get("rows", ""), size, table.get("sha256", ""), href)


def release_values(release: Release) -> Mapping[str, Any]:
    """What a release says of itself, its tables left to their rows."""
    kept = {key: value for key, value in release.about.items() if key not in ("tables", "ties")}
    return {"about": kept}


def dimension_rows(request: PageRequest) -> Rows:
    """One row per group of every dimension, in the release's order."""
    yield ("dimension", "dimension_label", "group", "label")
    text = request.text
    for one in request.release.dimensions:
        for group in one.groups:
            yield (one.id, text.label(one.label), group.id, text.label(group.label))


def domain_rows(request: PageRequest) -> Rows:
    """One row per domain that has pages: its cuts and everybody with any data of it."""
    yield ("domain", "label", "path", "concepts", "cuts", *COUNT, *SHARE)
    release, text = request.release, request.text
    for name in request.served.domains:
        domain = release.domain(name)
        counted = count_values(domain.participants)
        part = share_values(telling_share(domain.participants, release.participants))
        label = text.label(domain.label)
        yield (
            name,
            label,
            DOMAIN_PATHS[name],
            domain.concepts,
            " ".join(domain.cuts),
            *counted,
            *part,
        )


def participant_rows(request: PageRequest) -> Rows:
    """One row per group of every cut of all participants, these themselves first."""
    yield ("cut", "group", "label", *COUNT, *SHARE)
    release, text = request.release, request.text
    yield ("total", "", "", *count_values(release.participants), 1, 1)
    for cut, counts in release.cuts(COHORT, ANYONE).items():
        if cut == "total":
            continue
        for cell in figure_of(release, cut, counts, release.participants, None, text).cells:
            called = (cut, "*".join(cell.groups), " · ".join(cell.labels))
            yield (*called, *count_values(cell.participants), *share_values(cell.share))


def hierarchy_rows(request: PageRequest) -> Rows:
    """One row per listed concept directly below another, in the order of the domain's list."""
    yield ("domain", "parent_id", "child_id")
    domain, release = request.arguments["domain"], request.release
    for parent in release.concepts(domain):
        for child in release.narrower(domain, parent.concept_id):
            yield (domain, parent.concept_id, child.concept_id)


def concept_values(facts: ConceptFacts) -> Mapping[str, Any]:
    """What a concept's page says besides the counts of its groups."""
    return {
        "concept": {
            **_listed(facts.concept),
            "vocabulary_id": facts.concept.vocabulary,
            "concept_code": facts.concept.code,
            "concept_class": facts.concept_class,
            "synonyms": list(facts.synonyms),
            "codes_elsewhere": list(facts.codes_elsewhere),
            "denominator": count_object(facts.denominator),
            "broader": [_listed(one) for one in facts.broader],
            "narrower": [_listed(one) for one in facts.narrower],
            "results": [_listed(one) for one in facts.results],
        }
    }


def _listed(one: ListedConcept) -> dict[str, Any]:
    return {
        "domain": one.domain,
        "concept_id": one.concept_id,
        "concept_name": one.name,
        "participants": count_object(one.participants),
    }


def count_object(count: Count) -> dict[str, Any]:
    """A published count: both ends of its band, and which of the states it is in."""
    low, high, state = count_values(count)
    return {"low": low, "high": high, "state": state}


@dataclass(frozen=True)
class Hits:
    """Everything that a search finds, best first, and genes that are called so."""

    results: tuple[tuple[Result, str], ...]  # each with the path of its page
    how: str
    genes: tuple[str, ...]


def hits(request: PageRequest) -> Hits:
    """What the search page finds, all pages of it in one.

    Raises ``PageMissingError`` for a kind of data that the release has none of.
    """
    address, index = request.address, request.served.index
    if address.domain and address.domain not in request.served.domains:
        if address.domain in DOMAIN_PATHS:
            raise PageMissingError("domain")
        request.ignored.add("domain")
    results = index.search(address.q)
    chosen = index.within(results, address.domain)
    bare = address.but(release="", language="en")
    return Hits(
        tuple(
            (
                _result(request.release, one.concept, one.matched),
                concept_href(bare, one.concept.domain, one.concept.concept_id, one.concept.page),
            )
            for one in index.shown(chosen, 0, len(chosen))
        ),
        results.how,
        tuple(one.symbol for one in genes_found(request.served, address.q, MOST_GENES)),
    )


def _result(release: Release, concept: Concept, matched: str) -> Result:
    denominator = release.domain(concept.domain).participants
    return Result(
        listed_concept(concept, denominator), matched, answered_question(release, concept)
    )


def hit_rows(facts: Hits) -> Rows:
    """One row per concept found."""
    yield ("domain", "concept_id", "concept_name", "matched", "question", "page", *COUNT, *SHARE)
    for one, page in facts.results:
        concept = one.concept
        called = (concept.domain, concept.concept_id, concept.name, one.matched, one.question, page)
        yield (*called, *count_values(concept.participants), *share_values(concept.share))


def hit_values(facts: Hits) -> Mapping[str, Any]:
    """How the words were found, and genes, which have no participants to count."""
    return {"how": facts.how or "as_typed", "genes": list(facts.genes)}


def privacy_values(request: PageRequest) -> Mapping[str, Any]:
    """The policy, whole, and what the certificate states in figures."""
    facts = privacy_facts(request)
    membership = facts.variants.membership if facts.variants else None
    return {
        "policy": request.release.policy.as_mapping(),
        "audit": {
            "passed": facts.passed,
            "figures": dict(facts.figures),
            "attacks": {name: dict(found) for name, found in facts.attacks.items()},
            "membership": {
                "people": count_object(membership.people),
                "powers": {name: dict(found) for name, found in membership.powers.items()},
            }
            if membership
            else None,
        },
    }
