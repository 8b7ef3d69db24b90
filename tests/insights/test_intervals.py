import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from contenthub.insights.intervals import jeffreys


class TestJeffreys:
    def test_nothing_seen_has_no_value_and_the_widest_interval(self) -> None:
        rate = jeffreys(0, 0)

        assert (rate.value, rate.low, rate.high, rate.n) == (None, 0.0, 1.0, 0)

    def test_one_of_one_reaches_from_fifteen_percent_to_all(self) -> None:
        rate = jeffreys(1, 1)

        assert (rate.value, round(rate.low, 2), rate.high) == (1.0, 0.15, 1.0)

    def test_ends_are_set_to_zero_when_none_did(self) -> None:
        assert jeffreys(0, 20).low == 0.0

    def test_is_the_quantile_of_the_beta_distribution(self) -> None:
        rate = jeffreys(7, 40)

        assert rate.low == pytest.approx(beta.ppf(0.025, 7.5, 33.5), abs=1e-6)

    def test_more_than_all_is_refused(self) -> None:
        with pytest.raises(ValueError, match="3 of 2"):
            jeffreys(3, 2)

    @given(st.integers(0, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
    def test_the_value_lies_in_its_interval(self, counts: tuple[int, int]) -> None:
        x, n = counts

        rate = jeffreys(x, n)

        assert rate.value is None or rate.low <= rate.value <= rate.high
