"""Reading a certificate that anybody may have written."""

import base64
import lzma
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suppression.certificate import CertificateError, packed, unpacked
from tests.examples import examples
from tests.suppression.small_releases import Certified, random_release, three_subjects


def text_of(numbers: list[int], kind: str = "<u4") -> str:
    return packed_text(np.array(numbers, np.int64).astype(kind).tobytes())


def packed_text(content: bytes, more: bytes = b"") -> str:
    """As the format says: a raw LZMA2 stream (preset 9, lc 0, lp 2, pb 2) in base85."""
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9, "lc": 0, "lp": 2, "pb": 2}]
    stream = lzma.compress(content, format=lzma.FORMAT_RAW, filters=filters)
    return base64.b85encode(stream + more).decode("ascii")


def values_of(release: Certified) -> dict[str, Any]:
    return packed(release.certificates["condition"], release.tables["condition"])


@pytest.mark.parametrize("release", [three_subjects(), random_release()])
def test_packing_and_reading_gives_the_same_certificate(release: Certified) -> None:
    for name, found in release.certificates.items():
        again = unpacked(packed(found, release.tables[name]), release.tables[name])
        assert np.array_equal(again.wholes, found.wholes)
        assert np.array_equal(again.above, found.above)


def test_what_is_packed_are_distances_from_the_lower_ends_of_the_bands() -> None:
    # 416, 212 and 204 of 401, 201 and 201 or more, then 420, 219 and 201
    assert values_of(three_subjects()) == {
        "denominator_tables": text_of([15, 11, 3, 19, 18, 0]),
        "denominator_tables_stand_on": text_of([0, 0]),
    }


def test_a_certificate_has_no_part_but_whole_tables_and_what_they_stand_on() -> None:
    assert set(values_of(random_release())) == set(TEXTS)


def test_a_table_below_its_band_cannot_be_packed() -> None:
    release = three_subjects()
    lying = release.claiming("condition", release.certificates["condition"].wholes - 100)
    with pytest.raises(CertificateError):
        values_of(lying)


BAD_TEXTS = [
    *(None, 7, [], {}, "", "not base85!", "ĀĀĀĀ", "AAAA", '"'),
    base64.b85encode(b"").decode(),
    base64.b85encode(lzma.compress(bytes(12))).decode(),  # with the headers of a file
    packed_text(b"abc"),  # no whole number of numbers
    text_of([0, 1])[:-5],  # cut off
    packed_text(bytes(12), b"more"),
    text_of([1] * 7),  # no whole number of tables, and none that stand on seven
    text_of([(1 << 32) - 1]),
]
TEXTS = ["denominator_tables", "denominator_tables_stand_on"]


@pytest.mark.parametrize("key", TEXTS)
@pytest.mark.parametrize("text", BAD_TEXTS)
def test_a_damaged_table_is_no_certificate(key: str, text: object) -> None:
    with pytest.raises(CertificateError):
        unpacked({**values_of(three_subjects()), key: text}, three_subjects().tables["condition"])


@pytest.mark.parametrize("key", TEXTS)
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


def test_a_table_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suppression.certificate._MOST_BYTES", 1 << 20)
    bomb = packed_text(bytes(1 << 22))
    with pytest.raises(CertificateError):
        unpacked(
            {**values_of(three_subjects()), "denominator_tables": bomb},
            three_subjects().tables["condition"],
        )


NUMBERS = st.lists(st.integers(0, (1 << 32) - 1) | st.integers(0, 5), max_size=30)


@settings(max_examples=examples(150), deadline=None)
@given(st.dictionaries(st.sampled_from(TEXTS), NUMBERS, min_size=1))
def test_numbers_made_up_are_refused_and_never_crash(parts: dict[str, list[int]]) -> None:
    release = three_subjects()
    honest = values_of(release)
    values = {**honest, **{key: text_of(numbers) for key, numbers in parts.items()}}
    try:
        found = unpacked(values, release.tables["condition"])
    except CertificateError:
        return
    claimed = replace(release, certificates={**release.certificates, "condition": found})
    if not claimed.problems():
        # what is accepted consists of tables that are possible, and show what must be open
        low, high = release.tables["condition"].row(0)
        assert ((low <= found.wholes) & (found.wholes <= high)).all()
        assert (found.wholes[:, 0] == found.wholes[:, 1] + found.wholes[:, 2]).all()
        assert (found.wholes[:, 1] >= 219).any()
