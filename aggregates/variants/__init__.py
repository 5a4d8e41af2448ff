"""Variant files read into true allele counts by ancestry group. Build side only: never served."""
