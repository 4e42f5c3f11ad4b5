"""Numbers in, numbers out: the statistics of comparison on plain arrays.

May enter: functions that need numpy and scipy only. May not: labels, text, pandas.
"""
