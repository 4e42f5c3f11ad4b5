"""ConvoKit: fighting words between two camps, with its default cleaning. Usage: convokit_words.py ARTICLES.json"""

import contextlib
import io
import json
import sys
import time
import warnings
from pathlib import Path

warnings.simplefilter("ignore")
from convokit import Corpus, FightingWords, Speaker, Utterance  # noqa: E402

rows = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
start = time.perf_counter()
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    speakers = {author: Speaker(id=author) for _, _, author, _ in rows}
    utterances = [
        Utterance(id=doc_id, speaker=speakers[author], conversation_id=doc_id, text=text, meta={"camp": camp})
        for doc_id, camp, author, text in rows
    ]
    words = FightingWords(ngram_range=(1, 1))
    words.fit(
        Corpus(utterances=utterances),
        class1_func=lambda utterance: utterance.meta["camp"] == "north",
        class2_func=lambda utterance: utterance.meta["camp"] == "south",
    )
print(json.dumps({"seconds": time.perf_counter() - start, "n": len(words.get_ngram_zscores())}))
