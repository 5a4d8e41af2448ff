"""Disclosure control: policy, bands, families of cells, audit, repair, certificate."""
