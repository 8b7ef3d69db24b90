"""States of a task and kinds of intent."""

from enum import StrEnum


class TaskState(StrEnum):
    """assigned → opened → edited → prepared → done."""

    ASSIGNED = "assigned"
    OPENED = "opened"
    EDITED = "edited"
    PREPARED = "prepared"
    DONE = "done"


class IntentKind(StrEnum):
    """What a guide did with the kit: prepared, never \"sent\"."""

    COPIED_TEXT = "copied_text"
    SAVED_POSTER = "saved_poster"
    COPIED_LINK = "copied_link"
    FORWARDED = "forwarded"
