"""Puts one document after another and says which are safe, until killed: `endless_writer.py URL ROUND`."""

import itertools
import sys

from contenthub.search.factory import make_index
from contenthub.search.index import SearchDoc

index = make_index(sys.argv[1])
for number in itertools.count():
    name = f"{sys.argv[2]}-{number}"
    index.put([SearchDoc(name, "面膜", f"第{number}号")])
    sys.stdout.write(f"{name}\n")
    sys.stdout.flush()
