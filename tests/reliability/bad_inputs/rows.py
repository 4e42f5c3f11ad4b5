"""Tables: every value a string, a bad row costs that row (threats 2, 5, 6, 7, 10, 17)."""

from __future__ import annotations

from bad_inputs.cases import Case, read, rejected

_GOOD = "Three plain words."


def _rows(name: str, body: str, *, head: str = "text,author", **expected: object) -> Case:
    """Return a table whose first and last row must come through whatever stands between them."""
    text = f"{head}\nStart of {name}.,Aa\n{body}End of {name}.,Zz\n"
    return read(name, 2, "a.csv", text, has=(f"Start of {name}.", f"End of {name}."), **expected)


def value_cases() -> list[Case]:
    """Values that programs like to take for something else; they stay what was written."""
    values = (
        "NA",
        "null",
        "NO",
        "001",
        "1e5",
        "nan",
        "None",
        "TRUE",
        "N/A",
        "-",
        "1,5",
        "#N/A",
        "1_000",
        "0x1F",
        "2025-10-19T08:00",
        "12/31/2025",
        "=1+1",
        "+49 30",
        "@x",
        "'quoted",
        "  padded  ",
        "٣",
        "inf",
        "-0",
    )
    return [
        read(
            f"value-{number:02d}",
            6,
            "a.csv",
            f'text,author,x\nA text.,"{value}","{value}"\n',
            n=1,
            docvars={"author": value.strip(), "x": value.strip()},
        )
        for number, value in enumerate(values)
    ]


def row_cases() -> list[Case]:
    def bad(place: str, code: str) -> dict[str, object]:
        return {"rows": ((place, code),), "n": 2}

    fields = "E-ROW-FIELDS"
    return [
        _rows("too-many-fields", "One, two, and three.,X\n", **bad("row 2 (line 3)", fields)),
        _rows("too-few-fields", "One\n", **bad("row 2 (line 3)", fields)),
        _rows("only-commas", ",,,\n", n=2),
        _rows("empty-text", ",X\n", **bad("row 2 (line 3)", "E-EMPTY-TEXT")),
        _rows("blank-text", '" \t ",X\n', **bad("row 2 (line 3)", "E-EMPTY-TEXT")),
        _rows("open-quote", '"One is never closed,X\n', **bad("row 2 (line 3)", "E-ROW-QUOTE")),
        _rows("quote-in-the-middle", '"One" two,X\n', **bad("row 2 (line 3)", "E-ROW-QUOTE")),
        _rows("a-nul-in-a-row", "One\0two,X\n", **bad("row 2 (line 3)", "E-ENC-NUL")),
        _rows("glyphs-in-a-row", "(cid:3)(cid:4)(cid:5),X\n", **bad("row 2 (line 3)", "E-GLYPH")),
        _rows("missing-author", "Two words,\n", n=3),
        _rows("blank-lines", "\n\n  \nTwo words,X\n", n=3),
        _rows(
            "line-separators-in-a-row",
            "One of them\u2028two of them\u0085three of them\x0bfour of them\x0cfive of them\x1cSix,X\n",
            n=3,
            docvars={"author": "Aa"},
        ),
        _rows("lines-in-a-field", '"One\n\ntwo\nthree",X\n', n=3),
        _rows("doubled-quotes", '"He said ""no"", twice",X\n', n=3),
        _rows("quote-in-a-plain-field", 'a 5" pipe,X\n', n=3),
        _rows("markup-in-a-row", "<b>bold</b> & {{7*7}},X\n", n=3),
        _rows("tabs-in-a-row", "One\ttwo,X\n", n=3),
        _rows("long-field", "word " * 40_000 + ",X\n", n=3),
        _rows("long-quoted-field", '"' + "word, " * 40_000 + '",X\n', n=3),
    ]


def byte_cases() -> list[Case]:
    """Bytes and line ends of tables."""
    rows = "".join(f"Text number {number}.,X\n" for number in range(60)).encode()
    stray = rows.replace(b"number 7.", b"number \xe9.").replace(b"number 30.", b"\xff\xfe.")
    windows = "text;author\r\n" + "One; and two".join('""') + ";X\r\n"
    cp1252 = ("text,author\n" + "Déjà vu à la fenêtre,É\n" * 50).encode("cp1252")
    return [
        read(
            "stray-bytes-in-two-rows",
            1,
            "a.csv",
            b"text,author\n" + stray,
            n=58,
            has=("number 6.", "number 8."),
            rows=(("row 8 (line 9)", "E-ENC-UTF8"), ("row 31 (line 32)", "E-ENC-UTF8")),
        ),
        rejected("table-in-cp1252", 1, "a.csv", cp1252, "E-ENC-UTF8", place="byte "),
        rejected(
            "table-in-unmarked-utf-16", 1, "a.csv", "text,author\nOne.,X\nTwo.,X\n".encode("utf-16-le"), "E-ENC-NUL"
        ),
        read("semicolons", 2, "a.csv", windows, whole="One; and two", docvars={"author": "X"}),
        read(
            "semicolons-and-a-comma-in-the-header", 2, "a.csv", '"text";"author, first"\nOne, two;X\n', whole="One, two"
        ),
        read("tabs-named-csv", 2, "a.csv", "text\tauthor\nOne, two; three\tX\n", whole="One, two; three"),
        read(
            "tsv-with-commas", 2, "a.tsv", 'text\tauthor\nOne, "two"\tX\n', whole='One, "two"', docvars={"author": "X"}
        ),
        read("old-mac-table", 2, "a.csv", b"text,author\rOne.,X\rTwo.,Y\r", n=2, has=("One.", "Two.")),
        read(
            "mixed-ends-table",
            2,
            "a.csv",
            b"text,author\r\nOne.,X\nTwo.,Y\rThree.,Z",
            n=3,
            has=("One.", "Two.", "Three."),
        ),
        read("no-last-line-end", 2, "a.csv", b"text\nOne.\nTwo.", n=2, has=("One.", "Two.")),
        read(
            "swallowed-rows",
            2,
            "a.csv",
            "text,n\nOne,1\n" + '"Two,2\n' + "Three,3\nFour,4\n",
            n=3,
            has=("One", "Three", "Four"),
            rows=(("row 2 (line 3)", "E-ROW-QUOTE"),),
        ),
        read(
            "quote-opened-long-before",
            2,
            "a.csv",
            'text,n\n"One,1\n' + "Words,2\n" * 300,
            n=300,
            rows=(("row 1 (line 2)", "E-ROW-QUOTE"),),
        ),
    ]


