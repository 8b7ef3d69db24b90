"""The unit of work: verbs join it, only the outermost commits, and what must follow waits for the commit."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

log = structlog.get_logger()
Action = Callable[[], None]


class Work:
    """One session and its transaction.

    A writing verb runs in `with self._work:`; it may call other verbs, which join. The outermost block commits;
    an exception rolls everything back and forgets what was to follow.
    """

    def __init__(self, engine: Engine) -> None:
        """Open a session on `engine`; nothing is sent before it is used."""
        self.session = Session(engine, expire_on_commit=False, autoflush=True)
        self._depth = 0
        self._after: list[Action] = []

    def __enter__(self) -> Self:
        """Join the transaction, or start a writing one with fresh rows."""
        if self._depth == 0:
            self.session.rollback()
            self.session.connection(execution_options={"writing": True})
        self._depth += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Commit and run what was to follow (outermost only); roll back after a failure."""
        self._depth -= 1
        if kind is not None:
            self._after.clear()
            self.session.rollback()
            return
        if self._depth:
            return
        try:
            self.session.commit()
        except BaseException:
            self._after.clear()
            self.session.rollback()
            raise
        self._run_after()

    def _run_after(self) -> None:
        actions, self._after = self._after, []
        for action in actions:
            try:
                action()
            except Exception:
                # The rows are committed: what follows is a nudge that a later sweep repeats.
                log.exception("after_commit_failed", action=getattr(action, "__qualname__", repr(action)))

    def after_commit(self, action: Action) -> None:
        """Run `action` once the outermost block has committed; never after a failure."""
        self._after.append(action)

    def close(self) -> None:
        """Give the connection back; uncommitted changes are lost."""
        self.session.close()
