"""Web pages: depth, size, broken markup, what is no text, and what they say of themselves (threats 2, 3, 15, 23)."""

from __future__ import annotations

import codecs

from bad_inputs.cases import Case, marks, read, rejected, story


def page(name: str, *between: str, head: str = "", kind: str = "p") -> str:
    """Return a page with the marks of an entry, and markup between them."""
    paragraphs = [f"<{kind}>{paragraph}</{kind}>" for paragraph in story(name).split("\n\n")]
    body = "\n".join([*paragraphs[:2], *between, paragraphs[2]])
    return f"<!DOCTYPE html><html><head><title>T</title>{head}</head><body><article>{body}</article></body></html>"


def _page(name: str, threat: int, *between: str, head: str = "", **expected: object) -> Case:
    return read(name, threat, "a.html", page(name, *between, head=head), **expected)


def _whole(name: str, *between: str, threat: int = 3, parts: tuple[str, ...] = ("Kept words.",)) -> Case:
    start, middle, end = marks(name)
    return _page(name, threat, *between, has=(start, middle, *parts, end))


def depth_cases() -> list[Case]:
    cases = []
    for depth in (260, 1000, 1900):
        start, middle, end = marks(f"depth-{depth}")
        text = f"<p>{start}</p>" + "<div>" * depth + f"<p>{middle}</p>" + "</div>" * depth + f"<p>{end}</p>"
        cases.append(read(f"depth-{depth}", 2, "a.html", f"<html><body>{text}</body></html>"))
    deep = "<p>Start.</p>" + "<div>" * 2100 + "Deep." + "</div>" * 2100 + "<p>End.</p>"
    start, middle, end = marks("inline-depth")
    inline = f"<p>{start}</p><p>" + "<b>" * 300 + middle + "</b>" * 300 + f"</p><p>{end}</p>"
    return [
        *cases,
        rejected("depth-2100", 2, "a.html", deep, "E-FMT-DEPTH"),
        rejected("depth-never-closed", 23, "a.html", "<p>Start.</p>" + "<div>" * 20_000 + "Deep.", "E-FMT-DEPTH"),
        rejected("depth-of-lists", 23, "a.html", "<ul><li>" * 5000 + "Deep.", "E-FMT-DEPTH"),
        read("inline-depth", 2, "a.html", inline),
    ]


def size_cases() -> list[Case]:
    start, middle, end = marks("one-big-node")
    words = "word " * 60_000
    return [
        read("one-big-node", 2, "a.html", f"<p>{start}</p><p>{words}{middle}{words}</p><p>{end}</p>"),
        read("many-paragraphs", 2, "a.html", page("many-paragraphs", "<p>One more paragraph of words.</p>" * 3000)),
        read("long-attribute", 23, "a.html", page("long-attribute", f'<p data-x="{"x" * 2_000_000}">Kept words.</p>')),
        read(
            "many-attributes",
            23,
            "a.html",
            page("many-attributes", f"<p {' '.join(f'a{n}=1' for n in range(5000))}>Kept.</p>"),
        ),
        read("unclosed-comments", 23, "a.html", page("unclosed-comments") + "<!--" * 3000),
        read("unclosed-tags", 23, "a.html", page("unclosed-tags") + "<a href='" * 2000),
        read("many-entities", 21, "a.html", page("many-entities", f"<p>{'&amp;' * 20_000}</p>")),
    ]


