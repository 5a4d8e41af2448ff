"""Consequences of variants by how severe they are."""

import re

# Sequence Ontology terms, the most severe first. Ensembl Variation, "Calculated consequences",
# release 113 (2024), https://www.ensembl.org/info/genome/variation/prediction/predicted_data.html
SEVERITY = (
    *("transcript_ablation", "splice_acceptor_variant", "splice_donor_variant", "stop_gained"),
    *("frameshift_variant", "stop_lost", "start_lost", "transcript_amplification"),
    *("feature_elongation", "feature_truncation", "inframe_insertion", "inframe_deletion"),
    *("missense_variant", "protein_altering_variant", "splice_donor_5th_base_variant"),
    *(
        "splice_region_variant",
        "splice_donor_region_variant",
        "splice_polypyrimidine_tract_variant",
    ),
    *("incomplete_terminal_codon_variant", "start_retained_variant", "stop_retained_variant"),
    *("synonymous_variant", "coding_sequence_variant", "mature_miRNA_variant"),
    *("5_prime_UTR_variant", "3_prime_UTR_variant", "non_coding_transcript_exon_variant"),
    *("intron_variant", "NMD_transcript_variant", "non_coding_transcript_variant"),
    *("coding_transcript_variant", "upstream_gene_variant", "downstream_gene_variant"),
    *("TFBS_ablation", "TFBS_amplification", "TF_binding_site_variant"),
    *("regulatory_region_ablation", "regulatory_region_amplification"),
    *("regulatory_region_variant", "intergenic_variant", "sequence_variant"),
)
_RANK = {term: rank for rank, term in enumerate(SEVERITY)}
_BETWEEN = re.compile(r"[&,]\s*")


def most_severe(terms: str) -> tuple[int, str]:
    """The most severe of the terms of one transcript, joined by `&` or commas, and its rank.

    A term that Ensembl does not rank comes after all that it does.

    >>> most_severe("splice_region_variant&intron_variant")[1]
    'splice_region_variant'
    """
    unknown = len(SEVERITY)
    return min((_RANK.get(term, unknown), term) for term in _BETWEEN.split(terms))
