"""Coding by people: samples out, sheets in, agreement, adjudication, and machine codes held against the result."""
