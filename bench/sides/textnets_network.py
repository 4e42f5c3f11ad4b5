"""textnets: the network of actors that meet in a sentence. Usage: textnets_network.py MENTIONS.json"""

import json
import sys
import time
import warnings
from pathlib import Path

warnings.simplefilter("ignore")
import pandas as pd  # noqa: E402
import textnets as tn  # noqa: E402

named = pd.DataFrame(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), columns=["label", "term"])
start = time.perf_counter()
tidy = named.assign(n=1, term_weight=1.0).set_index("label")
network = tn.Textnet(tidy, min_docs=1).project(node_type="term")
edges = network.graph.get_edge_dataframe()
print(json.dumps({"seconds": time.perf_counter() - start, "n": len(edges)}))
