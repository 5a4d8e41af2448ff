"""GA4GH Beacon v2 of the current release's variants, under ``/beacon/v2``.

Specification: https://docs.genomebeacons.org and https://github.com/ga4gh-beacon/beacon-v2.
"""
