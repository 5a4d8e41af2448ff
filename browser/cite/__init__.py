"""Figures as citable objects: their own pages, files, pictures and citations."""
