"""JSON lines and Markdown with front matter (threats 2, 6, 12, 23)."""

from __future__ import annotations

from bad_inputs.cases import Case, marks, read, rejected, story

#: What a line may hold that is no document, by its name, with the code that refuses it.
_BAD_LINES = {
    "null": ("null", "E-ROW-TYPE"),
    "number": ("12345", "E-ROW-TYPE"),
    "list": ('["One."]', "E-ROW-TYPE"),
    "string": ('"One."', "E-ROW-TYPE"),
    "true": ("true", "E-ROW-TYPE"),
    "nan": ("NaN", "E-ROW-TYPE"),
    "null-text": ('{"text": null}', "E-ROW-TYPE"),
    "number-text": ('{"text": 12345}', "E-ROW-TYPE"),
    "list-text": ('{"text": ["One."]}', "E-ROW-TYPE"),
    "object-text": ('{"text": {"a": 1}}', "E-ROW-TYPE"),
    "nan-text": ('{"text": NaN}', "E-ROW-TYPE"),
    "no-text": ('{"title": "X"}', "E-META-TEXT"),
    "empty-object": ("{}", "E-META-TEXT"),
    "empty-text": ('{"text": ""}', "E-EMPTY-TEXT"),
    "cut": ('{"text": "One.', "E-ROW-JSON"),
    "single-quotes": ("{'text': 'One.'}", "E-ROW-JSON"),
    "last-comma": ('{"text": "One.",}', "E-ROW-JSON"),
    "comment": ('{"text": "One."} // x', "E-ROW-JSON"),
    "two-objects": ('{"text": "One."}{"text": "Two."}', "E-ROW-JSON"),
    "control": ('{"text": "One\x01."}', "E-ROW-JSON"),
    "repeated-key": ('{"text": "One.", "text": "Two."}', "E-ROW-KEYS"),
    "repeated-key-composed": ('{"text": "x", "caf\u00e9": 1, "cafe\u0301": 2}', "E-ROW-KEYS"),
    "repeated-key-below": ('{"text": "x", "meta": {"a": 1, "a": 2}}', "E-ROW-KEYS"),
    "half-character": ('{"text": "One \\ud800 two"}', "E-ENC-SURROGATE"),
    "half-character-in-a-key": ('{"text": "One", "\\udfff": "x"}', "E-ENC-SURROGATE"),
    "escaped-nul": ('{"text": "One\\u0000two"}', "E-ENC-NUL"),
    "raw-nul": ('{"text": "One\0two"}', "E-ENC-NUL"),
    "nested": ("[" * 100_000, "E-ROW-JSON"),
    "nested-value": ('{"text": "x", "m": ' + "[" * 990 + "]" * 990 + "}", "E-ROW-JSON"),
    "nested-object": ('{"text": "x", "m": ' + '{"a":' * 5000 + "1" + "}" * 5001, "E-ROW-JSON"),
    "glyphs": ('{"text": "(cid:1)(cid:2)(cid:3)"}', "E-GLYPH"),
}
_PRETTY = '[\n  {\n    "text": "One."\n  }\n]\n'


def jsonl_cases() -> list[Case]:
    cases = []
    for name, (line, code) in _BAD_LINES.items():
        lines = f'{{"text": "Start of {name}."}}\n{line}\n{{"text": "End of {name}."}}\n'
        has = (f"Start of {name}.", f"End of {name}.")
        cases.append(read(f"line-{name}", 2, "a.jsonl", lines, n=2, has=has, rows=(("line 2", code),)))
    stray = b"".join(b'{"text": "Text number %d."}\n' % number for number in range(40)).replace(b"number 7.", b"\xe9.")
    return [
        *cases,
        read("line-half-of-a-pair-that-fits", 1, "a.jsonl", '{"text": "One \\ud83d\\ude00 two"}\n', whole="One 😀 two"),
        read(
            "line-with-separators",
            2,
            "a.jsonl",
            '{"text": "One\u2028two\u0085three\u2029four"}\n',
            n=1,
            has=("One\u2028two\u0085three\u2029four",),
        ),
        read("lines-blank-and-windows", 2, "a.jsonl", b'{"text": "One."}\r\n\r\n{"text": "Two."}\r\n', n=2),
        read(
            "line-values-keep-their-form",
            6,
            "a.jsonl",
            '{"text": "A.", "a": 1.50, "b": 1e5, "c": 1e400, "d": true}\n',
            n=1,
            docvars={"a": "1.50", "b": "1e5", "c": "1e400", "d": "true"},
        ),
        read(
            "line-huge-number",
            6,
            "a.jsonl",
            '{"text": "A.", "n": ' + "9" * 10_000 + "}\n",
            n=1,
            docvars={"n": "9" * 10_000},
        ),
        read(
            "line-nan-value",
            6,
            "a.jsonl",
            '{"text": "A.", "n": NaN, "author": "NA"}\n',
            n=1,
            docvars={"n": "NaN", "author": "NA"},
        ),
        read(
            "line-of-ten-million",
            2,
            "a.jsonl",
            '{"text": "Start. ' + "word " * 200_000 + 'End."}\n',
            has=("Start.", "End."),
        ),
        read(
            "line-with-many-keys",
            23,
            "a.jsonl",
            '{"text": "One.", ' + ", ".join(f'"k{n}": ""' for n in range(300)) + "}\n",
            n=1,
            whole="One.",
        ),
        read(
            "line-of-another-structure",
            2,
            "a.jsonl",
            _PRETTY,
            n=0,
            rows=tuple(
                (f"line {n}", code)
                for n, code in enumerate(
                    ("E-ROW-JSON", "E-ROW-JSON", "E-ROW-JSON", "E-ROW-JSON", "E-ROW-JSON"), start=1
                )
            ),
        ),
        read(
            "line-with-a-stray-byte",
            1,
            "a.jsonl",
            stray,
            n=39,
            has=("number 6.", "number 8."),
            rows=(("line 8", "E-ENC-UTF8"),),
        ),
        read(
            "lines-repeat-an-id",
            5,
            "a.jsonl",
            '{"id": 77, "text": "One."}\n{"id": "77", "text": "Two."}\n',
            n=1,
            whole="One.",
            rows=(("line 2", "E-ID-DUPLICATE"),),
        ),
        rejected("json-not-lines", 2, "a.json", '{"text": "One."}', "E-TYPE"),
    ]


