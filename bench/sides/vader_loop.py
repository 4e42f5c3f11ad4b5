"""Their side of sentiment: VADER over every sentence, one after another. Usage: vader_loop.py SENTENCES.json"""

import json
import sys
import time
from pathlib import Path

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

sentences = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
analyzer = SentimentIntensityAnalyzer()
start = time.perf_counter()
scores = [analyzer.polarity_scores(sentence)["compound"] for sentence in sentences]
print(json.dumps({"seconds": time.perf_counter() - start, "n": len(scores)}))
