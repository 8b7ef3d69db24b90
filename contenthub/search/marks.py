"""What an index keeps of a document: each token once, with marks that say where it stands.

Seven bits a token instead of seven fields: one list to read for each token of a query, and "in the same field" is
one AND of two marks.
"""

from collections import defaultdict
from collections.abc import Iterable

from contenthub.search import analysis
from contenthub.search.index import SearchDoc

TITLE, KEYWORDS, BODY = 1, 2, 4
FIELDS = TITLE | KEYWORDS | BODY
GRAM_SHIFT = 3
PINYIN = 64

MAX_TITLE = 500
MAX_KEYWORDS = 100
MAX_BODY = 8000
"""Characters of the longest text that is searchable, the same in every engine."""


def marks_of(doc: SearchDoc) -> dict[str, int]:
    """Return the tokens of a document and where each stands.

    Bits 1, 2, 4: as a word of the title, the keywords, the body; 8, 16, 32: as a bigram or a single character there;
    64: as a pinyin key of a word of title or keywords.
    """
    marks: defaultdict[str, int] = defaultdict(int)
    title = analysis.normal(doc.title[:MAX_TITLE])
    body = analysis.normal(doc.body[:MAX_BODY])
    keywords = [analysis.normal(keyword[:MAX_TITLE]) for keyword in doc.keywords[:MAX_KEYWORDS]]
    for field, text in ((TITLE, title), (BODY, body), *((KEYWORDS, keyword) for keyword in keywords)):
        _mark(marks, analysis.words_and_parts(text), field)
        _mark(marks, _grams(text, is_short=field != BODY), field << GRAM_SHIFT)
    for text in (title, *keywords):
        _mark(marks, analysis.pinyin_keys(text), PINYIN)
    return dict(marks)


def _grams(text: str, *, is_short: bool) -> Iterable[str]:
    """Yield bigrams, and what one-character searches find: all characters of a short text, the edges of a long one."""
    units = analysis.units(text)
    yield from analysis.bigrams(units)
    yield from (unit.text for unit in units if unit.is_cjk) if is_short else analysis.edge_characters(text)


def _mark(marks: dict[str, int], tokens: Iterable[str], mark: int) -> None:
    for token in tokens:
        marks[token] |= mark
