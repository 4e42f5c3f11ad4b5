"""Sentences with known truth, written without sight of the rules and word lists that are tested on them."""
