"""Facts of the page for those who take the data with them or build on them."""

from browser.api.asking import MOST
from browser.api.columns import TYPES
from browser.api.own_facts import files_rows
from browser.api.resources import OWN_PAGES, PLACEHOLDERS, RESOURCES, Resource
from browser.page_request import PageRequest
from layouts.address import DOMAIN_PATHS, GENES, VARIANTS
from layouts.open_data import ApiAddress, OpenDataFacts, ReleaseFile

OF_VARIANTS = (
    ("variants", VARIANTS, ("csv", "parquet")),
    ("gene", f"{GENES}/{{symbol}}", ("csv", "parquet")),
    ("region", "/regions/{region}", ("csv", "parquet")),
    ("variant", f"{VARIANTS}/{{variant_id}}", ("csv",)),
)


def open_data_facts(request: PageRequest) -> OpenDataFacts:
    """The files of the release, the addresses of the API, and what its columns mean."""
    release = request.release
    _, *files = files_rows(release)
    example = _example(request)
    return OpenDataFacts(
        release=release.id,
        files=tuple(
            ReleaseFile(str(table), str(path), _number(rows), _number(size))
            for table, path, rows, size, *_ in files
        ),
        addresses=_addresses(request),
        columns=tuple(sorted(TYPES)),
        examples=_examples(request),
        example=(example, release.concepts(example)[0].concept_id) if example else None,
        most_rows=MOST,
        citation=release.citation,
        license=release.license,
    )


def _example(request: PageRequest) -> str:
    """A domain with a list of concepts; "" where the release has none."""
    listed = [one for one in request.served.domains if one not in OWN_PAGES]
    return next((one for one in listed if request.release.concepts(one)), "")


def _examples(request: PageRequest) -> tuple[str, ...]:
    """Addresses that give a first answer: a list and a concept, or a gene, or all participants."""
    domain, store = _example(request), request.served.variants
    if domain:
        path = DOMAIN_PATHS[domain]
        concept = f"{path}/{request.release.concepts(domain)[0].concept_id}"
        return (f"{path}?limit=5", concept, f"{concept}.csv")
    for gene in store.genes.largest(1) if store else ():
        return (f"{GENES}/{gene.symbol}?limit=5", f"{GENES}/{gene.symbol}.csv")
    return ("/participants", "/participants.csv")


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _addresses(request: PageRequest) -> tuple[ApiAddress, ...]:
    found = [
        ApiAddress(one.name, _shown(pattern), domain, ("csv",) if one.columns else ())
        for one in RESOURCES
        for pattern, domain in _of(one, request)
    ]
    if request.served.variants:
        found += [ApiAddress(name, path, "", files) for name, path, files in OF_VARIANTS]
    return tuple(found)


def _of(resource: Resource, request: PageRequest) -> list[tuple[str, str]]:
    """The addresses of a resource: lists of every domain, the rest of them once."""
    mine = resource.of(request.served.domains)
    return mine if resource.name == "concepts" or not resource.domains else mine[:1]


def _shown(pattern: str) -> str:
    for written, shown in PLACEHOLDERS.items():
        pattern = pattern.replace(written, shown)
    return pattern
