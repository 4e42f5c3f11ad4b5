"""Word files: text in all its places, and archives that are no Word files (threats 2, 3, 18, 21, 22)."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

from bad_inputs.cases import Case, marks, read, rejected, story

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_NAMESPACES = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/footnotes.xml" ContentType="{_WORD}.footnotes+xml"/></Types>'
)
_RELS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_R}/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def p(text: str) -> str:
    """Return a paragraph of one run."""
    return f"<w:p>{run(text)}</w:p>"


def run(text: str) -> str:
    """Return a run."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def body(name: str, *between: str) -> str:
    """Return a document part with the marks of an entry."""
    start, middle, end = story(name).split("\n\n")
    inner = "".join([p(start), p(middle), *between, p(end)])
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document {_NAMESPACES}><w:body>{inner}</w:body></w:document>'


def archive(parts: Mapping[str, str | bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return stream.getvalue()


def docx(document: str | bytes, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return the smallest Word file that holds a document part."""
    parts = {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELS, "word/document.xml": document}
    return archive(parts | dict(more or {}))


def _links(*links: str) -> dict[str, str]:
    inner = "".join(links)
    return {"word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'}


def _link(kind: str, target: str, *, external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="r{kind}" Type="{_R}/{kind}" Target="{target}"{mode}/>'


def _kept(
    name: str,
    *between: str,
    parts: tuple[str, ...] = ("Kept words.",),
    lacks: tuple[str, ...] = (),
    more: Mapping[str, str | bytes] | None = None,
) -> Case:
    start, middle, end = marks(name)
    return read(name, 3, "a.docx", docx(body(name, *between), more), has=(start, middle, *parts, end), lacks=lacks)


def place_cases() -> list[Case]:
    """Text in every place that a reader of the file sees, and text that is not shown."""
    kept, gone = p("Kept words."), run("GONEWORD")
    cell = f"<w:tc>{kept}</w:tc>"
    box = f"<wps:txbx><w:txbxContent>{kept}</w:txbxContent></wps:txbx>"
    legacy = f"<w:pict><v:shape><v:textbox><w:txbxContent>{kept}</w:txbxContent></v:textbox></v:shape></w:pict>"
    choice = (
        f'<mc:AlternateContent><mc:Choice Requires="wps">{box}</mc:Choice>'
        f"<mc:Fallback>{legacy}</mc:Fallback></mc:AlternateContent>"
    )
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>GONEWORD</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("Kept words.")}</w:p>'
    )
    noted = f"<w:footnote>{p('Noted words.')}</w:footnote>"
    notes = f"<w:footnotes {_NAMESPACES}>{noted}</w:footnotes>"
    deleted = f'<w:p><w:del w:id="1"><w:r><w:delText>GONEWORD</w:delText></w:r></w:del>{run("Kept words.")}</w:p>'
    return [
        _kept("word-table", f"<w:tbl><w:tr>{cell}{cell}</w:tr></w:tbl>"),
        _kept(
            "word-table-in-a-table",
            f"<w:tbl><w:tr><w:tc><w:tbl><w:tr>{cell}</w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>",
        ),
        _kept("word-text-box", f"<w:p><w:r>{choice}</w:r></w:p>"),
        _kept("word-old-text-box", f"<w:p><w:r>{legacy}</w:r></w:p>"),
        _kept("word-content-control", f"<w:sdt><w:sdtContent>{kept}</w:sdtContent></w:sdt>"),
        _kept("word-inline-control", f"<w:p><w:sdt><w:sdtContent>{run('Kept words.')}</w:sdtContent></w:sdt></w:p>"),
        _kept("word-insertion", f'<w:p><w:ins w:id="1" w:author="x">{run("Kept words.")}</w:ins></w:p>'),
        _kept("word-deletion", deleted, lacks=("GONEWORD",)),
        _kept(
            "word-moved",
            f'<w:p><w:moveFrom w:id="1">{gone}</w:moveFrom><w:moveTo w:id="2">{run("Kept words.")}</w:moveTo></w:p>',
            lacks=("GONEWORD",),
        ),
        _kept("word-link", f'<w:p><w:hyperlink r:id="x">{run("Kept words.")}</w:hyperlink></w:p>'),
        _kept("word-smart-tag", f"<w:p><w:smartTag><w:customXml>{run('Kept words.')}</w:customXml></w:smartTag></w:p>"),
        _kept("word-field", field, lacks=("GONEWORD",)),
        _kept("word-equation", "<w:p><m:oMath><m:r><m:t>Kept words.</m:t></m:r></m:oMath></w:p>"),
        _kept(
            "word-breaks", f"<w:p>{run('Kept')}<w:r><w:br/><w:tab/></w:r>{run('words')}</w:p>", parts=("Kept\n\twords",)
        ),
        _kept("word-split-runs", f"<w:p>{run('Ke')}{run('pt wo')}{run('rds.')}</w:p>"),
        _kept(
            "word-hyphens",
            "<w:p><w:r><w:t>co</w:t><w:softHyphen/><w:t>operate self</w:t><w:noBreakHyphen/><w:t>made</w:t>"
            "</w:r></w:p>",
            parts=("cooperate self‑made",),
        ),
        read(
            "word-footnotes",
            3,
            "a.docx",
            docx(
                body("word-footnotes"),
                _links(_link("footnotes", "footnotes.xml")) | {"word/footnotes.xml": notes},
            ),
            has=(*marks("word-footnotes"), "Noted words."),
        ),
    ]


def archive_cases() -> list[Case]:
    """Archives that are cut, locked, swollen, or that want to climb out."""
    good = docx(body("word-cut"))
    swollen = docx(body("word-bomb"), {"word/media/x.xml": b" " * 12_000_000})
    locked = bytearray(archive({"word/document.xml": "x"}, compression=zipfile.ZIP_STORED))
    locked[6] |= 1
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    lying = bytearray(docx(body("word-lying", *[p("word " * 200)] * 200)))
    entry = lying.index(b"PK\x01\x02", lying.rindex(b"PK\x01\x02"))
    lying[entry + 24 : entry + 28] = struct.pack("<I", 500)
    climbing = docx(
        body("word-climbing"), {"../../../../tmp/canary.txt": "climbed", "/etc/canary": "x", "..\\canary": "x"}
    )
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    return [
        read("word-good", 3, "a.docx", docx(body("word-good"))),
        rejected("word-cut", 2, "a.docx", good[: len(good) // 2], "E-FMT-DOCX"),
        rejected("word-head-only", 2, "a.docx", good[:30], "E-FMT-DOCX"),
        rejected("word-flipped", 2, "a.docx", good.replace(b"PK\x05\x06", b"PK\x05\x07"), "E-FMT-DOCX"),
        rejected("word-is-text", 2, "a.docx", story("word-is-text"), "E-FMT-DOCX"),
        rejected("word-is-a-zip", 2, "a.docx", archive({"a.txt": "words"}), "E-FMT-DOCX"),
        rejected(
            "word-is-a-spreadsheet",
            2,
            "a.docx",
            archive({"xl/workbook.xml": "<x/>", "[Content_Types].xml": _TYPES}),
            "E-FMT-DOCX",
        ),
        rejected("word-is-old", 2, "a.docx", old, "E-FMT-DOCX"),
        rejected("word-encrypted", 2, "a.docx", old + "EncryptedPackage".encode("utf-16-le"), "E-PWD"),
        rejected("word-zip-password", 2, "a.docx", bytes(locked), "E-PWD"),
        rejected("word-bomb", 22, "a.docx", swollen, "E-BOMB"),
        rejected("word-lying", 22, "a.docx", bytes(lying), "E-FMT-DOCX"),
        read("word-climbing", 18, "a.docx", climbing, lacks=("climbed",)),
        rejected(
            "word-no-text", 7, "a.docx", docx(f"<w:document {_NAMESPACES}><w:body/></w:document>"), "E-EMPTY-TEXT"
        ),
        rejected("word-without-body", 2, "a.docx", docx(f"<w:document {_NAMESPACES}/>"), "E-FMT-DOCX"),
    ]


def xml_cases() -> list[Case]:
    laughs = '<!DOCTYPE x [<!ENTITY a "lol">' + "".join(f'<!ENTITY a{n} "&a;&a;">' for n in range(9)) + "]>"
    xxe = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hostname">]>'

    def typed(name: str, doctype: str, words: str = "&x;") -> str:
        return body(name, p(words)).replace("?>", f"?>{doctype}", 1)

    deep = "".join(["<w:sdt><w:sdtContent>"] * 1200) + p("Kept words.") + "".join(["</w:sdtContent></w:sdt>"] * 1200)
    embedded = '<w:altChunk r:id="raFChunk"/>'
    external = _links(_link("attachedTemplate", "http://127.0.0.1:9/t.dotm", external=True))
    macro = _TYPES.replace(f"{_WORD}.document.main+xml", "application/vnd.ms-word.document.macroEnabled.main+xml")
    odd_part = _links(_link("footnotes", "footnotes.dat")) | {
        "word/footnotes.dat": f"{xxe}<w:footnotes {_NAMESPACES}><w:footnote>{p('&x;')}</w:footnote></w:footnotes>",
        "[Content_Types].xml": _TYPES.replace("footnotes.xml", "footnotes.dat"),
    }
    return [
        rejected("word-laughs", 21, "a.docx", docx(typed("word-laughs", laughs, "&a8;")), "E-FMT-DTD"),
        rejected("word-external-entity", 21, "a.docx", docx(typed("word-external-entity", xxe)), "E-FMT-DTD"),
        rejected(
            "word-entity-in-utf-16",
            21,
            "a.docx",
            docx(typed("x", xxe).replace("UTF-8", "UTF-16").encode("utf-16")),
            "E-FMT-DTD",
        ),
        rejected("word-entity-in-the-notes", 21, "a.docx", docx(body("x"), odd_part), "E-FMT-DTD"),
        rejected("word-broken-xml", 2, "a.docx", docx(body("x").replace("</w:body>", "")), "E-FMT-DOCX"),
        rejected("word-other-file-inside", 3, "a.docx", docx(body("x", embedded)), "E-FMT-DOCX"),
        rejected("word-deep", 23, "a.docx", docx(body("x", deep)), "E-FMT-DOCX"),
        rejected("word-with-macros", 11, "a.docx", docx(body("x"), {"[Content_Types].xml": macro}), "E-FMT-DOCX"),
        read("word-external-template", 16, "a.docx", docx(body("word-external-template"), external)),
        read("word-in-utf-16", 1, "a.docx", docx(body("word-in-utf-16").replace("UTF-8", "UTF-16").encode("utf-16"))),
        read("word-big-paragraph", 2, "a.docx", docx(body("word-big-paragraph", p("word " * 100_000)))),
        read("word-many-paragraphs", 2, "a.docx", docx(body("word-many-paragraphs", *[p("One more.")] * 5000))),
        rejected("word-glyphs", 4, "a.docx", docx(body("x", p("\ue001\ue002\ue003" * 200))), "E-GLYPH"),
        read(
            "word-markup",
            15,
            "a.docx",
            docx(body("word-markup", p("&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}"))),
            has=("<script>alert(1)</script> {{7*7}}",),
        ),
    ]


def cases() -> list[Case]:
    """Return all entries of this kind."""
    return [*place_cases(), *archive_cases(), *xml_cases()]
