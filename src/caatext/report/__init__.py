"""Exhibits to one HTML page with its tables and figures beside it.

May enter: order, headings, templates, writing. May not: statistics or drawing.
"""
