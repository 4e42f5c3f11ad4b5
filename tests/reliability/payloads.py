"""Texts that would run in a page that did not escape them, formulas that would run in a spreadsheet; all our own.

Each payload calls ``__xss`` with its own mark, so that a test knows which one ran, and from which source it came.
"""

from __future__ import annotations

#: What a payload can come from.
SOURCES = (
    "text", "title", "author", "url", "metadata key", "column name", "file name", "entity", "codebook label",
)  # fmt: skip

#: RUN stands for the call; it needs no quotation marks but backticks.
TEMPLATES = (
    # elements that run at once
    "<script>RUN</script>",
    "<SCRIPT >RUN</SCRIPT >",
    "<script/x>RUN</script>",
    "</script><script>RUN</script>",
    "<scr<script>ipt>RUN</scr</script>ipt>",
    "<script type=module>RUN</script>",
    "<script src='data:text/javascript,RUN'></script>",
    "<!--><script>RUN</script>",
    "--><script>RUN</script><!--",
    "<![CDATA[><script>RUN</script>]]>",
    # event handlers that need nobody
    "<img src=x: onerror=RUN>",
    "<img src=x: onerror='RUN'//>",
    "<IMG\tSRC=x:\tONERROR=RUN>",
    "<img/src='x:'/onerror=RUN>",
    "\"><img src=x: onerror=RUN>",
    "'><img src=x: onerror=RUN>",
    "<svg onload=RUN>",
    "<svg><script>RUN</script></svg>",
    "<svg/onload=RUN><!--",
    "<svg><image href=x: onerror=RUN></svg>",
    "<svg><animate onbegin=RUN attributeName=x dur=1s>",
    "<video><source onerror=RUN></video>",
    "<audio src=x: onerror=RUN>",
    "<input autofocus onfocus=RUN>",
    "<details open ontoggle=RUN>",
    "<iframe srcdoc='<script>parent.RUN</script>'></iframe>",
    "<iframe src='javascript:parent.RUN'></iframe>",
    "<style>@keyframes x{}</style><b style='animation-name:x' onanimationstart=RUN>b</b>",
    "<body onload=RUN>",
    # handlers and links that wait for somebody
    "<a href=javascript:RUN>here</a>",
    "<a href='&#106;avascript:RUN'>here</a>",
    "<a href='java\tscript:RUN'>here</a>",
    "<svg><a xlink:href='javascript:RUN'><text y=20>here</text></a></svg>",
    "<form><button formaction=javascript:RUN>here</button></form>",
    "<b onmouseover=RUN>here</b>",
    "\" onmouseover=RUN x=\"",
    "' onclick=RUN x='",
    "<math><mi href='javascript:RUN' xlink:href='javascript:RUN'>here</mi></math>",
    # markup that changes when it is parsed again
    "<noscript><p title=\"</noscript><img src=x: onerror=RUN>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x: onerror=RUN&gt;\">",
    "<svg></p><style><a id=\"</style><img src=x: onerror=RUN>\">",
    "<template><script>RUN</script></template><img src=x: onerror=RUN>",
    # values inside scripts, styles, addresses
    "javascript:RUN",
    "';RUN;//",
    "\u2028RUN\u2029//",
    "</style><img src=x: onerror=RUN>",
    # what template and Markdown engines would run
    "{{1337*1337}}{{RUN}}",
    "${1337*1337}<%= 1337*1337 %>#{RUN}",
    "{% set x = 1337*1337 %}{{ x }}[here](javascript:RUN)",
    # one for all places
    "jaVasCript:/*-/*`/*'/*\"/**/(RUN)//%0D%0A</stYle/</titLe/</teXtarEa/</scRipt/--!><sVg/oNloAd=RUN//>",
    "\"'--></title></textarea></style></script><img src=x: onerror=RUN>",
)  # fmt: skip
#: What a template engine would make of some of them.
EVALUATED = str(1337 * 1337)
#: The payloads of the short size: one of each kind.
SHORT = (0, 3, 10, 14, 17, 25, 29, 35, 39, 46)

#: Places where a careless page would put a value as it is.
CONTEXTS = (
    "<p>VALUE</p>",
    "<p title=\"VALUE\">here</p>",
    "<p title='VALUE'>here</p>",
    "<p title=VALUE>here</p>",
    "<a href=\"VALUE\">here</a>",
    "<script>var x = 'VALUE';</script>",
    "<script type='application/json'>{\"x\": \"VALUE\"}</script>",
    "<style>p {color: red} VALUE</style>",
    "<!-- VALUE -->",
    "<svg><title>VALUE</title><text y=20>VALUE</text></svg>",
    "<textarea>VALUE</textarea>",
)  # fmt: skip


def marked(number: int, source: int = 0) -> str:
    """Return a payload whose call tells its source and its number."""
    return TEMPLATES[number].replace("RUN", f"__xss(`{mark(number, source)}`)")


def mark(number: int, source: int = 0) -> str:
    """Return the mark by which a payload of a source is known."""
    return f"m{source}x{number:02d}"


#: What spreadsheets take for a formula; the first characters, alone and behind what parts cells.
FORMULAS = (
    "=1+1",
    "=HYPERLINK(\"http://127.0.0.1/?\"&A1,\"see\")",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "+cmd|' /C calc'!A0",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\0=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1+1)",
    " =1+1",
    "a;=1+1",
    "a\",=1+1",
    "a\t\"=1+1",
)  # fmt: skip
