"""A synthetic cohort of invented, correlated people, written as an OMOP CDM."""

from aggregates.synthetic.cdm_folder import write_synthetic_cdm

__all__ = ["write_synthetic_cdm"]
