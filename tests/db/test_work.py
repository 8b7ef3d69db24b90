from contextlib import suppress

import pytest
from sqlalchemy import text

from contenthub.db.engine import make_engine
from contenthub.db.work import Work, WorkBroken


@pytest.fixture
def work(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'work.db'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE notes (text VARCHAR)"))
    made = Work(engine)
    yield made
    made.close()
    engine.dispose()


def add(work: Work, note: str) -> None:
    with work:
        work.session.execute(text("INSERT INTO notes VALUES (:note)"), {"note": note})


def notes(work: Work) -> list[str]:
    return list(work.session.scalars(text("SELECT text FROM notes")))


class TestWork:
    def test_commits_at_the_end_of_the_outermost_block(self, work: Work) -> None:
        with work:
            add(work, "one")
            add(work, "two")

        work.session.rollback()
        assert notes(work) == ["one", "two"]

    def test_a_failure_rolls_back_what_inner_blocks_wrote(self, work: Work) -> None:
        with pytest.raises(RuntimeError), work:
            add(work, "one")
            raise RuntimeError

        assert notes(work) == []

    def test_what_follows_waits_for_the_commit(self, work: Work) -> None:
        seen: list[list[str]] = []

        with work:
            work.after_commit(lambda: seen.append(notes(work)))
            add(work, "one")

        assert seen == [["one"]]

    def test_nothing_follows_after_a_failure(self, work: Work) -> None:
        seen: list[str] = []

        with pytest.raises(RuntimeError), work:
            work.after_commit(lambda: seen.append("ran"))
            raise RuntimeError
        add(work, "later")

        assert seen == []

    def test_one_failing_follower_does_not_stop_the_next(self, work: Work) -> None:
        seen: list[str] = []

        with work:
            work.after_commit(lambda: 1 / 0)
            work.after_commit(lambda: seen.append("ran"))

        assert seen == ["ran"]

    def test_a_failure_that_was_caught_inside_still_commits_nothing(self, work: Work) -> None:
        with pytest.raises(WorkBroken), work:
            add(work, "one")
            with suppress(ZeroDivisionError), work:
                _ = 1 / 0
            add(work, "two")

        assert notes(work) == []

    def test_after_a_broken_block_the_next_one_commits(self, work: Work) -> None:
        with pytest.raises(WorkBroken), work, suppress(ZeroDivisionError), work:
            _ = 1 / 0
        add(work, "later")

        assert notes(work) == ["later"]

    def test_outside_a_block_nothing_can_follow(self, work: Work) -> None:
        with pytest.raises(RuntimeError, match="committed"):
            work.after_commit(lambda: None)
