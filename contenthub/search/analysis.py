"""One analyser for every engine and for both sides of a search: text in, comparable tokens out.

Bigrams decide what matches (a word segmenter alone loses one two-character match in eight), words decide the order,
pinyin lets a keyboard without an input method find Chinese.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import opencc
import rjieba

ANALYZER_VERSION = 1
"""Raised whenever the same text would give other tokens; an index of another version wants a rebuild."""

MAX_UNIT = 64
_HAN = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CJK = rf"{_HAN}\u3041-\u3096\u30a1-\u30fa\u30fc\uac00-\ud7a3"
_OTHER = rf"\d+|[^\W\d_{_CJK}]+"
_UNIT = re.compile(rf"(?P<cjk>[{_CJK}])|{_OTHER}")
_RUN = re.compile(rf"(?P<cjk>[{_CJK}]+)|{_OTHER}")
_GAP = re.compile(r"[ \-_./+&·#@:*×]{0,3}")
_ACCENT = re.compile("[\u0300-\u036f]")
_APOSTROPHE = re.compile("[\u0027\u2019\u02bc]")


class Unit(NamedTuple):
    """The smallest piece of text that is never split: one CJK character, or a run of letters, or a run of digits."""

    text: str
    is_cjk: bool
    joins_next: bool


class SuggestKeys(NamedTuple):
    """What a suggestion can be found by: as written, by full pinyin, by the first letters of its pinyin."""

    normalised: str
    pinyin: str
    initials: str


class _Simplified(dict[int, str]):
    """A table for `str.translate`, filled as characters are met.

    Character by character, not by phrase: only so is the normal form of a part always a part of the normal form,
    which is what makes a search for any piece of a traditional text find it.
    """

    def __missing__(self, code: int) -> str:
        char = chr(code)
        is_han = 0x3400 <= code < 0xD800 or code >= 0xF900
        self[code] = simple = _converter().convert(char) if is_han else char
        return simple


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _simplified() -> _Simplified:
    return _Simplified()


def normal(text: str) -> str:
    """Return the form in which texts are compared: NFKC, lower case, no accents, simplified characters."""
    lowered = unicodedata.normalize("NFKC", text).lower()
    if not lowered.isascii():
        lowered = unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFD", lowered)))
        lowered = lowered.translate(_simplified())
    return _APOSTROPHE.sub("", lowered)


def units(normal_text: str) -> list[Unit]:
    """Split normal text; `joins_next` says that the next unit continues this one, so the two make a bigram.

    `D-001`, `D 001` and `d001` are the same two units, joined; CJK characters join only when nothing is between them.
    """
    found = list(_UNIT.finditer(normal_text))
    joins = [_are_joined(normal_text, left, right) for left, right in pairwise(found)]
    return [
        Unit(match.group()[:MAX_UNIT], match["cjk"] is not None, joined)
        for match, joined in zip(found, [*joins, False], strict=False)
    ]


def _are_joined(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    if left["cjk"] and right["cjk"]:
        return left.end() == right.start()
    return _GAP.fullmatch(text, left.end(), right.start()) is not None


def bigrams(pieces: list[Unit]) -> list[str]:
    """Return each joined pair as one token, and each unit that stands alone as itself."""
    grams = []
    joined_before = False
    for left, right in pairwise([*pieces, Unit("", is_cjk=False, joins_next=False)]):
        if left.joins_next:
            grams.append(left.text + right.text if left.is_cjk and right.is_cjk else f"{left.text}_{right.text}")
        elif not joined_before:
            grams.append(left.text)
        joined_before = left.joins_next
    return grams


def edge_characters(normal_text: str) -> Iterator[str]:
    """Yield the CJK characters that start or end a run: what a one-character search looks for in long text."""
    for run in _RUN.finditer(normal_text):
        if run["cjk"]:
            yield run["cjk"][0]
            yield run["cjk"][-1]


def words(normal_text: str) -> list[str]:
    """Return the words as a reader would cut them, CJK and other."""
    return _cut(normal_text, rjieba.cut)


def words_and_parts(normal_text: str) -> list[str]:
    """Return the words and the shorter words inside them, for the side that is searched."""
    return _cut(normal_text, rjieba.cut_for_search)


def _cut(normal_text: str, cut: Callable[[str], list[str]]) -> list[str]:
    found: list[str] = []
    for run in _RUN.finditer(normal_text):
        found.extend(cut(run["cjk"]) if run["cjk"] else [run.group()[:MAX_UNIT]])
    return found


def pinyin_keys(normal_text: str) -> set[str]:
    """Return full pinyin and initials of every CJK word of two characters or more, and of the ends of longer ones."""
    keys: set[str] = set()
    for word in words_and_parts(normal_text):
        if len(word) > 1 and is_cjk(word):
            for start in range(max(1, len(word) - 2)):
                keys.update(_pinyin_of(word[start:]))
    return keys


def is_cjk(word: str) -> bool:
    """Say whether a word is written in Chinese, Japanese or Korean characters."""
    found = _RUN.match(word)
    return found is not None and found["cjk"] is not None


def suggest_keys(term: str) -> SuggestKeys:
    """Return by what a suggested term can be found; all three are made for a prefix comparison."""
    written = " ".join(normal(term).split())
    full, initials = _pinyin_of(written)
    return SuggestKeys(written, full.replace(" ", ""), initials.replace(" ", ""))


@lru_cache(maxsize=50_000)
def _pinyin_of(word: str) -> tuple[str, str]:
    # Imported here because its tables take 56 MB and only what writes the index needs them, not every web worker.
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415

    return "".join(lazy_pinyin(word)), "".join(lazy_pinyin(word, style=Style.FIRST_LETTER))