def id_cases() -> list[Case]:
    return [
        read(
            "repeated-id",
            5,
            "a.csv",
            "id,text\nrep,One.\nrep,Two.\nrep2,Three.\n",
            n=2,
            has=("One.", "Three."),
            lacks=("Two.",),
            rows=(("row 2 (line 3)", "E-ID-DUPLICATE"),),
        ),
        read(
            "ids-that-differ-in-case",
            5,
            "a.csv",
            "id,text\nCase,One.\ncase,Two.\nCASE,Three.\n",
            n=3,
            has=("One.", "Two.", "Three."),
        ),
        read(
            "ids-composed-and-not",
            5,
            "a.csv",
            "id,text\nr\u00e9,One.\nre\u0301,Two.\n",
            n=1,
            has=("One.",),
            rows=(("row 2 (line 3)", "E-ID-DUPLICATE"),),
        ),
        read(
            "ids-as-paths",
            18,
            "a.csv",
            "id,text\n../../etc/passwd,One.\n/abs,Two.\nC:\\x,Three.\n-rf,Four.\n",
            n=4,
            has=("One.", "Two.", "Three.", "Four."),
        ),
        read(
            "ids-with-controls",
            25,
            "a.csv",
            "id,text\na\x1b[31m,One.\nfine-id,Two.\n",
            n=1,
            has=("Two.",),
            rows=(("row 1 (line 2)", "E-ID-FORM"),),
        ),
        read("very-long-id", 5, "a.csv", f"id,text\n{'i' * 5000},One.\n", n=0, rows=(("row 1 (line 2)", "E-ID-FORM"),)),
        read(
            "ids-that-look-like-numbers",
            6,
            "a.csv",
            "id,text\n007,One.\n7,Two.\n7.0,Three.\n",
            n=3,
            docvars={"doc_id": "007"},
        ),
        read("empty-id", 5, "a.csv", "id,text\n,One.\n ,Two.\n", n=2, has=("One.", "Two.")),
        read(
            "same-text-twice",
            10,
            "a.csv",
            "id,text\ntw1,The very same.\ntw2,The very same.\n",
            n=2,
            warns=("E-ID-TWIN",),
        ),
    ]


def header_cases() -> list[Case]:
    return [
        rejected("header-twice", 5, "a.csv", "text,author,author\nOne.,X,Y\n", "E-FMT-HEADER", place="line 1"),
        rejected("header-twice-composed", 5, "a.csv", "text,caf\u00e9,cafe\u0301\nOne.,X,Y\n", "E-FMT-HEADER"),
        rejected("header-twice-blanks", 5, "a.csv", "text,x, x \nOne.,X,Y\n", "E-FMT-HEADER", place="line 1"),
        read("header-in-two-cases", 5, "a.csv", "text,Text\nOne.,Two.\n", whole="One.", docvars={"Text": "Two."}),
        rejected("header-collides-with-kept", 5, "a.csv", "text,n_words,given_n_words\nOne.,X,Y\n", "E-FMT-HEADER"),
        rejected("no-header", 7, "a.csv", "1,One two three.\n2,Four five six.\n", "E-META-TEXT"),
        rejected("no-text-column", 7, "a.csv", "id,words\n1,One.\n", "E-META-TEXT"),
        rejected("broken-header", 2, "a.csv", '"text,author\nOne.,X\n', "E-FMT-HEADER", place="line 1"),
        rejected("header-only", 7, "a.csv", "text,author\n", "E-EMPTY-FILE"),
        rejected("blank-table", 7, "a.csv", "\n \n,,\n", "E-EMPTY-FILE"),
        read("unnamed-column", 7, "a.csv", "text,\nOne.,X\n", whole="One.", docvars={"column_2": "X"}),
        read("loud-header", 7, "a.csv", "TEXT,Author\nOne.,X\n", whole="One.", docvars={"author": "X"}),
        read("padded-header", 7, "a.csv", " text , author \nOne.,X\n", whole="One.", docvars={"author": "X"}),
        read(
            "own-names-in-the-header",
            7,
            "a.csv",
            "text,path,sha256\nOne.,X,Y\n",
            whole="One.",
            docvars={"given_path": "X", "given_sha256": "Y"},
        ),
        read(
            "header-of-markup",
            15,
            "a.csv",
            "text,<script>alert(1)</script>\nOne.,X\n",
            whole="One.",
            docvars={"<script>alert(1)</script>": "X"},
        ),
        read("pipes", 2, "a.csv", "text|author\nOne, two|X\n", whole="One, two", docvars={"author": "X"}),
        read(
            "many-columns",
            30,
            "a.csv",
            "text," + ",".join(f"c{n}" for n in range(120)) + "\nOne." + ",v" * 120 + "\n",
            whole="One.",
            docvars={"c119": "v"},
        ),
    ]


def cases() -> list[Case]:
    """Return all entries of this kind."""
    return [*value_cases(), *row_cases(), *byte_cases(), *id_cases(), *header_cases()]
