"""Bytes that are not what they seem: encodings, marks, NULs (threats 1, 4, 25, 27)."""

from __future__ import annotations

import codecs

from bad_inputs.cases import Case, marks, read, rejected, story

_FRENCH = "La bibliothèque où l’été s’achève : « déjà », dit-on, à la fenêtre — garçon, œuvre, 5 €."
_CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy ve městě za řekou."
_POLISH = "Zażółć gęślą jaźń, napisał poseł łagodnie."
_TURKISH = "Şu ırmağın kıyısında güneşli bir öğle, dedi İhtiyar."
_RUSSIAN = "Река поднималась медленно, и города вдоль неё ждали вестей с холмов."
_GREEK = "Το ποτάμι ανέβαινε αργά και οι πόλεις περίμεναν."
_JAPANESE = "川はゆっくりと増水し、町は丘からの知らせを待っていた。"
_CHINESE = "河水缓缓上涨，沿岸的城镇等待着山里的消息。"
_TAIWAN = "河水緩緩上漲，沿岸的城鎮等待著山裡的消息。"
_KOREAN = "강물은 천천히 불어났고 마을들은 언덕의 소식을 기다렸다."
_HEBREW = "הנהר עלה לאט והערים חיכו לחדשות."
_ARABIC = "ارتفع النهر ببطء وانتظرت المدن الأخبار."
_THAI = "แม่น้ำค่อยๆ สูงขึ้น"
_KAZAKH = "Өзен баяу көтерілді, қалалар хабар күтті."

#: Encoding as declared, and a text that it can write. All of them also look like another encoding.
LEGACY = {
    "cp1252": _FRENCH,
    "iso-8859-15": _FRENCH.replace("’", "'").replace("—", "-"),
    "cp1250": _CZECH,
    "iso-8859-2": _CZECH,
    "cp852": _POLISH,
    "cp1254": _TURKISH,
    "cp1251": _RUSSIAN,
    "koi8-r": _RUSSIAN,
    "iso-8859-5": _RUSSIAN,
    "cp866": _RUSSIAN,
    "mac-cyrillic": _RUSSIAN,
    "cp1253": _GREEK,
    "shift_jis": _JAPANESE,
    "euc-jp": _JAPANESE,
    "gb18030": _CHINESE,
    "big5": _TAIWAN,
    "euc-kr": _KOREAN,
    "cp1255": _HEBREW,
    "cp1256": _ARABIC,
    "tis-620": _THAI,
    "kz1048": _KAZAKH,
}
#: Encodings that look like another one to those who guess: declared they are read, and otherwise refused.
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


def _manifest(file: str, encoding: str) -> dict[str, bytes]:
    return {"manifest.csv": f"path,encoding\n{file},{encoding}\n".encode()}


def _declared(name: str, content: bytes, encoding: str, whole: str, *, warns: tuple[str, ...] = ()) -> Case:
    return read(name, 1, "a.txt", content, whole=whole, beside=_manifest("a.txt", encoding), warns=warns)


def legacy_cases() -> list[Case]:
    cases = []
    for encoding, text in LEGACY.items():
        content = "\n\n".join([text] * 3).encode(encoding)
        other = {"docvars": {"encoding": encoding}}
        cases.append(rejected(f"silent-{encoding}", 1, "a.txt", content, "E-ENC-UTF8", place="byte "))
        given = read(f"given-{encoding}", 1, "a.txt", content, whole="\n\n".join([text] * 3), **other)
        cases.append(Case(**{**vars(given), "beside": _manifest("a.txt", encoding)}))
    return cases


def wide_cases() -> list[Case]:
    cases = []
    for encoding in WIDE:
        name = f"unmarked-{encoding}"
        cases.append(rejected(name, 1, "a.txt", story(name).encode(encoding), "E-ENC-NUL", place="character "))
        name = f"given-{encoding}"
        cases.append(_declared(name, story(name).encode(encoding), encoding, story(name)))
        name = f"marked-{encoding}"
        cases.append(read(name, 1, "a.txt", ("\ufeff" + story(name)).encode(encoding), whole=story(name)))
    one_word = "река" * 200
    cases.append(rejected("unmarked-utf-16-one-word", 1, "a.txt", one_word.encode("utf-16-le"), "E-GLYPH"))
    cjk = _CHINESE * 20
    cases.append(rejected("unmarked-utf-16-cjk", 1, "a.txt", cjk.encode("utf-16-be"), "E-ENC-UTF8"))
    return cases


def _in(name: str, wrong: bytes) -> bytes:
    return story(name, "A|B").encode().replace(b"|", wrong)


