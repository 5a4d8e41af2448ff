"""What a Beacon client asks, read from a query string or a body; whatever it is, it is bounded."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

from browser.beacon.alleles import BASES, TYPES, Traits
from browser.beacon.errors import BeaconError
from browser.variants.identifiers import LAST_POSITION

GRANULARITIES: Final = ("boolean", "count", "aggregated", "record")
RESPONSES: Final = ("HIT", "MISS", "ALL", "NONE")
LARGEST_PAGE: Final = 1000
LARGEST_SKIP: Final = 1_000_000
LONGEST: Final = 2100  # characters of a text
MOST_FIELDS: Final = 60
NUMBERS: Final = ("start", "end")
LENGTHS: Final = ("variantMinLength", "variantMaxLength")
TEXTS: Final = (
    "referenceName", "assemblyId", "referenceBases", "alternateBases", "variantType", "geneId",
    "aminoacidChange", "genomicAlleleShortForm",
)  # fmt: skip
ANYTHING: Final = Traits()
PARAMETERS: Final = frozenset((*NUMBERS, *LENGTHS, *TEXTS))
FRAME: Final = frozenset((
    "requestedGranularity", "includeResultsetResponses", "testMode", "skip", "limit", "filters",
    "requestedSchema", "requestedSchemas", "apiVersion", "filtersLogic",
))  # fmt: skip


@dataclass(frozen=True)
class Frame:
    """How an answer is wanted."""

    granularity: str = "count"
    include: str = "HIT"
    test: bool = False
    skip: int = 0
    limit: int = 10


@dataclass(frozen=True)
class Asked:
    """A query. Positions count from 0; ``start`` and ``end`` hold one or two of them."""

    frame: Frame = Frame()
    given: Mapping[str, Any] = field(default_factory=dict)  # the parameters as understood
    start: tuple[int, ...] = ()
    end: tuple[int, ...] = ()
    traits: Traits = ANYTHING

    def text(self, name: str) -> str:
        """A parameter that is text; empty where it is not given."""
        return str(self.given.get(name, ""))


def read_get(query: str) -> Asked:
    """A GET request's query. Raises :class:`BeaconError` naming what is wrong."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="replace",
                          max_num_fields=MOST_FIELDS)  # fmt: skip
    except ValueError:
        raise BeaconError("many") from None
    given: dict[str, Any] = {}
    for name, value in pairs:
        given[name] = f"{given[name]},{value}" if name in given else value
    frame = {name: value for name, value in given.items() if name in FRAME}
    return _asked({name: given[name] for name in given if name not in FRAME}, frame)


def read_post(body: bytes) -> Asked:
    """A POST request's body. Raises :class:`BeaconError` naming what is wrong."""
    try:
        whole = json.loads(body) if body.strip() else {}
    except (ValueError, RecursionError):
        raise BeaconError("json") from None
    query = _object(_object(whole, "body").get("query"), "query")
    parameters = _object(query.get("requestParameters"), "requestParameters")
    if set(parameters) == {"g_variant"}:  # keyed by entry type, as in the framework's schema
        parameters = _object(parameters["g_variant"], "g_variant")
    pages = _object(query.get("pagination"), "pagination")
    frame = {**query, **{name: pages[name] for name in ("skip", "limit") if name in pages}}
    return _asked(parameters, frame)


def _object(value: Any, name: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BeaconError("object", name=name)
    return value


def _asked(parameters: Mapping[str, Any], frame: Mapping[str, Any]) -> Asked:
    # What is passed over would widen the question: the answer would be to another one.
    if not set(parameters) <= PARAMETERS:
        raise BeaconError("unknown", known=", ".join(sorted(PARAMETERS)))
    if frame.get("filters"):
        raise BeaconError("filters")
    given: dict[str, Any] = {}
    for name in (*NUMBERS, *LENGTHS, *TEXTS):
        if parameters.get(name) is None:
            continue
        if name in NUMBERS:
            given[name] = _numbers(name, parameters[name])
        elif name in LENGTHS:
            given[name] = _number(name, parameters[name], LAST_POSITION)
        else:
            given[name] = _text(name, parameters[name])
    start, end = (tuple(given.get(name, ())) for name in NUMBERS)
    asked = Asked(_frame(frame), given, start, end, _traits(given))
    _whole(asked)
    return asked


def _traits(given: Mapping[str, Any]) -> Traits:
    kind = given.get("variantType", "").upper()
    if kind and kind not in TYPES:
        raise BeaconError("kind", known=", ".join(TYPES))
    bases = []
    for name in ("referenceBases", "alternateBases"):
        value = given.get(name)
        if value is not None:
            value = "" if value in ("-", ".") else value.upper()
            if not BASES.fullmatch(value):
                raise BeaconError("bases", name=name)
        bases.append(value)
    return Traits(bases[0], bases[1], kind, *(given.get(name) for name in LENGTHS))


def _whole(asked: Asked) -> None:
    """Refuse a question with parts that do not belong together, or without one it needs."""
    start, end, names = asked.start, asked.end, set(asked.given)
    placed = bool(start or end or "referenceName" in names)
    subjects = placed + sum(name in names for name in ("geneId", "genomicAlleleShortForm"))
    if subjects > 1:
        raise BeaconError("subjects")
    if "aminoacidChange" in names and "geneId" not in names:
        raise BeaconError("needs", name="aminoacidChange", other="geneId")
    if not placed:
        if subjects == 0 and asked.traits.any:
            raise BeaconError("needs", name="variantType", other="referenceName, geneId")
        return
    if "referenceName" not in names:
        raise BeaconError("needs", name="start", other="referenceName")
    if not start:
        raise BeaconError("needs", name="referenceName", other="start")
    if not end and (len(start) > 1 or asked.traits.alt is None):
        raise BeaconError("needs", name="start", other="alternateBases, end")
    if end and (len(end) != len(start) or end[-1] <= start[0]):
        raise BeaconError("range")
    if any(pair[0] >= pair[1] for pair in (start, end) if len(pair) == 2):
        raise BeaconError("range")


def _frame(frame: Mapping[str, Any]) -> Frame:
    return Frame(
        _one_of("requestedGranularity", frame, GRANULARITIES, "count"),
        _one_of("includeResultsetResponses", frame, RESPONSES, "HIT"),
        _yes("testMode", frame.get("testMode")),
        _number("skip", frame.get("skip") or 0, LARGEST_SKIP),
        _number("limit", 10 if frame.get("limit") in (None, "") else frame["limit"], LARGEST_PAGE),
    )


def _one_of(name: str, frame: Mapping[str, Any], known: tuple[str, ...], usual: str) -> str:
    value = frame.get(name) or usual
    if value not in known:
        raise BeaconError("choice", name=name, known=", ".join(known))
    return str(value)


def _yes(name: str, value: Any) -> bool:
    if value in (None, "", False, "false"):
        return False
    if value in (True, "true"):
        return True
    raise BeaconError("choice", name=name, known="true, false")


def _number(name: str, value: Any, most: int) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 12:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise BeaconError("number", name=name, most=most)
    return value


def _numbers(name: str, value: Any) -> list[int]:
    """One or two positions: a number, a list of them, or text with a comma."""
    parts = value.split(",") if isinstance(value, str) else value
    parts = parts if isinstance(parts, list) else [parts]
    if not 1 <= len(parts) <= 2:
        raise BeaconError("number", name=name, most=LAST_POSITION)
    return [_number(name, part, LAST_POSITION) for part in parts]


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST or not value.isprintable():
        raise BeaconError("text", name=name)
    return value.strip()
