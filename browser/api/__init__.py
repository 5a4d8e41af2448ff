"""Answers for programs: the facts of the pages as JSON, CSV and Parquet under ``/api/v1``."""
