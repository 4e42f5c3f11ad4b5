"""Regular expressions that users write: tried on bait before they meet a text, so that none takes for ever."""

from __future__ import annotations

import itertools
import re
import time

#: Processor time that a pattern may take on a few dozen characters; a sound one takes a thousandth of it.
_PATIENCE = 0.05
#: How often a piece of bait is repeated. Time that doubles with each repetition shows at two dozen; the steps are
#: small, so that a try never takes much longer than the patience allows.
_LENGTHS = (6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28)
#: Letters, digits and marks that the parts of a pattern may stand for.
_ALPHABET = "aA0 .-,"
#: Signs of a pattern itself that are put beside them.
_MOST_OWN = 6
#: What every line has to begin with, where a pattern says so in plain signs.
_HEAD = re.compile(r"\^?([\w ,:;-]+)")


def check_pattern(pattern: str) -> str:
    """Return a pattern that compiles and takes no time on bait.

    Parameters
    ----------
    pattern : str
        As Python's ``re`` writes them.

    Raises
    ------
    ValueError
        It is no regular expression, or takes time that doubles with every character, as ``(a+)+`` does.

    Notes
    -----
    What passes can still be slow on very long lines; reading a file has a time limit for that.

    Examples
    --------
    >>> check_pattern(r"By (?P<author>[A-Z]\\w+( [A-Z]\\w+)*)")
    'By (?P<author>[A-Z]\\\\w+( [A-Z]\\\\w+)*)'
    """
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        found = f"this is no regular expression: {error}"
        raise ValueError(found) from error
    head = _HEAD.match(pattern)
    heads = ("", head.group(1)) if head and head.group(1) else ("",)
    tried = ((head, bait) for head in heads for bait in _baits(pattern))
    bait = next((head + bait * 3 for head, bait in tried if _is_slow(compiled, head, bait)), None)
    if bait is not None:
        found = f"this pattern may take for ever on a line like {bait!r}: a part that repeats is repeated again"
        raise ValueError(found)
    return pattern


def _baits(pattern: str) -> list[str]:
    """Return pieces to repeat: each sign alone, and each pair of signs."""
    own = [sign for sign in dict.fromkeys(pattern) if sign.isalnum() and sign not in _ALPHABET][:_MOST_OWN]
    signs = [*_ALPHABET, *own]
    return [*signs, *("".join(pair) for pair in itertools.permutations(signs, 2))]


def _is_slow(compiled: re.Pattern[str], head: str, bait: str) -> bool:
    """Whether a line of bait with an end that fits nothing takes longer than it may; tried at growing lengths."""
    for length in _LENGTHS:
        start = time.thread_time()
        compiled.fullmatch(head + bait * length + "\x00")
        if time.thread_time() - start > _PATIENCE:
            return True
    return False
