"""Words into lines: what can be drawn, where a Chinese line may break, how it ends when it is too long."""

import re
import unicodedata
from collections.abc import Callable

from contenthub.library.imaging.inside.fonts import FontChain

LONGEST = 300
_NO_START = set("，。、；：！？）》」』】〉〕”’％％…—～·,.;:!?)]}%°℃ー々")
_NO_END = set("（《「『【〈〔“‘([{￥¥$#")
_WORD = re.compile(r"[0-9A-Za-z\u00c0-\u024f'’_@#&+./:%-]+|\s+|.", re.DOTALL)
_CLAUSE = re.compile(r"[^，。；：！？]+[，。；：！？）》」』】”’…]*|[，。；：！？]+")
_SILENT = {"Cc", "Cf", "Cs", "Co"}
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def drawable(text: str, *, chain: FontChain) -> tuple[str, tuple[str, ...]]:
    """Return `text` as one line of characters that fonts hold, and those that had to be replaced or left out.

    A styled letter becomes the plain one, a rare Chinese character its pinyin; what nothing can stand for is left out.
    """
    kept, substituted = [], []
    for char in unicodedata.normalize("NFC", text[: LONGEST * 4]):
        piece = _drawn(char, chain=chain)
        kept.append(piece if piece is not None else _stand_in(char, chain=chain))
        if piece is None:
            substituted.append(char)
    return " ".join("".join(kept).split())[:LONGEST], tuple(dict.fromkeys(substituted))


def _drawn(char: str, *, chain: FontChain) -> str | None:
    kind = unicodedata.category(char)
    if char.isspace():
        return " "
    if kind in _SILENT or "\ufe00" <= char <= "\ufe0f":  # controls, direction marks, joiners, variation selectors
        return ""
    if kind in {"Mn", "Me"}:  # a mark that NFC could not join would be stacked over the line
        return None
    if chain.holds(char):
        return char
    plain = unicodedata.normalize("NFKC", char)
    bare = "".join(part for part in unicodedata.normalize("NFKD", char) if unicodedata.category(part) != "Mn")
    return next((other for other in (plain, bare) if other and other != char and chain.holds(other)), None)


def _stand_in(char: str, *, chain: FontChain) -> str:
    if not _IDEOGRAPH.match(char):
        return ""
    from pypinyin import lazy_pinyin  # noqa: PLC0415  (0.3 s and 20 MB that only a rare character needs)

    sound = "".join(lazy_pinyin(char)).capitalize()
    return f" {sound} " if sound.isascii() and chain.holds(sound) else ""


def wrapped(text: str, *, width: float, lines: int, measure: Callable[[str], float]) -> list[str]:
    """Return at most `lines` lines within `width`, by clauses or balanced; what does not fit ends in an ellipsis."""
    pieces = _pieces(text, width=width, measure=measure)
    broken = _broken(pieces, width=width, measure=measure)
    if len(broken) > lines:
        return [*broken[: lines - 1], ellipsised("".join(broken[lines - 1 :]), width=width, measure=measure)]
    clauses = _CLAUSE.findall(text)
    if all(measure(clause.strip()) <= width for clause in clauses):
        by_clause = _broken(clauses, width=width, measure=measure)
        if len(by_clause) <= min(lines, len(broken) + 1):
            return by_clause
    return _balanced(pieces, width=width, lines=len(broken), measure=measure)


def _balanced(pieces: list[str], *, width: float, lines: int, measure: Callable[[str], float]) -> list[str]:
    """Return the narrowest setting in `lines` lines: it leaves no lonely last character."""
    low, high = max([width / 2, *map(measure, pieces)]), width
    while high - low > width / 40:
        middle = (low + high) / 2
        fits = len(_broken(pieces, width=middle, measure=measure)) == lines
        low, high = (low, middle) if fits else (middle, high)
    return _broken(pieces, width=high, measure=measure)


def ellipsised(text: str, *, width: float, measure: Callable[[str], float]) -> str:
    """Return `text`, cut with an ellipsis when it is wider than `width`."""
    if measure(text) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[:middle].rstrip() + "…") <= width else (low, middle - 1)
    return text[:low].rstrip() + "…"


def _broken(pieces: list[str], *, width: float, measure: Callable[[str], float]) -> list[str]:
    lines, line = [], ""
    for piece in pieces:
        if line and measure((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str, *, width: float, measure: Callable[[str], float]) -> list[str]:
    """Cut `text` where a line may break: not before closing marks, not after opening ones, not inside a word."""
    pieces: list[str] = []
    for word in _WORD.findall(text):
        parts = list(word) if measure(word) > width else [word]
        if pieces and (word[0] in _NO_START or pieces[-1][-1] in _NO_END) and measure(pieces[-1] + parts[0]) <= width:
            pieces[-1] += parts.pop(0)
        pieces += parts
    return pieces
