"""Aggregates: from participant-level OMOP data to true counts, and the release format."""
