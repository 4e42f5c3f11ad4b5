"""Texts and the researcher's categories: corpus, codebook, readers.

May enter: what reads a file into a table of documents or of codes. May not: anything that interprets a text.
"""
