"""What a person typed, read by us: no engine's parser ever sees it, so nothing in it is an operator we did not mean.

Words are AND-ed, `"a phrase"` must stand as written, `-word` excludes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from contenthub.search import analysis

MAX_TEXT = 500
"""Characters read of a query; what is longer is cut, since nobody types it."""
MAX_LEAVES = 24
MAX_UNITS = 48
_PIECE = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<plain>[^\s"]+))')
_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u300c\u300d\u300e\u300f", '"'))
_LETTERS = re.compile(r"[a-z]{2,}")
_DASHES = re.compile("[\u2010-\u2015\u2212]")


@dataclass(frozen=True)
class Leaf:
    """One thing asked for, with the alternative ways to meet it.

    A document meets it when one of its fields holds all `grams`, or when it holds all `words`, or when `pinyin` is
    a key of one of its words. The alternatives belong to the leaf, so excluding a leaf excludes all of them.
    """

    grams: tuple[str, ...]
    words: tuple[str, ...] = ()
    pinyin: str | None = None
    is_excluded: bool = False


@dataclass(frozen=True)
class Query:
    """A parsed search: every leaf must be met, every excluded leaf must not."""

    leaves: tuple[Leaf, ...]

    @classmethod
    def parse(cls, text: str) -> "Query":
        """Read what was typed; any text at all is a query, though it may be an empty one."""
        plain = _DASHES.sub("-", analysis.normal(text[:MAX_TEXT].translate(_QUOTES)))
        return cls(tuple(dict.fromkeys(_leaves(plain)))[:MAX_LEAVES])

    @property
    def is_empty(self) -> bool:
        """Say that nothing is asked for: browsing is the database's, an engine matches nothing."""
        return not self.leaves

    @property
    def wanted(self) -> tuple[Leaf, ...]:
        """The leaves a document must meet."""
        return tuple(leaf for leaf in self.leaves if not leaf.is_excluded)

    @property
    def excluded(self) -> tuple[Leaf, ...]:
        """The leaves a document must not meet."""
        return tuple(leaf for leaf in self.leaves if leaf.is_excluded)


def _leaves(line: str) -> Iterator[Leaf]:
    for piece in _PIECE.finditer(line):
        phrase = piece["phrase"]
        text = piece["plain"] if phrase is None else phrase
        leaf = _leaf(text, is_phrase=phrase is not None, is_excluded=bool(piece["minus"]))
        if leaf.grams:
            yield leaf


def _leaf(text: str, *, is_phrase: bool, is_excluded: bool) -> Leaf:
    units = analysis.units(text)[:MAX_UNITS]
    grams = tuple(dict.fromkeys(analysis.bigrams(units)))
    if is_phrase:
        return Leaf(grams, is_excluded=is_excluded)
    words = tuple(dict.fromkeys(analysis.words(text)))[:MAX_UNITS]
    pinyin = text if _LETTERS.fullmatch(text) else None
    return Leaf(grams, words if _can_stand_apart(words) else (), pinyin, is_excluded)


def _can_stand_apart(words: tuple[str, ...]) -> bool:
    """Say whether finding the words anywhere is near enough to finding the text.

    Single characters are everywhere, and the parts of a SKU mean nothing alone.
    """
    return len(words) == 1 or (all(len(word) > 1 for word in words) and any(map(analysis.is_cjk, words)))
