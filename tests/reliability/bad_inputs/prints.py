"""PDF files, most of them made by hand: locked, cut, looping, swollen, without letters (threats 2, 3, 4, 22, 23)."""

from __future__ import annotations

import io
import textwrap
import zlib
from collections.abc import Sequence

from bad_inputs.cases import Case, marks, read, rejected, story

_HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
#: Glyph numbers of a font that does not say which letters they stand for.
_NUMBERED = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font "
    b"/Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
    b"/FontDescriptor << /Type /FontDescriptor /FontName /X /Flags 4 >> >>] >>"
)
_NAMED = (
    b"<< /Type /Font /Subtype /Type3 /FontMatrix [1 0 0 1 0 0] /FontBBox [0 0 1 1] /CharProcs << >> "
    b"/Encoding << /Differences [33 %s] >> >>"
)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content)


def assemble(objects: Sequence[bytes], *, trailer: bytes = b"", xref_shift: int = 0, start_shift: int = 0) -> bytes:
    """Return a file of numbered objects, the first of which is the catalog; the shifts make its table lie."""
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out) + xref_shift)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out) + start_shift
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, table)
    return out + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, trailer, start)


def shown(text: str) -> bytes:
    """Return the page content that shows a text in lines."""
    lines = [line for part in text.split("\n\n") for line in [*textwrap.wrap(part, 80), ""]]
    escaped = (
        line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") for line in lines
    )
    return b"BT /F1 11 Tf 14 TL 60 780 Td\n" + b"".join(b"(%s) Tj T*\n" % line for line in escaped) + b"ET"


def simple(
    contents: Sequence[bytes],
    *,
    font: bytes = _HELVETICA,
    pages: bytes = b"",
    page: bytes = b"",
    more: Sequence[bytes] = (),
    **lies: object,
) -> bytes:
    """Return a file with one page for each content object; further objects are numbered from 4 + 2 * pages."""
    n = len(contents)
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(n))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] %s >>" % (n, pages or kids, b""),
        font,
    ]
    for number, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> %s >> >>" % (5 + 2 * number, page)
        )
        objects.append(content)
    return assemble([*objects, *more], **lies)  # type: ignore[arg-type]


def one_page(name: str, *between: str, **options: object) -> bytes:
    """Return a file of one page with the marks of an entry."""
    return simple([stream(shown(story(name, *between)))], **options)  # type: ignore[arg-type]


