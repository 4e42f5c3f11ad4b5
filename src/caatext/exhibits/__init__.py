"""What a reader sees: numbered figures, tables and quotations, described as data and drawn last; all drawing is here.

May enter: an exhibit's data, its figure, its caption. May not: a computation that changes a number.
"""