def _front(name: str, front: str, *, threat: int = 12, **expected: object) -> Case:
    return read(name, threat, "a.md", f"---\n{front}\n---\n\n{story(name)}", **expected)


def _refused(name: str, front: str, *, threat: int = 12, place: str = "") -> Case:
    return rejected(name, threat, "a.md", f"---\n{front}\n---\n\n{story(name)}", "E-FMT-FRONT", place=place)


_LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{'bcdefgh'[n]}: &{'bcdefgh'[n]} [*{'abcdefg'[n]}, *{'abcdefg'[n]}]\n" for n in range(7)
)


def front_matter_cases() -> list[Case]:
    return [
        _refused("yaml-laughs", _LAUGHS.strip(), place="line "),
        _refused("yaml-merge", "a: &x {k: v}\nb: {<<: *x}", place="line 3"),
        _refused("yaml-recursion", "a: &x [*x]", place="line 2"),
        _refused("yaml-tabs", "author: A\n\ttitle: B", threat=6, place="line "),
        _refused("yaml-colon", "title: One: two", threat=6, place="line 2"),
        _refused("yaml-repeated-key", "author: A\nauthor: B", threat=5),
        _refused("yaml-nested", "a: " + "[" * 5000, threat=23),
        _refused("yaml-nested-closed", "a: " + "[" * 2000 + "]" * 2000, threat=23),
        _refused("yaml-nested-objects", "a: " + "{a: " * 1500 + "x" + "}" * 1500, threat=23),
        _refused("yaml-huge", "\n".join(f"k{n}: v" for n in range(20_000)), threat=23),
        _refused("yaml-control", "title: \x01", threat=25),
        rejected("yaml-never-closed", 12, "a.md", "---\nauthor: A\n\nText goes on.", "E-FMT-FRONT", place="line 1"),
        _front(
            "yaml-python-tag", "x: !!python/object/apply:os.system ['touch canary']\nauthor: A", docvars={"author": "A"}
        ),
        _front("yaml-python-name", "x: !!python/name:os.system ''\nauthor: A", docvars={"author": "A"}),
        _front(
            "yaml-norway",
            "author: NO\ncountry: no\nswitch: on\nnothing: null",
            threat=6,
            docvars={"author": "NO", "country": "no", "switch": "on", "nothing": "null"},
        ),
        _front(
            "yaml-numbers",
            "zip: 00123\nshare: 1e5\nsex: 1:30:00\nhex: 0x1F\nday: 2025-10-19",
            threat=6,
            docvars={"zip": "00123", "share": "1e5", "sex": "1:30:00", "hex": "0x1F", "day": "2025-10-19"},
        ),
        _front("yaml-empty-value", "author:\ntitle: ''", threat=7, docvars={"author": "", "title": ""}),
        _front(
            "yaml-template",
            "title: '{{7*7}}'\nauthor: '<b>x</b>'",
            threat=26,
            docvars={"title": "{{7*7}}", "author": "<b>x</b>"},
        ),
        _front(
            "yaml-own-names",
            "sha256: x\npath: ../../etc/passwd",
            threat=18,
            docvars={"given_sha256": "x", "given_path": "../../etc/passwd"},
        ),
    ]


def markdown_cases() -> list[Case]:
    start, middle, end = marks("md-rule")
    whole = "\n\n".join
    return [
        read("md-rule", 2, "a.md", f"---\n\n{start}\n\n---\n\n{middle}\n\n---\n\n{end}"),
        read("md-many-rules", 2, "a.md", f"{start}\n\n---\n\n{middle}\n\n----\n\n{end}", has=(start, middle, end)),
        read("md-heading-only-marks", 2, "a.md", "#\n\n# \n\n## Two\n\n" + story("md-heading-only-marks")),
        read(
            "md-script",
            15,
            "a.md",
            story("md-script", "<script>alert(1)</script> [x](javascript:alert(1))"),
            whole=story("md-script", "<script>alert(1)</script> [x](javascript:alert(1))"),
        ),
        read(
            "md-crlf",
            2,
            "a.md",
            b"---\r\nauthor: A\r\n---\r\n" + story("md-crlf").replace("\n", "\r\n").encode(),
            docvars={"author": "A"},
        ),
        read(
            "md-deep-quotes",
            23,
            "a.md",
            whole(["Start.", ">" * 20_000 + " deep", "*" * 20_000, "[" * 20_000, "End."]),
            has=("Start.", "End."),
        ),
        rejected("md-no-text", 7, "a.md", "---\ntitle: T\n---\n", "E-EMPTY-TEXT"),
    ]


def cases() -> list[Case]:
    """Return all entries of this kind."""
    return [*jsonl_cases(), *front_matter_cases(), *markdown_cases()]
