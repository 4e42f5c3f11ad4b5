"""Files that a profile parts: bytes of any kind to lines, lines to articles."""

from __future__ import annotations

from pathlib import PurePosixPath

from caatext.corpus.export_rules import ExportProfile
from caatext.corpus.exports import split_export
from caatext.corpus.files import decode
from caatext.corpus.formats import decode_page, with_encoding
from caatext.corpus.markup import page_lines
from caatext.corpus.profiles import AnyProfile, split_articles
from caatext.corpus.readings import Reading
from caatext.corpus.word import paragraph_lines
from caatext.errors import Problem


def read_with_profile(
    content: bytes, profile: AnyProfile, *, path: str, encoding: str | None = None, first: int = 1
) -> Reading:
    """Return the articles of one file, with an entry for every line of it.

    Parameters
    ----------
    content : bytes
        The file, of a kind that the profile applies to.
    profile : Profile or ExportProfile
        How the file is parted.
    path : str
        Its name for messages; its ending says what kind of file it is.
    encoding : str, optional
        Encoding of a text file that is not UTF-8.
    first : int
        Number of the first article, where other files came before and the profile numbers through.

    Raises
    ------
    CorpusError
        The file cannot be read, or no article in it begins as the profile says.

    Examples
    --------
    >>> from caatext.corpus.profiles import load_profile
    >>> content = b"HD\\nThe mill\\nSN\\nThe Box\\nLP\\nIt burned.\\nAN\\nDocument BOX0000020310303e1"
    >>> read_with_profile(content, load_profile("factiva"), path="box.txt").records[0].doc_id
    'BOX0000020310303e1'
    """
    if isinstance(profile, ExportProfile):
        lines, used, problems = _lines(content, path=path, encoding=encoding)
        reading = split_export(lines, profile, path=path)
    else:
        text, used, problems = decode(content, path=path, declared=encoding)
        reading = split_articles(text, profile, path=path, first=first)
    return with_encoding(reading, used, problems)


def _lines(content: bytes, *, path: str, encoding: str | None) -> tuple[list[str], str, tuple[Problem, ...]]:
    """Return the lines of a file of any kind, the encoding that was used, and warnings."""
    ending = PurePosixPath(path).suffix.lower()
    if ending == ".docx":
        return paragraph_lines(content, path=path), "", ()
    if ending in (".html", ".htm"):
        text, used, problems = decode_page(content, path=path, encoding=encoding)
        return page_lines(text, path=path), used, problems
    text, used, problems = decode(content, path=path, declared=encoding)
    return text.removesuffix("\n").split("\n"), used, problems
