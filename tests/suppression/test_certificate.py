"""Reading a certificate that anybody may have written."""

import base64
import lzma
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppression.certificate import CertificateError, packed, unpacked
from tests.suppression.small_releases import Certified, random_release, three_subjects


def text_of(numbers: list[int], kind: str = "<u4") -> str:
    content = lzma.compress(np.array(numbers, np.int64).astype(kind).tobytes())
    return base64.b64encode(content).decode()


def values_of(release: Certified) -> dict[str, Any]:
    return packed(release.certificates["condition"], release.tables["condition"])


@pytest.mark.parametrize("release", [three_subjects(), random_release()])
def test_packing_and_reading_gives_the_same_certificate(release: Certified) -> None:
    for name, found in release.certificates.items():
        again = unpacked(packed(found, release.tables[name]), release.tables[name])
        assert np.array_equal(again.wholes, found.wholes)
        assert np.array_equal(again.above, found.above)
        for one, other in zip(again.subjects, found.subjects, strict=True):
            assert np.array_equal(one.tables, other.tables)
            assert np.array_equal(one.denominators, other.denominators)
            assert one.floors == other.floors


def test_a_witness_below_its_band_cannot_be_packed() -> None:
    release = three_subjects()
    lying = release.claiming(1, tables=release.witnesses(1).tables - 100)
    with pytest.raises(CertificateError):
        values_of(lying)


BAD_TEXTS = [
    *(None, 7, [], {}, "", "not base64!", "ĀĀĀĀ", "AAAA"),
    base64.b64encode(b"").decode(),
    base64.b64encode(lzma.compress(b"abc")).decode(),  # no whole number of numbers
    text_of([0, 1])[:-8],  # cut off
    base64.b64encode(lzma.compress(bytes(4)) + b"more").decode(),
    text_of([1] * 7),
    text_of([(1 << 32) - 1]),
]
TEXTS = [
    *("denominator_tables", "denominator_tables_stand_on"),
    *("witnesses_per_subject", "witnesses", "witnesses_stand_on"),
]


@pytest.mark.parametrize("key", TEXTS)
@pytest.mark.parametrize("text", BAD_TEXTS)
def test_a_damaged_table_is_no_certificate(key: str, text: object) -> None:
    with pytest.raises(CertificateError):
        unpacked({**values_of(three_subjects()), key: text}, three_subjects().tables["condition"])


@pytest.mark.parametrize("key", [*TEXTS, "floors"])
def test_a_missing_part_is_no_certificate(key: str) -> None:
    values = values_of(three_subjects())
    del values[key]
    with pytest.raises(CertificateError):
        unpacked(values, three_subjects().tables["condition"])


def test_an_unknown_part_is_no_certificate() -> None:
    with pytest.raises(CertificateError):
        unpacked(
            {**values_of(three_subjects()), "skip": True}, three_subjects().tables["condition"]
        )


@pytest.mark.parametrize("values", [None, 7, [], "text", {}])
def test_what_is_no_mapping_is_no_certificate(values: Any) -> None:
    with pytest.raises(CertificateError):
        unpacked(values, three_subjects().tables["condition"])


@pytest.mark.parametrize(
    "floors",
    [
        *(None, 7, {"a": 1}, [7], [[1]], [[1, 1]], [[1, 1, [1]]], [[1, 1, [[0, 1, 2]]]]),
        [[1, 1, [[0, 0.5]]]],
        [[1, 1, [[0, float("inf")]]]],
        [[1, 1, [[0, float("nan")]]]],
        [[1, 1, [[0, "1"]]]],
        [[1, 1, [[True, 1]]]],
        [[1.0, 1, [[0, 1]]]],
        [[1, None, [[0, 1]]]],
        [[-1, 1, [[0, 1]]]],
        [[1, -2, [[0, 1]]]],
        [[99, 1, [[0, 1]]]],
        [[1, 99, [[0, 1]]]],
    ],
)
def test_a_floor_that_is_none_is_no_certificate(floors: object) -> None:
    values = {**values_of(three_subjects()), "floors": floors}
    with pytest.raises(CertificateError):
        unpacked(values, three_subjects().tables["condition"])


def test_a_table_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suppression.certificate._MOST_BYTES", 1 << 20)
    bomb = base64.b64encode(lzma.compress(bytes(1 << 22))).decode()
    with pytest.raises(CertificateError):
        unpacked(
            {**values_of(three_subjects()), "witnesses": bomb},
            three_subjects().tables["condition"],
        )


NUMBERS = st.lists(st.integers(0, (1 << 32) - 1) | st.integers(0, 5), max_size=30)
WHOLE = st.integers(-(1 << 70), 1 << 70) | st.integers(-3, 30)
FLOORS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 2), st.lists(st.tuples(WHOLE, WHOLE), max_size=4)),
    max_size=3,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(TEXTS), NUMBERS, min_size=1), FLOORS)
def test_numbers_made_up_are_refused_and_never_crash(
    parts: dict[str, list[int]], floors: list[Any]
) -> None:
    release = three_subjects()
    honest = values_of(release)
    values = {**honest, **{key: text_of(numbers) for key, numbers in parts.items()}}
    values["floors"] = [*honest["floors"], *([p, c, [*map(list, r)]] for p, c, r in floors)]
    try:
        found = unpacked(values, release.tables["condition"])
    except CertificateError:
        return
    claimed = Certified(release.tables, {**release.certificates, "condition": found})
    if claimed.problems():
        return
    for one, other in zip(found.subjects, release.certificates["condition"].subjects, strict=True):
        assert np.array_equal(one.tables, other.tables)  # what is accepted was never changed