#: Bytes that UTF-8 cannot have.
_STRAY = {
    "one-stray-byte": b"\xe9",
    "overlong-nul": b"\xc0\x80",
    "surrogate-in-utf-8": b"\xed\xa0\xbd\xed\xb8\x80",
    "five-byte-form": b"\xf8\x88\x80\x80\x80",
    "beyond-unicode": b"\xf4\x90\x80\x80",
    "lone-continuation": b"\x80",
    "half-mixed-cp1252": b"\x93" + "déjà".encode("cp1252") + b"\x94",
}


def broken_cases() -> list[Case]:
    cases = [
        rejected(name, 1, "a.txt", _in(name, wrong), "E-ENC-UTF8", place="byte ") for name, wrong in _STRAY.items()
    ]
    cut = (story("cut-in-a-letter") + " Köln é").encode()[:-1]
    return [
        *cases,
        rejected("cut-in-a-letter", 1, "a.txt", cut, "E-ENC-UTF8", place=f"byte {len(cut) - 1}"),
        rejected("one-nul", 4, "a.txt", _in("one-nul", b"\0"), "E-ENC-NUL", place="character "),
        rejected("nuls-at-the-end", 4, "a.txt", story("nuls-at-the-end").encode() + b"\0" * 4096, "E-ENC-NUL"),
        rejected("utf-16-odd-length", 1, "a.txt", "Odd words.".encode("utf-16") + b"x", "E-ENC-DECLARED"),
        rejected("utf-16-half-pair", 1, "a.txt", codecs.BOM_UTF16_LE + b"a\0\x3d\xd8b\0", "E-ENC-DECLARED"),
        rejected("utf-32-beyond", 1, "a.txt", codecs.BOM_UTF32_LE + b"\xff\xff\xff\x7f", "E-ENC-DECLARED"),
        rejected("iso-2022-jp", 1, "a.txt", (_JAPANESE * 20).encode("iso2022_jp"), "E-ENC-UTF8"),
        rejected("iso-2022-kr", 1, "a.txt", (_KOREAN * 20).encode("iso2022_kr"), "E-ENC-UTF8"),
        rejected("mostly-control", 4, "a.txt", b"w\x01\x02o\x03\x04r\x05d " * 50, "E-GLYPH"),
        rejected("replacement-characters", 4, "a.txt", "�� word ���" * 30, "E-GLYPH"),
        rejected("private-use-letters", 4, "a.txt", "word \ue001\ue002\ue003 \ue004\ue005" * 30, "E-GLYPH"),
        rejected("cid-numbers", 4, "a.txt", "(cid:12)(cid:7) (cid:30) " * 30, "E-GLYPH"),
        rejected("supplementary-private-use", 4, "a.txt", "word \U000f0041\U00100042 \U000f0043" * 30, "E-GLYPH"),
    ]


def mark_cases() -> list[Case]:
    twice = codecs.BOM_UTF8 * 2
    return [
        read("utf-8-mark", 1, "a.txt", codecs.BOM_UTF8 + story("utf-8-mark").encode(), whole=story("utf-8-mark")),
        read(
            "utf-8-mark-twice", 1, "a.txt", twice + story("utf-8-mark-twice").encode(), whole=story("utf-8-mark-twice")
        ),
        read(
            "mark-in-csv",
            1,
            "a.csv",
            codecs.BOM_UTF8 + b"text,author\n" + story("mark-in-csv", gap=" ").encode() + b",NO\n",
            docvars={"author": "NO"},
        ),
        read(
            "mark-in-jsonl",
            1,
            "a.jsonl",
            codecs.BOM_UTF8 + b'{"text": "' + story("mark-in-jsonl", gap=" ").encode() + b'"}\n',
        ),
        read(
            "mark-in-front-matter",
            1,
            "a.md",
            codecs.BOM_UTF8 + b"---\nauthor: NO\n---\n" + story("mark-in-front-matter").encode(),
            docvars={"author": "NO"},
        ),
        read(
            "utf-16-csv-of-a-spreadsheet",
            1,
            "a.csv",
            "\ufefftext\tauthor\r\nÄrger in Köln.\tÖzil\r\n".encode("utf-16-le"),
            whole="Ärger in Köln.",
            docvars={"author": "Özil", "encoding": "utf-16"},
        ),
        rejected("only-a-mark", 1, "a.txt", codecs.BOM_UTF8, "E-EMPTY-TEXT"),
        rejected("only-a-wide-mark", 1, "a.txt", codecs.BOM_UTF16_LE, "E-EMPTY-TEXT"),
        rejected("nothing", 30, "a.txt", b"", "E-EMPTY-FILE"),
        rejected("only-blanks", 30, "a.txt", " \t\n\u00a0\u2003\n", "E-EMPTY-TEXT"),
        rejected("only-zero-width", 27, "a.txt", "\u200b\u200e\ufeff" * 50, "E-EMPTY-TEXT"),
    ]


