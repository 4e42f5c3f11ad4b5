"""From measured tables by group to estimates with uncertainty, after the design has said what can be estimated.

May enter: designs, contrasts, keyness, claims. May not: knowledge of how a value was measured.
"""
