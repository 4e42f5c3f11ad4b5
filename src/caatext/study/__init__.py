"""The one place that joins all steps: a study file to findings to a report, and single steps on a corpus.

May enter: plain calls of the layers below, in order. May not: statistics, drawing, text, printing.
"""
