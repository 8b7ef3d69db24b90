"""Matching and ranking, the same for every engine that can list the documents of a token."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from contenthub.search.marks import BODY, FIELDS, GRAM_SHIFT, KEYWORDS, PINYIN, TITLE
from contenthub.search.query import Leaf, Query

Numbers = NDArray[np.int64]
Scores = NDArray[np.float64]

TITLE_WEIGHT, KEYWORDS_WEIGHT, BODY_WEIGHT = 3.0, 2.0, 1.0
GRAM_WEIGHT = 0.3
PINYIN_WEIGHT = 0.8
_FIELD_SCORE = np.array([sum(weight for bit, weight in ((TITLE, 3.0), (KEYWORDS, 2.0), (BODY, 1.0)) if mark & bit) for mark in range(8)])


class Postings(Protocol):
    """The documents of a token, by number."""

    size: int
    """One more than the highest number of a document."""

    def live(self) -> NDArray[np.bool_]:
        """Return for each number whether that document is there."""
        ...

    def of(self, token: str) -> tuple[Numbers, Numbers]:
        """Return the numbers of the documents that hold `token`, and its marks in each."""
        ...
