"""Planted truth: what the toolkit recovers of corpora whose truth is known, row by row, with the threshold of each."""
