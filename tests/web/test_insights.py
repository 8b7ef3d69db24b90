"""The pages of insight."""

import pytest


class TestInsights:
    @pytest.mark.parametrize("days", ["²", "-1", "9" * 40, "7", "0"])
    def test_any_number_of_days_is_a_page(self, browse, days: str) -> None:
        assert browse("marketer").open(f"/insights?days={days}").status_code == 200

    def test_nothing_yet_teaches_the_next_step(self, browse) -> None:
        assert "/plans" in browse("marketer").open("/insights").text

    @pytest.mark.parametrize("query", ["from=never", "from=2026-07-02&to=2026-07-01"])
    def test_a_senseless_period_is_said_in_words(self, browse, query: str) -> None:
        assert browse("marketer").open(f"/insights?{query}").status_code == 422

    def test_a_spreadsheet_is_a_download(self, browse) -> None:
        answer = browse("marketer").open("/insights/slots.csv")

        assert (answer.status_code, answer.mimetype) == (200, "text/csv")

    def test_distribution_without_a_plan_leads_to_the_plans(self, browse) -> None:
        assert "/plans" in browse("manager").open("/distribution").text
