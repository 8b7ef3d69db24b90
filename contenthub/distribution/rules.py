"""Pure rules: what an article looks like after a guide's edits, and what differs from HQ's version."""

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contenthub.distribution.values import Block, Edit
from contenthub.kernel.text import clean_line, html_to_text


@dataclass
class Line:
    """A block at its place; a hidden one keeps its place, so that others can still stand after it."""

    block: Block
    hidden: bool = False


class Draft:
    """An article under the guide's hands. Edits that name an unknown block change nothing."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        """Start from HQ's blocks, which stay as they are."""
        self.lines = [Line(copy.deepcopy(block)) for block in blocks]

    def find(self, block_id: object) -> Block | None:
        """Return the block with this id, hidden or not, or None."""
        line = self._line(block_id)
        return line.block if line else None

    def apply(self, edit: Edit) -> None:
        """Make one edit."""
        if edit["op"] == "insert":
            self._place(Line({**copy.deepcopy(edit["new"]), "by_guide": True}), after=edit.get("after"))
            return
        line = self._line(edit["block"])
        if line is None:
            return
        match edit["op"]:
            case "replace":
                line.block = replaced(line.block, html=edit["html"])
            case "hide":
                line.hidden = True
            case "move":
                self.lines.remove(line)
                self._place(line, after=edit.get("after"))
            case "offer":
                line.block.setdefault("chosen", []).append(edit["offer"])

    def visible(self) -> list[Block]:
        """Return the blocks a reader sees, in order."""
        return [line.block for line in self.lines if not line.hidden]

    def _line(self, block_id: object) -> Line | None:
        return next((line for line in self.lines if line.block["id"] == block_id), None)

    def _place(self, line: Line, *, after: str | None) -> None:
        above = self._line(after) if after is not None else None
        if after is not None and above is None:
            self.lines.append(line)
            return
        self.lines.insert(self.lines.index(above) + 1 if above else 0, line)


def replaced(block: Block, *, html: str) -> Block:
    """Return a text or heading block in the guide's words."""
    words = {"text": clean_line(html_to_text(html))} if block["type"] == "heading" else {"html": html}
    return {**block, **words, "by_guide": True}


def apply_edits(blocks: Sequence[Block], edits: Sequence[Edit]) -> list[Block]:
    """Return the article as a reader sees it after `edits`, made in their order.

    Hidden blocks are gone, blocks in the guide's words carry `"by_guide": True`, slots list the guide's offers in
    `"chosen"`. The blocks given stay as they are.
    """
    draft = Draft(blocks)
    for edit in edits:
        draft.apply(edit)
    return draft.visible()


def words_of(block: Block) -> str:
    """Return a block in one line of words, as a guide would call it; "" when it has none of its own."""
    match block["type"]:
        case "text":
            return clean_line(html_to_text(block["html"]))
        case "heading":
            return str(block["text"])
        case "image":
            return str(block.get("caption") or block.get("alt") or "")
        case "slot":
            return str(block["name"])
        case "live":
            return str(block["title"])
    return ""


def summary_of(blocks: Iterable[Block], *, length: int = 60) -> str:
    """Return the first words of an article, for a caption or a card without a summary."""
    words = next((found for block in blocks if block["type"] == "text" and (found := words_of(block))), "")
    return words if len(words) <= length else f"{words[: length - 1]}…"
