"""From annotation tables to `Scores` or `Edges`, one module a family, none of which knows another.

May enter: pure functions on tables. May not: text, parsing, inference between groups, files.
"""
