"""The table of Laver, Benoit & Garry (2003): five reference texts and one virgin text over 37 words."""

from __future__ import annotations

import numpy as np
import pytest

BELL = (2, 3, 10, 22, 45, 78, 115, 146, 158, 146, 115, 78, 45, 22, 10, 3, 2)
#: First word of R1 to R5 and V1.
FIRST = (0, 5, 10, 15, 20, 7)


@pytest.fixture(scope="session")
def lbg():
    counts = np.zeros((6, 37))
    for row, first in enumerate(FIRST):
        counts[row, first : first + len(BELL)] = BELL
    return counts
