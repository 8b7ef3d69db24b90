"""Pure: what a guide's edits change in HQ's version, in words a reader can compare."""

from collections.abc import Mapping, Sequence

from contenthub.distribution.rules import Draft, words_of
from contenthub.distribution.values import Block, Difference, Edit


def differences(blocks: Sequence[Block], edits: Sequence[Edit], *, offer_names: Mapping[str, str]) -> list[Difference]:
    """Return one difference per edit, in order; edits that name unknown blocks make none."""
    draft = Draft(blocks)
    found = []
    for edit in edits:
        before = draft.find(edit.get("block"))
        draft.apply(edit)
        made = _difference(edit, before, draft, offer_names)
        if made is not None:
            found.append(made)
    return found


def _difference(edit: Edit, before: Block | None, draft: Draft, names: Mapping[str, str]) -> Difference | None:
    if edit["op"] == "insert":
        return Difference("insert", edit["new"]["id"], edit["new"]["type"], "", words_of(edit["new"]))
    if before is None:
        return None
    block, kind, words = before["id"], before["type"], words_of(before)
    match edit["op"]:
        case "replace":
            return Difference("replace", block, kind, words, words_of(draft.find(block) or before))
        case "hide":
            return Difference("hide", block, kind, words, "")
        case "move":
            above = draft.find(edit["after"])
            return Difference("move", block, kind, words, words_of(above) or above["type"] if above else "")
        case "offer":
            return Difference("offer", block, kind, words, names.get(edit["offer"], ""))
    return None