def declaration_cases() -> list[Case]:
    utf8 = "\n\n".join([_FRENCH, _CZECH, _RUSSIAN, _CHINESE])
    quotes = "He said “no” — at 5 €."
    ascii_only = story("ascii-declared-wide") + "."
    return [
        *(
            _declared(f"utf-8-declared-{name}", utf8.encode(), name, utf8, warns=("E-ENC-CONFLICT",))
            for name in ("cp1252", "cp1251", "gb18030", "iso-8859-1")
        ),
        _declared("ascii-declared-wide", ascii_only.encode(), "utf-16-le", ascii_only, warns=("E-ENC-CONFLICT",)),
        _declared("latin-1-with-quotes", quotes.encode("cp1252"), "iso-8859-1", quotes, warns=("E-ENC-CONFLICT",)),
        rejected("declared-klingon", 1, "a.txt", story("x"), "E-ENC-DECLARED", beside=_manifest("a.txt", "klingon")),
        rejected("declared-rot13", 1, "a.txt", story("x"), "E-ENC-DECLARED", beside=_manifest("a.txt", "rot13")),
        rejected(
            "declared-escapes",
            1,
            "a.txt",
            rb"A\u0041 word.",
            "E-ENC-DECLARED",
            beside=_manifest("a.txt", "unicode_escape"),
        ),
        rejected(
            "declared-punycode",
            23,
            "a.txt",
            b"word-" + b"a" * 30_000,
            "E-ENC-DECLARED",
            beside=_manifest("a.txt", "punycode"),
        ),
        rejected(
            "declared-nul-name", 1, "a.txt", story("x"), "E-ENC-DECLARED", beside=_manifest("a.txt", "utf-8/../x")
        ),
        rejected(
            "cp1252-with-a-hole",
            1,
            "a.txt",
            b"One \x81 word.",
            "E-ENC-DECLARED",
            place="byte 4",
            beside=_manifest("a.txt", "cp1252"),
        ),
        rejected(
            "shift-jis-cut",
            1,
            "a.txt",
            _JAPANESE.encode("shift_jis")[:-1],
            "E-ENC-DECLARED",
            beside=_manifest("a.txt", "shift_jis"),
        ),
    ]


def character_cases() -> list[Case]:
    kept = {
        "bidi-overrides": "A \u202egnihtemos\u202c and \u2066isolated\u2069.",
        "zero-width": "in\u200bvis\u200dible",
        "terminal-escapes": "Red \x1b[31mletters\x1b[0m and a bell\x07.",
        "line-separators": "One\u2028two\u2029three\x85four",
        "form-feeds": "page one\x0cpage two\x0bmore",
        "combining": "e\u0301 and \u00e9 and \ufb01nance",
        "astral": "𝔉𝔯𝔞𝔨𝔱𝔲𝔯 👩‍👩‍👧 𠀋",
        "right-to-left": f"{_HEBREW} {_ARABIC}",
        "few-lost-letters": "one \ufffd in a long text",
        "template-braces": "{{7*7}} {% raw %} ${7*7} <%= 7*7 %>",
        "formula": '=HYPERLINK("x") +1 -1 @SUM',
        "markup-in-text": "<script>alert(1)</script> & <b>bold</b>",
        "mojibake-of-others": "BrÃ¼ssel and bibliothÃ¨que",
    }
    threats = {"template-braces": 26, "formula": 17, "terminal-escapes": 25, "bidi-overrides": 27, "zero-width": 27}
    return [
        read(name, threats.get(name, 1), "a.txt", story(name, text), whole=story(name, text))
        for name, text in kept.items()
    ]


def size_cases() -> list[Case]:
    line = "word " * 60_000
    start, middle, end = marks("one-long-line")
    old_mac = story("old-line-ends").replace("\n", "\r")
    mixed = story("mixed-line-ends", "One.\r\nTwo.\rThree.\nFour.")
    return [
        read("one-long-line", 30, "a.txt", f"{start} {line} {middle} {line} {end}"),
        read("one-long-token", 30, "a.txt", f"Start {'x' * 300_000} end.", whole=f"Start {'x' * 300_000} end."),
        read("repeated-character", 24, "a.txt", "a" * 50_000 + "! end", whole="a" * 50_000 + "! end"),
        read("hundred-thousand-blank-lines", 30, "a.txt", story("hundred-thousand-blank-lines", gap="\n" * 100_000)),
        read("old-line-ends", 2, "a.txt", old_mac, whole=story("old-line-ends")),
        read("mixed-line-ends", 2, "a.txt", mixed, whole=mixed.replace("\r\n", "\n").replace("\r", "\n")),
    ]


def cases() -> list[Case]:
    """Return all entries of this kind."""
    return [
        *legacy_cases(),
        *wide_cases(),
        *broken_cases(),
        *mark_cases(),
        *declaration_cases(),
        *character_cases(),
        *size_cases(),
    ]
