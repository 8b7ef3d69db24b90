"""Matching and ranking, the same for every engine that can list the documents of a token."""

import math
from collections.abc import Callable, Collection, Sequence
from functools import cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from contenthub.search.index import Match
from contenthub.search.marks import BODY, FIELDS, GRAM_SHIFT, KEYWORDS, PINYIN, TITLE
from contenthub.search.query import Leaf, Query

Flags = NDArray[np.bool_]
Marks = NDArray[np.uint8]
Scores = NDArray[np.float64]
MarksOf = Callable[[str], Marks]

WEIGHTS = {TITLE: 3.0, KEYWORDS: 2.0, BODY: 1.0}
GRAM_WEIGHT = 0.3
PINYIN_WEIGHT = 0.8
_FIELD_SCORES = np.array(
    [sum(weight for field, weight in WEIGHTS.items() if fields & field) for fields in range(FIELDS + 1)]
)
"""What standing in a set of fields scores, by the bits of the set."""


class Postings(Protocol):
    """The documents of an index, by number."""

    def live(self) -> Flags:
        """Return for each number whether its document is there."""
        ...

    def marks(self, token: str) -> Marks:
        """Return for each number where in its document `token` stands, 0 where it does not."""
        ...


def rank(
    query: Query,
    postings: Postings,
    *,
    ids: Sequence[str],
    limit: int,
    restrict_ids: Collection[str] | None = None,
) -> Match:
    """Return the documents that meet `query`, best first; `ids` names them by number.

    A document's score is the sum over the leaves of what the leaf scores there times how rare the leaf is,
    ln(1 + documents / documents that meet it). Of equal scores the greater, that is newer, id comes first.
    """
    if query.is_empty:
        return Match()
    found, scores = _evaluate(query, postings)
    numbers = np.flatnonzero(found)
    if restrict_ids is not None:
        allowed = frozenset(restrict_ids)
        numbers = np.array([number for number in numbers.tolist() if ids[number] in allowed], dtype=np.int64)
    best: list[int] = numbers[np.lexsort((-numbers, -scores[numbers]))][:limit].tolist()
    named = sorted(((float(scores[number]), ids[number]) for number in best), reverse=True)
    ids_found, scores_found = tuple(name for _, name in named), tuple(score for score, _ in named)
    return Match(ids_found, scores_found, len(numbers), len(numbers) > limit)


def _evaluate(query: Query, postings: Postings) -> tuple[Flags, Scores]:
    marks_of = cache(postings.marks)
    live = postings.live()
    found, scores = live.copy(), np.zeros(len(live))
    for leaf in query.wanted:
        met, score = _meet(leaf, marks_of, size=len(live))
        scores += score * math.log1p(int(live.sum()) / max(1, int((met & live).sum())))
        found &= met
    for leaf in query.excluded:
        met, _ = _meet(leaf, marks_of, size=len(live))
        found &= ~met
    return found, scores


def _meet(leaf: Leaf, marks_of: MarksOf, *, size: int) -> tuple[Flags, Scores]:
    """Return which documents meet `leaf` in any of its ways, and what it scores in each."""
    together = np.full(size, FIELDS, dtype=np.uint8)
    for gram in leaf.grams:
        marks = marks_of(gram)
        together &= marks | marks >> GRAM_SHIFT
    met = together > 0
    scores: Scores = GRAM_WEIGHT * _FIELD_SCORES[together]
    if leaf.words:
        word_marks = [marks_of(word) & FIELDS for word in leaf.words]
        met |= np.logical_and.reduce([marks > 0 for marks in word_marks])
        scores += sum(_FIELD_SCORES[marks] for marks in word_marks) / len(word_marks)
    if leaf.pinyin:
        spelled = marks_of(leaf.pinyin) & PINYIN > 0
        met |= spelled
        scores += PINYIN_WEIGHT * spelled
    return met, scores
