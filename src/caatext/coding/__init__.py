"""Coding by people: samples out, sheets in, agreement, adjudication, and machine codes held against the result."""

from caatext.coding.adjudication import gold, write_adjudication
from caatext.coding.correction import correct_prevalence
from caatext.coding.page import code_in_notebook
from caatext.coding.reading import read_codings
from caatext.coding.reliability import reliability
from caatext.coding.sampling import draw_sample
from caatext.coding.sheets import write_sheet
from caatext.coding.validation import validate_codes

__all__ = [
    "code_in_notebook",
    "correct_prevalence",
    "draw_sample",
    "gold",
    "read_codings",
    "reliability",
    "validate_codes",
    "write_adjudication",
    "write_sheet",
]
