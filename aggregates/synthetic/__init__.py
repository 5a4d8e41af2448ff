"""A synthetic cohort of invented, correlated people, written as an OMOP CDM."""
