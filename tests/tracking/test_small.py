"""Small things: visitors' marks, nonces, click ids, limits, the rule of the last click."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contenthub.tracking.attribution import Rule, is_in_window, last_click
from contenthub.tracking.click_ids import Click, ClickIds
from contenthub.tracking.limits import Limit
from contenthub.tracking.visitors import DayKey, DayKeys, Nonces, is_visitor, network_of, new_visitor

SECRET = "a secret of more than thirty-two characters"
NOON = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)
DAY = timedelta(days=7)
SKEW = timedelta(minutes=5)
MS = timedelta(milliseconds=1)


class TestVisitors:
    def test_ids_are_random_and_of_our_form(self) -> None:
        made = {new_visitor() for _ in range(100)}

        assert len(made) == 100
        assert all(is_visitor(visitor) for visitor in made)

    def test_a_hashed_one_has_the_same_form(self) -> None:
        assert is_visitor(DayKey("2026-07-01", b"key").hash_visitor("203.0.113.7", "agent"))

    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [
            ("203.0.113.7", "203.0.113.200", True),
            ("203.0.113.7", "203.0.112.7", False),
            ("2001:db8:1::1", "2001:db8:1:ff::2", True),
            ("2001:db8:1::1", "2001:db8:2::1", False),
            ("::ffff:203.0.113.7", "203.0.113.9", True),
            ("unix", "unix", True),
        ],
    )
    def test_neighbours_share_a_network(self, one: str, other: str, same) -> None:
        assert (network_of(one) == network_of(other)) is same


class TestDayKeys:
    def test_all_workers_share_one_a_day(self, tmp_path: Path) -> None:
        keys = [DayKeys(tmp_path).of("2026-07-01").key for _ in range(3)]

        assert len(set(keys)) == 1

    def test_only_we_may_read_it(self, tmp_path: Path) -> None:
        DayKeys(tmp_path / "keys").of("2026-07-01")

        assert [path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()] == [0o600]

    def test_yesterdays_is_destroyed(self, tmp_path: Path) -> None:
        keys = DayKeys(tmp_path)
        yesterday, today = keys.of("2026-07-01").key, keys.of("2026-07-02").key

        assert yesterday != today
        assert [path.name for path in tmp_path.iterdir()] == ["2026-07-02.key"]


class TestNonces:
    nonces = Nonces(SECRET)
    visitor = new_visitor()

    def test_it_tells_us_who(self) -> None:
        assert self.nonces.open(self.sealed(), share="code", at=1_000_100) == self.visitor

    def test_it_tells_nobody_else(self) -> None:
        assert self.visitor not in self.sealed()
        assert self.sealed()[4:] != self.nonces.seal(share="other", visitor=self.visitor, at=1_000_000)[4:]

    @pytest.mark.parametrize(("share", "at"), [("other", 1_000_100), ("code", 1_086_401), ("code", 999_000)])
    def test_it_holds_for_its_share_and_day(self, share: str, at: float) -> None:
        assert self.nonces.open(self.sealed(), share=share, at=at) is None

    @pytest.mark.parametrize("index", range(43))
    def test_no_character_may_change(self, index: int) -> None:
        sealed = self.sealed()
        changed = sealed[:index] + ("A" if sealed[index] != "A" else "B") + sealed[index + 1 :]

        assert self.nonces.open(changed, share="code", at=1_000_000) is None

    def test_another_houses_is_none(self) -> None:
        assert Nonces("another").open(self.sealed(), share="code", at=1_000_000) is None

    def sealed(self) -> str:
        return self.nonces.seal(share="code", visitor=self.visitor, at=1_000_000)


class TestClickIds:
    ids = ClickIds(SECRET)

    def make(self) -> str:
        return self.ids.make(
            share="Abcdefghij1", slot="top-1_x", position=3, offer_id="01J" + "z" * 23, at=1_782_878_400_123_456
        )

    def test_each_is_another(self) -> None:
        assert self.make() != self.make()

    def test_it_is_short_and_safe_in_an_address(self) -> None:
        made = self.make()

        assert len(made) <= 160
        assert set(made) <= set("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.")

    def test_it_says_what_it_was_made_of(self) -> None:
        made = self.make()

        assert self.ids.read(made) == Click(
            made,
            "Abcdefghij1",
            "top-1_x",
            3,
            "01J" + "z" * 23,
            datetime.fromtimestamp(1_782_878_400, UTC).replace(microsecond=123456),
        )

    @pytest.mark.parametrize(
        "change", [lambda made: made[:-1], lambda made: "B" + made[1:], lambda made: made + "x", str.upper]
    )
    def test_a_changed_one_is_none(self, change) -> None:
        assert self.ids.read(change(self.make())) is None

    @pytest.mark.parametrize("text", ["", "x", "a.b.1.c.0.0.0", "." * 8, "é" * 90])
    def test_anything_else_is_none(self, text: str) -> None:
        assert self.ids.read(text) is None


class TestLimit:
    def test_within_a_window_only_so_many(self) -> None:
        limit = Limit(2, seconds=60)

        assert [limit.add("a"), limit.add("a"), limit.add("a"), limit.add("b")] == [True, True, False, True]

    def test_the_next_window_begins_anew(self) -> None:
        limit = Limit(1, seconds=0)

        assert [limit.add("a"), limit.add("a")] == [True, True]

    def test_it_does_not_grow_without_end(self, monkeypatch) -> None:
        monkeypatch.setattr(Limit, "MAX_KEYS", 10)
        limit = Limit(1, seconds=60)
        for number in range(100):
            limit.add(str(number))

        assert len(limit._counts) == 10


def click(at: datetime, name: str = "c") -> Click:
    return Click(name, "share", "top", 1, "O1", at)


class TestLastClick:
    @pytest.mark.parametrize(
        ("clicked_at", "counts"),
        [
            (NOON, True),
            (NOON - DAY - SKEW, True),
            (NOON - DAY - SKEW - MS, False),
            (NOON + SKEW, True),
            (NOON + SKEW + MS, False),
        ],
    )
    def test_the_window_is_seven_days_give_or_take_the_clocks(self, clicked_at: datetime, counts) -> None:
        assert is_in_window(clicked_at, occurred_at=NOON) is counts

    def test_the_latest_in_the_window_wins(self) -> None:
        clicks = [
            click(NOON - DAY, "old"),
            click(NOON - MS, "new"),
            click(NOON + DAY, "after"),
            click(NOON - 2 * MS, "mid"),
        ]

        credit = last_click(clicks, occurred_at=NOON)

        assert (credit.rule, credit.click_id) == (Rule.LAST_CLICK, "new")
        assert [candidate.click_id for candidate in credit.candidates] == ["new", "mid", "old"]

    def test_without_a_click_nobody_gets_credit(self) -> None:
        credit = last_click([click(NOON - 2 * DAY)], occurred_at=NOON)

        assert (credit.rule, credit.share, credit.candidates) == (Rule.NONE, None, ())
