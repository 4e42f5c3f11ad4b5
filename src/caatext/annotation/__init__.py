"""From text to stand-off annotation tables; the only place that reads text and knows spaCy.

May enter: whatever must see words in order. May not: scores, comparisons, files.
"""
