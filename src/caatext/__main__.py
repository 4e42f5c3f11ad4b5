"""``python -m caatext`` is ``caatext``."""

from caatext.cli import main

main()
