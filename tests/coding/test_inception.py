"""INCEpTION: WebAnno TSV 3, UIMA CAS JSON and XMI, whose positions count UTF-16 units."""

from __future__ import annotations

import json
from xml.sax.saxutils import quoteattr

import pytest

from caatext.coding.reading import read_codings
from caatext.errors import CorpusError

#: Words, and what was chosen for them: frame, level, polarity.
MARKED = [
    ("Ćela 😀 watched it.", "hid", "2", ""),
    ("@Ossa asked why.", "own", "", "denied"),
    ("-Nobody", "hid", "", ""),
]
EXPECTED = [["ann", "d2", 1, 3, "hid", 2, "asserted"], ["ann", "d2", 2, 1, "own", 1, "denied"],
            ["ann", "d2", 2, 2, "hid", 1, "asserted"]]  # fmt: skip


def units(text):
    return len(text.encode("utf-16-le")) // 2


def spans(text):
    for words, *values in MARKED:
        start = units(text[: text.index(words)])
        yield start, start + units(words), values


def cas_json(text):
    structures = [
        {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "sofaString": text},
        {"%ID": 2, "%TYPE": "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence", "@sofa": 1, "begin": 0,
         "end": 15, "id": "x"},
    ]  # fmt: skip
    for number, (start, end, (frame, level, polarity)) in enumerate(spans(text), start=3):
        one = {"%ID": number, "%TYPE": "custom.Framing", "@sofa": 1, "begin": start, "end": end, "frame": frame}
        structures.append(one | ({"level": level} if level else {}) | ({"a_polarity": polarity} if polarity else {}))
    views = {"_InitialView": {"%SOFA": 1, "%MEMBERS": list(range(2, 6))}}
    return json.dumps({"%TYPES": {}, "%FEATURE_STRUCTURES": structures, "%VIEWS": views})


def cas_xmi(text):
    marked = "".join(
        f'<custom:Framing xmi:id="{n}" sofa="1" begin="{start}" end="{end}" frame="{frame}" level="{level}" '
        f'a_polarity="{polarity}"/>'
        for n, (start, end, (frame, level, polarity)) in enumerate(spans(text), start=5)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI" '
        'xmlns:cas="http:///uima/cas.ecore" xmlns:custom="http:///custom.ecore" '
        'xmlns:type="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore" xmi:version="2.0">'
        f'<type:Sentence xmi:id="2" sofa="1" begin="0" end="15" id="x"/>{marked}'
        f'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" sofaString={quoteattr(text, {chr(10): "&#10;"})}/>'
        "</xmi:XMI>"
    )


def webanno_tsv(text):
    """One token a word; the three columns of the layer carry a number where an annotation has several tokens."""
    lines = [
        "#FORMAT=WebAnno TSV 3.3",
        "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|PosValue",
        "#T_SP=custom.Framing|a_polarity|frame|level",
        "#T_RL=custom.Link|kind|BT_custom.Framing", "", "", f"#Text={text}",
    ]  # fmt: skip
    place = 0
    marked = list(spans(text))
    for number, word in enumerate(text.split(), start=1):
        start = units(text[: text.index(word, place)])
        place = text.index(word, place) + len(word)
        end = start + units(word)
        own = next(((n, one) for n, one in enumerate(marked, start=1) if one[0] <= start and end <= one[1] + 1), None)
        if own is None:
            cells = ["_", "_", "_"]
        else:
            n, (first, last, (frame, level, polarity)) = own
            stack = f"[{n}]" if first != start or last != end else ""
            cells = [f"{value or '*'}{stack}" for value in (polarity, frame, level)]
            cells[1] = f"{frame}{stack}|weather[9]" if word == "asked" else cells[1]
            cells[0], cells[2] = (f"{cells[0]}|*[9]", f"{cells[2]}|*[9]") if word == "asked" else (cells[0], cells[2])
        lines.append("\t".join([f"1-{number}", f"{start}-{end}", word, "NOUN", *cells, "*", "1-2"]) + "\t")
    return "\n".join(lines) + "\n"


@pytest.fixture
def write(tmp_path, corpus):
    """Write as INCEpTION exports: a folder for the document, a file for the annotator."""
    folder = tmp_path / "d2.txt"
    folder.mkdir()

    def write(ending, content):
        path = folder / f"ann.{ending}"
        path.write_text(content, encoding="utf-8")
        return path

    return write


def values(found):
    table = found.table[found.table["value"] > 0]
    columns = ["coder_id", "doc_id", "paragraph", "sentence", "frame_id", "value", "polarity"]
    return table[columns].to_numpy().tolist()


@pytest.mark.parametrize(
    ("ending", "make", "n_problems"), [("json", cas_json, 0), ("xmi", cas_xmi, 0), ("tsv", webanno_tsv, 1)]
)
def test_annotations_become_codings(write, corpus, annotations, codebook, ending, make, n_problems):
    found = read_codings(write(ending, make(corpus.texts["d2"])), corpus, annotations, codebook)
    assert values(found) == EXPECTED
    assert [problem.code for problem in found.problems] == ["E-ROW-TAG"] * n_problems
    assert (found.n_rows_read, found.n_rows_used) == (3 + n_problems, 3)
    # the other units of the article were read and hold neither frame
    assert len(found.table) == 10


def test_escaped_values_of_the_table_format_are_read(write, corpus, annotations, codebook):
    lines = [
        "#FORMAT=WebAnno TSV 3.3", "#T_SP=custom.Framing|frame", "", "#Text=Trade went on.",
        "1-1\t0-5\tTrade\tHidden hand.1\\_\\[x\\]", "1-2\t6-10\twent\t_", "1-3\t11-14\ton.\t_",
    ]  # fmt: skip
    found = read_codings(write("tsv", "\r\n".join(lines)), corpus, annotations, codebook)
    assert "'Hidden hand.1_[x]'" in found.problems[0].found


def test_the_title_in_the_file_names_the_document_where_the_folder_does_not(tmp_path, corpus, annotations, codebook):
    content = json.loads(cas_json(corpus.texts["d2"]))
    title = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
    content["%FEATURE_STRUCTURES"].append({"%TYPE": title, "begin": 0, "end": 5, "documentTitle": "d2.txt"})
    path = tmp_path / "export.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    found = read_codings({"Ann": path}, corpus, annotations, codebook)
    assert values(found) == EXPECTED


@pytest.mark.parametrize(
    ("ending", "content", "message"),
    [
        ("json", "[1, 2]", "no UIMA CAS"),
        ("json", "{", "no UIMA CAS"),
        ("json", '{"%FEATURE_STRUCTURES": []}', "no text"),
        ("xmi", "<a/>", "no text"),
        ("xmi", "nothing", "no XML"),
    ],
)
def test_other_files_are_refused(write, corpus, annotations, codebook, ending, content, message):
    with pytest.raises(CorpusError, match=rf"E-FMT-CODINGS.*{message}"):
        read_codings(write(ending, content), corpus, annotations, codebook)


def test_positions_that_are_no_numbers_do_no_harm(write, corpus, annotations, codebook):
    text = corpus.texts["d2"]
    content = cas_json(text).replace('"begin": 0, "end": 15', '"begin": "x", "end": "y"')
    assert values(read_codings(write("json", content), corpus, annotations, codebook)) == EXPECTED