def locked(name: str, *, user: str, owner: str = "owner") -> bytes:
    """Return a file locked with passwords by the oldest of the methods."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(one_page(name))))
    writer.encrypt(user, owner, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _picture_pages(name: str, *, empty: int) -> bytes:
    """Return three pages, one of which is a picture."""
    draw = stream(b"q 100 0 0 100 0 0 cm /Im1 Do Q")
    contents = [stream(shown(part)) for part in story(name).split("\n\n")]
    contents[empty] = draw
    image = stream(
        b"\0" * 300, b"/Type /XObject /Subtype /Image /Width 10 /Height 10 /ColorSpace /DeviceRGB /BitsPerComponent 8"
    )
    return simple(contents, page=b"/XObject << /Im1 10 0 R >>", more=[image])


def letter_cases() -> list[Case]:
    """Fonts that do not say which letters their shapes are."""
    shifted = "".join(f"{ord(letter) - 29:04x}" for letter in "The river rose and the towns waited" * 10)
    numbered = simple([stream(b"BT /F1 11 Tf 60 700 Td <%s> Tj ET" % shifted.encode())], font=_NUMBERED)
    low = simple([stream(b"BT /F1 11 Tf 60 700 Td <%s> Tj ET" % (b"00030004000500060007" * 60))], font=_NUMBERED)
    names = b" ".join(b"/g%d" % number for number in range(80))
    type3 = simple([stream(b"BT /F1 11 Tf 60 700 Td (%s) Tj ET" % (b"ABCDEFG HIJK" * 60))], font=_NAMED % names)
    normal = [stream(shown(story("pdf-one-page-of-numbers", *["More plain words here."] * 8)))] * 12
    mixed = simple(
        [*normal, stream(b"BT /F2 11 Tf 60 700 Td <%s> Tj ET" % shifted.encode())],
        page=b"/Font << /F1 3 0 R /F2 30 0 R >>",
        more=[_NUMBERED],
    ).replace(b"/Font << /F1 3 0 R >> /Font", b"/Font")
    controls = simple([*normal, stream(b"BT /F1 11 Tf 60 700 Td (%s) Tj ET" % (b"\x01\x02w\x03\x04 " * 9))])
    return [
        rejected("pdf-glyph-numbers", 4, "a.pdf", numbered, "E-GLYPH", place="page 1"),
        rejected("pdf-low-glyph-numbers", 4, "a.pdf", low, "E-GLYPH"),
        rejected("pdf-named-glyphs", 4, "a.pdf", type3, "E-GLYPH"),
        rejected("pdf-one-page-of-numbers", 4, "a.pdf", mixed, "E-GLYPH", place="page 13"),
        rejected("pdf-one-page-of-controls", 4, "a.pdf", controls, "E-GLYPH", place="page 13"),
        rejected("pdf-cid-as-text", 4, "a.pdf", one_page("x", "(cid:12)" * 60), "E-GLYPH"),
        read(
            "pdf-ligatures",
            4,
            "a.pdf",
            simple(
                [stream(b"BT /F1 11 Tf 14 TL 60 700 Td (The \x01nance o\x03cer and the \x02ood.) Tj ET")],
                font=_HELVETICA.replace(
                    b"/WinAnsiEncoding",
                    b"<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [1 /fi /fl /ffi] >>",
                ),
            ),
            has=("The finance officer and the flood.",),
        ),
    ]


def lock_cases() -> list[Case]:
    return [
        rejected("pdf-locked", 2, "a.pdf", locked("pdf-locked", user="secret"), "E-PWD"),
        read("pdf-locked-for-changes-only", 2, "a.pdf", locked("pdf-locked-for-changes-only", user="")),
        rejected(
            "pdf-unknown-lock",
            2,
            "a.pdf",
            one_page("x", trailer=b"/Encrypt << /Filter /Own.Lock /V 9 >> /ID [(a)(a)]"),
            "E-PWD",
        ),
    ]


def picture_cases() -> list[Case]:
    _, middle, end = marks("pdf-picture-first")
    return [
        rejected("pdf-no-text-layer", 3, "a.pdf", simple([stream(b"0 0 100 100 re f")]), "E-SCAN"),
        rejected("pdf-no-content", 3, "a.pdf", simple([b"null"]), "E-SCAN"),
        rejected("pdf-no-pages", 3, "a.pdf", simple([]), "E-SCAN"),
        rejected(
            "pdf-picture-in-the-middle",
            3,
            "a.pdf",
            _picture_pages("pdf-picture-in-the-middle", empty=1),
            "E-SCAN",
            place="page 2",
        ),
        rejected("pdf-picture-last", 3, "a.pdf", _picture_pages("pdf-picture-last", empty=2), "E-SCAN", place="page 3"),
        read(
            "pdf-picture-first",
            3,
            "a.pdf",
            _picture_pages("pdf-picture-first", empty=0),
            has=(middle, end),
            warns=("E-SCAN",),
        ),
        read(
            "pdf-invisible-layer",
            3,
            "a.pdf",
            simple([stream(shown(story("pdf-invisible-layer")).replace(b"BT", b"BT 3 Tr"))]),
        ),
    ]


def structure_cases() -> list[Case]:
    """Files whose parts are cut, loop, or lie about where things are."""
    good = one_page("pdf-good")
    loop = simple([stream(shown(story("pdf-page-loop")))], pages=b"4 0 R 2 0 R")
    form = stream(
        shown(story("pdf-form-loop")) + b" /Fx Do",
        b"/Type /XObject /Subtype /Form /BBox [0 0 612 842] "
        b"/Resources << /Font << /F1 3 0 R >> /XObject << /Fx 6 0 R >> >>",
    )
    parent = simple([stream(b"/Fx Do")], page=b"/XObject << /Fx 6 0 R >>", more=[form])
    in_form = (
        form.replace(b" /Fx Do", b"")
        .replace(b"/XObject << /Fx 6 0 R >>", b"")
        .replace(b"pdf-form-loop", b"pdf-in-a-form")
    )
    wrapped = simple([stream(b"/Fx Do")], page=b"/XObject << /Fx 6 0 R >>", more=[_relength(in_form)])
    packed = zlib.compress(shown(story("pdf-flate")))
    return [
        read("pdf-good", 3, "a.pdf", good),
        read("pdf-flate", 3, "a.pdf", simple([stream(packed, b"/Filter /FlateDecode")])),
        read("pdf-in-a-form", 3, "a.pdf", wrapped),
        read("pdf-wrong-table", 2, "a.pdf", one_page("pdf-wrong-table", xref_shift=7), warns=("E-FMT-PDF",)),
        read("pdf-wrong-start", 2, "a.pdf", one_page("pdf-wrong-start", start_shift=9000), warns=("E-FMT-PDF",)),
        read("pdf-words-before", 2, "a.pdf", b"junk\n" * 20 + one_page("pdf-words-before")),
        read("pdf-words-after", 2, "a.pdf", one_page("pdf-words-after") + b"\nmore junk\n" * 20),
        read(
            "pdf-many-pages",
            2,
            "a.pdf",
            simple([stream(shown(part)) for part in story("pdf-many-pages", *["More."] * 60).split("\n\n")]),
        ),
        rejected("pdf-cut", 2, "a.pdf", good[: len(good) // 2], "E-FMT-PDF"),
        rejected("pdf-head-only", 2, "a.pdf", b"%PDF-1.7\n", "E-FMT-PDF"),
        rejected("pdf-is-a-page", 2, "a.pdf", "<html><body><p>Not found</p></body></html>", "E-FMT-PDF"),
        rejected("pdf-is-text", 2, "a.pdf", story("x"), "E-FMT-PDF"),
        rejected(
            "pdf-broken-stream",
            2,
            "a.pdf",
            simple([stream(packed[:40] + b"XX" + packed[50:], b"/Filter /FlateDecode")]),
            "E-FMT-PDF",
        ),
        rejected(
            "pdf-cut-stream",
            2,
            "a.pdf",
            simple([stream(packed[: len(packed) // 2], b"/Filter /FlateDecode")]),
            "E-FMT-PDF",
        ),
        rejected(
            "pdf-one-broken-page",
            2,
            "a.pdf",
            simple([stream(shown(story("x"))), stream(b"\x78\x9cgarbage" * 9, b"/Filter /FlateDecode")]),
            "E-FMT-PDF",
        ),
        rejected("pdf-unknown-filter", 2, "a.pdf", simple([stream(packed, b"/Filter /OwnDecode")]), "E-FMT-PDF"),
        rejected(
            "pdf-missing-object",
            2,
            "a.pdf",
            simple([stream(shown(story("x")))], pages=b"4 0 R 99 0 R").replace(b"/Count 1", b"/Count 2"),
            "E-FMT-PDF",
        ),
        rejected("pdf-page-loop", 23, "a.pdf", loop, "E-FMT-PDF"),
        read("pdf-form-loop", 23, "a.pdf", parent, n=1, has=("Start of pdf-form-loop.",)),
        read("pdf-table-loop", 23, "a.pdf", table_loop("pdf-table-loop"), warns=("E-FMT-PDF",)),
        rejected(
            "pdf-bomb",
            22,
            "a.pdf",
            simple([stream(_bomb(90_000_000), b"/Filter [/FlateDecode /FlateDecode]")]),
            "E-BOMB",
        ),
        read(
            "pdf-root-is-missing",
            2,
            "a.pdf",
            good.replace(b"/Root 1 0 R", b"/Root 77 0 R"),
            has=marks("pdf-good"),
            warns=("E-FMT-PDF",),
        ),
        read(
            "pdf-with-a-script",
            11,
            "a.pdf",
            one_page("pdf-with-a-script").replace(
                b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /JavaScript /JS (SCRIPTWORD) >>"
            ),
            lacks=("SCRIPTWORD",),
            warns=("E-FMT-PDF",),
        ),
        read(
            "pdf-huge-page",
            23,
            "a.pdf",
            simple([stream(shown(story("pdf-huge-page", *["One more line of words here."] * 500)))]),
        ),
        read("pdf-deep-states", 23, "a.pdf", simple([stream(b"q " * 20_000 + shown(story("pdf-deep-states")))])),
        rejected("pdf-deep-lists", 23, "a.pdf", simple([stream(b"[" * 50_000)]), "E-FMT-PDF"),
    ]


def table_loop(name: str) -> bytes:
    """Return a file whose table of objects names itself as the one before."""
    plain = one_page(name)
    start = plain.rindex(b"startxref\n") + len(b"startxref\n")
    place = plain[start:].split(b"\n")[0]
    return plain.replace(b"trailer\n<< ", b"trailer\n<< /Prev %s " % place)


def _relength(form: bytes) -> bytes:
    """Return a stream object whose content was changed, with its right length."""
    head, _, rest = form.partition(b"/Length ")
    content = rest.split(b"stream\n", 1)[1].removesuffix(b"\nendstream")
    return b"%s/Length %d >>\nstream\n%s\nendstream" % (head, len(content), content)


def _bomb(size: int) -> bytes:
    return zlib.compress(zlib.compress(b" " * size, 9), 9)


def cases() -> list[Case]:
    """Return all entries of this kind."""
    return [*letter_cases(), *lock_cases(), *picture_cases(), *structure_cases()]
