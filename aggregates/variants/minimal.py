"""Alleles in their shortest form, so that one allele has one name however it was written."""


def minimal(position: int, reference: str, alternative: str) -> tuple[int, str, str]:
    """Trim what both alleles share: first at the end, then at the start; one base stays of each.

    That is the minimal representation of Tan, Abecasis and Kang (Bioinformatics 2015, 31:2202)
    without its shifting to the left, which would need the reference sequence: an indel in a
    repeat stays where its file put it, within its own bases.

    >>> minimal(100, "CTCC", "CCC"), minimal(100, "GCA", "GCT")
    ((100, 'CT', 'C'), (102, 'A', 'T'))
    """
    end = 0
    shortest = min(len(reference), len(alternative))
    while end < shortest - 1 and reference[-1 - end] == alternative[-1 - end]:
        end += 1
    if end:
        reference, alternative = reference[:-end], alternative[:-end]
    start = 0
    shortest -= end
    while start < shortest - 1 and reference[start] == alternative[start]:
        start += 1
    return position + start, reference[start:], alternative[start:]
