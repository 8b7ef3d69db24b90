"""Attribution by policy: the rules, beside a slow reference."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contenthub.tracking.policy import (
    Fallback,
    Model,
    Part,
    Policy,
    Priority,
    Touch,
    share_credit,
    split,
    split_refund,
)

NOON = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)
WEIGHTS = st.lists(st.integers(0, 50), min_size=1, max_size=8).filter(any)
TOUCHES = st.lists(
    st.builds(
        Touch,
        share=st.sampled_from("ABC"),
        slot=st.sampled_from(["top", "end"]),
        guide=st.just("li"),
        at=st.integers(-60 * 24 * 12, 60).map(lambda minutes: NOON + timedelta(minutes=minutes)),
        is_named=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda touch: touch.at,
)
POLICIES = st.builds(
    Policy, window_days=st.integers(1, 10), model=st.sampled_from(Model), fallback=st.sampled_from(Fallback)
)


def touch(share: str = "A", *, days: int = 1, is_named: bool = False) -> Touch:
    return Touch(share, "top", f"guide of {share}", NOON - timedelta(days=days), is_named=is_named)


def credited(*touches: Touch, serving: str | None = None, **policy) -> list[tuple[str, str | None, int]]:
    parts = share_credit(touches, serving=serving, policy=Policy(**policy), occurred_at=NOON)
    return [(part.party, part.guide, part.weight) for part in parts]


@pytest.mark.parametrize(("model", "share"), [(Model.LAST, "B"), (Model.FIRST, "A")])
def test_one_click_counts(model: Model, share: str):
    assert credited(touch("B", days=1), touch("A", days=3), model=model) == [("guide", f"guide of {share}", 1)]


def test_linear_counts_every_click_alike():
    found = credited(touch("A", days=3), touch("B", days=2), touch("A", days=1), model=Model.LINEAR)

    assert found == [("guide", "guide of A", 2), ("guide", "guide of B", 1)]


def test_what_the_source_names_wins_in_any_window():
    assert credited(touch("A", days=90, is_named=True), touch("B"))[0][1] == "guide of A"


@pytest.mark.parametrize("fallback", list(Fallback))
def test_outside_the_window_the_fallback_gets_it(fallback: Fallback):
    assert credited(touch(days=4), window_days=3, fallback=fallback) == [(fallback.value, None, 1)]


def test_the_serving_guide_comes_first_where_the_policy_says_so():
    assert credited(touch(), serving="li", priority=Priority.SERVING) == [("guide", "li", 1)]
    assert credited(touch(), serving="li") == [("guide", "guide of A", 1)]


def slow_credit(touches: list[Touch], policy: Policy) -> list[tuple[str, str | None]]:
    """Return who gets a share, once for each share of it: the rules written down as slowly as they read."""
    skew, window = timedelta(minutes=5), timedelta(days=policy.window_days)
    inside = []
    for one in sorted(touches, key=lambda one: one.at):
        age = NOON - one.at
        if one.is_named or (age <= window + skew and age >= -skew):
            inside.append(one)
    if not inside:
        return [(policy.fallback.value, None)]
    if policy.model == "linear":
        return [(one.share, one.slot) for one in inside]
    if policy.model == "first":
        return [(inside[0].share, inside[0].slot)]
    for one in reversed(inside):
        if one.is_named:
            return [(one.share, one.slot)]
    return [(inside[-1].share, inside[-1].slot)]


@given(touches=TOUCHES, policy=POLICIES)
@settings(deadline=None, max_examples=200)
def test_the_rules_are_those_of_the_slow_reference(touches: list[Touch], policy: Policy):
    parts = share_credit(touches, serving=None, policy=policy, occurred_at=NOON)

    assert Counter({_place(part): part.weight for part in parts}) == Counter(slow_credit(touches, policy))


def _place(part: Part) -> tuple[str, str | None]:
    return (part.share, part.slot) if part.share else (part.party, None)


@given(amount=st.integers(0, 10**15), weights=WEIGHTS)
def test_a_split_adds_up_and_is_never_a_unit_off(amount: int, weights: list[int]):
    parts = split(amount, weights)

    assert sum(parts) == amount
    assert all(
        abs(part - Fraction(amount * weight, sum(weights))) < 1 for part, weight in zip(parts, weights, strict=True)
    )


@given(weights=WEIGHTS, amounts=st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_refunds_of_everything_leave_nothing(weights: list[int], amounts: list[int]):
    whole, before, left = split(sum(amounts), weights), 0, split(sum(amounts), weights)
    for amount in amounts:
        taken = split_refund(amount, before=before, whole=whole)
        assert sum(taken) == (amount if sum(whole) else 0)
        before, left = before + amount, [old - part for old, part in zip(left, taken, strict=True)]

    assert set(left) == {0}


def test_what_is_left_goes_to_the_largest_remainders():
    assert (split(100, [1, 1, 1]), split(2, [1, 2, 3]), split(0, [1, 0])) == ([34, 33, 33], [0, 1, 1], [0, 0])
