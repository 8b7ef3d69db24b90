"""Checks edits before they are kept: shapes, locks, offers and pictures; HTML is cleaned on the way."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from contenthub.distribution.errors import BlockLocked, EditionInvalid
from contenthub.distribution.rules import Draft
from contenthub.distribution.values import MAX_EDITS, Block, Edit
from contenthub.kernel.errors import FieldError
from contenthub.kernel.targets import is_allowed_target
from contenthub.kernel.text import clean_html, clean_line, html_to_text
from contenthub.plans.blocks import MAX_HTML, Known, Refs, read_block, refs_of
from contenthub.plans.values import BlockType, Lock

MAX_HEADING = 120
FIELDS = {
    "replace": {"block", "html"},
    "hide": {"block"},
    "move": {"block", "after"},
    "insert": {"after", "new"},
    "offer": {"block", "offer"},
}
LOCKS = {"replace": Lock.CONTENT, "hide": Lock.CONTENT, "move": Lock.POSITION}
WORDED = {BlockType.TEXT, BlockType.HEADING}
INSERTABLE = {BlockType.TEXT, BlockType.IMAGE}


class Wrong(Exception):
    """Fields of one edit are wrong, named from the edit on."""

    def __init__(self, *errors: FieldError) -> None:
        """Keep which and why."""
        super().__init__(errors)
        self.errors = errors


class Locked(Exception):
    """An edit touches a lock."""


class EditCheck:
    """Checks a list of edits against an article.

    `offers` names, by slot block, the offers a guide may add there; `find_known` says what of some ids may be shown;
    links stay within `hosts`.
    """

    def __init__(
        self,
        blocks: Sequence[Block],
        *,
        offers: Mapping[str, Collection[str]],
        find_known: Callable[[Refs], Known],
        hosts: tuple[str, ...],
    ) -> None:
        """Prepare to check edits over `blocks`."""
        self._draft = Draft(blocks)
        self._offers = offers
        self._find_known = find_known
        self._known = Known()
        self._hosts = hosts

    def clean(self, edits: Any) -> list[Edit]:
        """Return the edits, cleaned; raise `BlockLocked` or `EditionInvalid` listing everything that is wrong."""
        if not isinstance(edits, list) or len(edits) > MAX_EDITS:
            raise EditionInvalid(FieldError("edits", f"a list of at most {MAX_EDITS} edits"))
        self._known = self._find_known(refs_of([edit.get("new") for edit in edits if isinstance(edit, dict)]))
        cleaned: list[Edit] = []
        wrong: list[FieldError] = []
        locked = False
        for index, edit in enumerate(edits):
            try:
                cleaned.append(self._clean_one(edit))
            except Locked as lock:
                locked = True
                wrong.append(FieldError(f"edits.{index}", str(lock)))
            except Wrong as refused:
                wrong += [FieldError(f"edits.{index}.{error.field}", error.reason) for error in refused.errors]
        if wrong:
            raise (BlockLocked if locked else EditionInvalid)(*wrong)
        return cleaned

    def _clean_one(self, edit: Any) -> Edit:
        if not isinstance(edit, dict) or not _is_among(edit.get("op"), FIELDS):
            raise _wrong("op", "one of " + ", ".join(FIELDS))
        unknown = sorted(str(name) for name in set(edit) - FIELDS[edit["op"]] - {"op"})
        if unknown:
            raise _wrong(unknown[0], "unknown field")
        made: Edit = getattr(self, f"_clean_{edit['op']}")(edit)
        self._draft.apply(made)
        return made

    def _clean_replace(self, edit: Edit) -> Edit:
        block = self._block(edit)
        if block["type"] not in WORDED:
            raise _wrong("block", "only texts and headings can be replaced")
        html = self._html(edit.get("html"), field="html")
        if block["type"] == BlockType.HEADING and len(clean_line(html_to_text(html))) > MAX_HEADING:
            raise _wrong("html", f"a heading has at most {MAX_HEADING} characters")
        return {"op": "replace", "block": block["id"], "html": html}

    def _clean_hide(self, edit: Edit) -> Edit:
        return {"op": "hide", "block": self._block(edit)["id"]}

    def _clean_move(self, edit: Edit) -> Edit:
        block = self._block(edit)
        after = self._after(edit)
        if after == block["id"]:
            raise _wrong("after", "a block cannot stand after itself")
        return {"op": "move", "block": block["id"], "after": after}

    def _clean_insert(self, edit: Edit) -> Edit:
        after, new = self._after(edit), edit.get("new")
        if not isinstance(new, dict) or not _is_among(new.get("type"), INSERTABLE) or "locks" in new:
            raise _wrong("new", "a text or an image, without locks")
        plain = {"id": self._free_id(), **({"alt": ""} if new["type"] == BlockType.IMAGE else {}), **new}
        block, errors = read_block(plain, known=self._known, hosts=self._hosts, at="new")
        if errors:
            raise Wrong(*errors)
        if self._draft.find(block["id"]):
            raise _wrong("new.id", "already taken")
        if block["type"] == BlockType.TEXT and not html_to_text(block["html"]):
            raise _wrong("new.html", "required")
        return {"op": "insert", "after": after, "new": block}

    def _clean_offer(self, edit: Edit) -> Edit:
        block, offer = self._block(edit), edit.get("offer")
        if block["type"] != BlockType.SLOT:
            raise _wrong("block", "not a slot")
        if not _is_among(offer, self._offers.get(block["id"], ())):
            raise _wrong("offer", "not among the offers allowed here")
        if offer in block.get("chosen", ()):
            raise _wrong("offer", "already added")
        return {"op": "offer", "block": block["id"], "offer": offer}

    def _block(self, edit: Edit) -> Block:
        """Return the block an edit names; raise when it is unknown or locked against this edit."""
        block = self._draft.find(edit.get("block"))
        if block is None:
            raise _wrong("block", "unknown")
        lock = LOCKS.get(edit["op"])
        if lock is not None and lock in block.get("locks", ()):
            raise Locked(f"{block['id']}: {lock}")
        return block

    def _after(self, edit: Edit) -> str | None:
        after = edit.get("after")
        if after is not None and self._draft.find(after) is None:
            raise _wrong("after", "unknown")
        return after

    def _free_id(self) -> str:
        names = (f"guide-{number}" for number in range(1, MAX_EDITS + 2))
        return next(name for name in names if self._draft.find(name) is None)

    def _html(self, html: object, *, field: str) -> str:
        if not isinstance(html, str) or len(html) > MAX_HTML or not _is_storable(html):
            raise _wrong(field, f"a text of at most {MAX_HTML} characters")
        cleaned = clean_html(html, is_allowed_link=lambda url: is_allowed_target(url, hosts=self._hosts)).strip()
        if not html_to_text(cleaned):
            raise _wrong(field, "required")
        return cleaned


def _wrong(field: str, reason: str) -> Wrong:
    return Wrong(FieldError(field, reason))


def _is_among(value: object, known: Collection[str]) -> bool:
    return isinstance(value, str) and value in known


def _is_storable(text: str) -> bool:
    """Say whether every character is whole: JSON may bring halves of pairs."""
    return not any("\ud800" <= char <= "\udfff" for char in text)
