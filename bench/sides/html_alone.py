"""trafilatura alone: text and metadata of every page, to one parquet file. Usage: html_alone.py FOLDER OUT"""

import sys
from pathlib import Path

import pandas as pd
import trafilatura

rows = []
for file in sorted(Path(sys.argv[1]).rglob("*.html")):
    page = file.read_bytes()
    about = trafilatura.extract_metadata(page)
    rows.append((file.stem, about.title, about.author, about.date, trafilatura.extract(page)))
pd.DataFrame(rows, columns=["doc_id", "title", "author", "date", "text"]).to_parquet(sys.argv[2])
