"""The unit of work: verbs join it, only the outermost commits, and what must follow waits for the commit."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

log = structlog.get_logger()
Action = Callable[[], None]


class WorkBroken(RuntimeError):
    """A failure was caught inside: half a deed is not committed. Catch it outside, or use a savepoint."""


class Work:
    """One session and its transaction.

    A writing verb runs in `with self._work:`; it may call other verbs, which join. The outermost block commits;
    an exception rolls everything back and forgets what was to follow, also when an outer block catches it.
    """

    def __init__(self, engine: Engine) -> None:
        """Open a session on `engine`; nothing is sent before it is used."""
        self.session = Session(engine, expire_on_commit=False, autoflush=True)
        self._depth = 0
        self._is_broken = False
        self._after: list[Action] = []

    def __enter__(self) -> Self:
        """Join the transaction, or start a writing one with fresh rows."""
        if self._depth == 0:
            self.session.rollback()
            self.session.connection(execution_options={"writing": True})
            self._is_broken = False
        self._depth += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Commit and run what was to follow (outermost only); roll back after a failure."""
        self._depth -= 1
        if kind is not None:
            self._undo()
        elif self._depth == 0:
            self._commit()
            self._run_after()

    def _undo(self) -> None:
        self._is_broken = True
        self._after.clear()
        self.session.rollback()

    def _commit(self) -> None:
        if self._is_broken:
            self._undo()
            raise WorkBroken
        try:
            self.session.commit()
        except BaseException:
            self._undo()
            raise

    def _run_after(self) -> None:
        actions, self._after = self._after, []
        for action in actions:
            try:
                action()
            except Exception:
                # The rows are committed: what follows is a nudge that a later sweep repeats.
                log.exception("after_commit_failed", action=getattr(action, "__qualname__", repr(action)))

    def after_commit(self, action: Action) -> None:
        """Run `action` once the outermost block has committed; never after a failure. Only within a block."""
        if not self._depth:
            raise RuntimeError("nothing is being committed")
        self._after.append(action)

    def close(self) -> None:
        """Give the connection back; uncommitted changes are lost."""
        self.session.close()