def place_cases() -> list[Case]:
    """Text in places that extractors pass over, and what is no text at all."""
    long = "Kept words. " * 20
    return [
        _whole("in-a-table", f"<table><tr><td>{long}</td><td>{long}</td></tr></table>"),
        _whole("in-a-list", f"<ul><li>{long}</li><li>{long}</li></ul>"),
        _whole("in-a-quotation", f"<blockquote><p>{long}</p></blockquote>"),
        _whole("in-pre", f"<pre>{long}\n{long}</pre>"),
        _whole("in-a-definition", f"<dl><dt>{long}</dt><dd>{long}</dd></dl>"),
        _whole("in-details", f"<details><summary>{long}</summary><p>{long}</p></details>"),
        _whole("in-a-heading", f"<h3>Later</h3><p>{long}</p>"),
        _whole("in-a-section", f"<section><div>{long}</div></section>"),
        _whole("after-a-line-break", f"<p>First line<br>{long}<br/>last line</p>"),
        _whole("in-old-marks", f"<center><font size=2>{long}</font></center>"),
        _whole("in-an-unknown-element", f"<x-story><p>{long}</p></x-story>"),
        _page(
            "scripts-are-no-text",
            3,
            "<script>var secret = 'SCRIPTWORD';</script><style>.x{content:'STYLEWORD'}</style>",
            "<template><p>TEMPLATEWORD</p></template>",
            lacks=("SCRIPTWORD", "STYLEWORD", "TEMPLATEWORD"),
        ),
        _page(
            "comments-are-no-text",
            3,
            "<!-- COMMENTWORD --><!--[if IE]>IEWORD<![endif]--><![CDATA[ x ]]>",
            lacks=("COMMENTWORD", "IEWORD"),
        ),
        _page(
            "script-that-ends-early", 15, "<script>document.write('<p>INNERWORD</p>')</script>", lacks=("INNERWORD",)
        ),
        _page("json-in-a-script", 3, '<script type="application/ld+json">{"x": "LDWORD"}</script>', lacks=("LDWORD",)),
        _page(
            "attributes-are-no-text",
            3,
            '<p title="TITLEWORD" onclick="CLICKWORD">Kept words.</p>',
            lacks=("TITLEWORD", "CLICKWORD"),
        ),
    ]


def broken_cases() -> list[Case]:
    unclosed = page("unclosed").replace("</p>", "").replace("</article></body></html>", "")
    cut = page("cut-page", kind="p").split("</article>")[0] + "<p>Last wor"
    nothing = (
        ("frames", "<frameset><frame src='x.html'></frameset>"),
        ("empty-body", "<body></body>"),
        ("only-images", "<img>"),
    )
    return [
        read("unclosed", 2, "a.html", unclosed),
        read("cut-page", 2, "a.html", cut, has=(*marks("cut-page"), "Last wor")),
        read(
            "no-html-element", 2, "a.html", "".join(f"<p>{part}</p>" for part in story("no-html-element").split("\n\n"))
        ),
        read("text-only-page", 2, "a.html", story("text-only-page")),
        read(
            "two-bodies",
            2,
            "a.html",
            "".join(f"<html><body><p>{part}</p></body></html>" for part in story("two-bodies").split("\n\n")),
        ),
        read("crossed-tags", 2, "a.html", page("crossed-tags", "<p><b>Kept <i>words</b> here</i></p>")),
        read("loud-tags", 2, "a.HTM", page("loud-tags").replace("<p>", "<P>").replace("</p>", "</P>")),
        read(
            "after-the-end",
            2,
            "a.html",
            page("after-the-end") + "<p>Kept words after the end, quite a few of them.</p>" * 9,
            has=(*marks("after-the-end"), "Kept words after the end"),
        ),
        read("xhtml", 2, "a.html", '<?xml version="1.0" encoding="UTF-8"?>' + page("xhtml")),
        read("bare-less-than", 2, "a.html", page("bare-less-than", "<p>When 3 < 5 and a<b words stay.</p>")),
        *(rejected(name, 7, "a.html", f"<html>{body}</html>", "E-EMPTY-TEXT") for name, body in nothing),
        rejected("nul-in-a-page", 4, "a.html", page("nul-in-a-page", "<p>One\0two</p>"), "E-ENC-NUL"),
    ]


