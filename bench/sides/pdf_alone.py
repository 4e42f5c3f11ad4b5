"""pypdf alone: the text of every file of a folder, to one parquet file. Usage: pdf_alone.py FOLDER OUT"""

import sys
from pathlib import Path

import pandas as pd
import pypdf

rows = []
for file in sorted(Path(sys.argv[1]).rglob("*.pdf")):
    read = pypdf.PdfReader(file)
    about = read.metadata
    rows.append((file.stem, about.title, about.author, "\n".join(page.extract_text() for page in read.pages)))
pd.DataFrame(rows, columns=["doc_id", "title", "author", "text"]).to_parquet(sys.argv[2])
