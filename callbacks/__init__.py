"""Callbacks: thin steps from the address to a page."""