def entity_cases() -> list[Case]:
    entities = (
        "<p>&lt;b&gt; &amp;amp; &eacute; &#8212; &#x1F600; &nbsp;&shy;x &hellip; &notanentity; &#0;y &#xD800;z</p>"
    )
    xxe = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY l "lol">]>'
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return [
        _page("entities", 21, entities, has=("<b> &amp; é — 😀", "…")),
        read("external-entity", 21, "a.html", page("external-entity", "<p>&x;</p>").replace("<!DOCTYPE html>", xxe)),
        read(
            "entity-laughs",
            21,
            "a.html",
            page("entity-laughs", "<p>&l9;</p>").replace(
                "<!DOCTYPE html>", f'<!DOCTYPE html [<!ENTITY l0 "lol">{laughs}]>'
            ),
            lacks=("lollol",),
        ),
        _page("bidi-in-a-page", 27, "<p>Kept \u202ewords\u202c and in\u200bvisible.</p>", has=("Kept \u202ewords",)),
        _page("template-in-a-page", 26, "<p>Kept {{7*7}} words.</p>", has=("{{7*7}}",), lacks=("49",)),
        _page("address-as-author", 15, head='<meta name="author" content="javascript:alert(1)">'),
        _page(
            "remote-things",
            16,
            '<img src="http://127.0.0.1:9/x.png"><iframe src="http://127.0.0.1:9/"></iframe>',
            head='<link rel="stylesheet" href="http://127.0.0.1:9/x.css"><base href="http://127.0.0.1:9/">',
        ),
    ]


def charset_cases() -> list[Case]:
    def said(name: str, meta: str, encoding: str, words: str, **expected: object) -> Case:
        text = page(name, f"<p>{words}</p>", head=meta)
        start, middle, end = marks(name)
        return read(name, 1, "a.html", text.encode(encoding), has=(start, middle, words, end), **expected)

    russian, western, chinese = "Река поднялась высоко.", "“Köln” – déjà, 5 €.", "河水缓缓上涨。"
    conflict = ("E-ENC-CONFLICT",)
    old = '<meta http-equiv="Content-Type" content="text/html; charset={}">'
    return [
        said("meta-cp1251", '<meta charset="windows-1251">', "cp1251", russian),
        said("meta-old-form", old.format("koi8-r"), "koi8-r", russian),
        said("meta-latin-1", old.format("ISO-8859-1"), "cp1252", western),
        said("meta-gb2312-and-more", old.format("gb2312"), "gbk", "河水緩緩上漲。"),
        said("meta-x-sjis", '<meta charset="x-sjis">', "cp932", "川①は増水した。"),
        said("meta-lies-cp1251", '<meta charset="windows-1251">', "utf-8", western, warns=conflict),
        said("meta-lies-gbk", '<meta charset="gbk">', "utf-8", russian, warns=conflict),
        said("meta-lies-utf-16", '<meta charset="utf-16">', "utf-8", western),
        said("meta-lies-utf-16-ascii", '<meta charset="utf-16le">', "utf-8", "Plain words."),
        said("meta-utf-7", '<meta charset="utf-8">', "utf-8", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-"),
        said("meta-in-a-comment", '<!-- <meta charset="klingon"> -->', "utf-8", western),
        said("meta-in-a-script", '<script>var x = "charset=klingon"; </script>', "utf-8", western),
        said("charset-of-a-link", '<link rel="x" charset="big5" href="y">', "utf-8", western),
        said("no-meta-at-all", "", "utf-8", chinese),
        read(
            "mark-over-meta",
            1,
            "a.html",
            codecs.BOM_UTF8 + page("mark-over-meta", "<p>Köln.</p>", head='<meta charset="windows-1251">').encode(),
            has=("Köln.",),
        ),
        rejected("meta-missing-cp1251", 1, "a.html", page("x", f"<p>{russian}</p>").encode("cp1251"), "E-ENC-UTF8"),
        rejected(
            "meta-lies-about-cp1252",
            1,
            "a.html",
            page("x", f"<p>{western}</p>", head='<meta charset="utf-8">').encode("cp1252"),
            "E-ENC-DECLARED",
        ),
        rejected("meta-klingon", 1, "a.html", page("x", head='<meta charset="klingon">'), "E-ENC-DECLARED"),
        rejected("meta-punycode", 23, "a.html", page("x", head='<meta charset="punycode">'), "E-ENC-DECLARED"),
    ]


def cases() -> list[Case]:
    """Return all entries of this kind."""
    return [
        *depth_cases(),
        *size_cases(),
        *place_cases(),
        *broken_cases(),
        *entity_cases(),
        *charset_cases(),
    ]
