"""Variants of a release: a derived store that answers in milliseconds, and the pages over it."""
