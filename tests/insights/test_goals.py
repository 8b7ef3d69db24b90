"""How far a plan has come: the whole house's progress for HQ, the own units' for a manager."""

from typing import Any

import pytest

from tests.clients import Api
from tests.distribution.making import FREE, add_plan, publish
from tests.plans.making import slot

GOALS = [{"metric": metric, "target": 10} for metric in ("prepared", "leads")]


class Regions:
    """A plan in two regions with a guide each; the one in the south has shared and made a lead."""

    def __init__(self, hq: Api, sign_in: Any) -> None:
        self.hq = hq
        east, south = (hq.post("/units", {"name": name, "kind": "region"}).json["id"] for name in ("华东区", "华南区"))
        sign_in("guide", login="li", unit=east)
        self.guide = sign_in("guide", login="wang", unit=south)
        self.east, self.south = (sign_in("manager", login=f"m-{unit}", unit=unit) for unit in (east, south))
        content = publish(hq, FREE, slot("top", guide_offers=True))
        self.plan = add_plan(hq, unit=east, content=content, goals=GOALS)
        hq.patch(f"/plans/{self.plan}", {"units": [east, south]})
        hq.post(f"/plans/{self.plan}/launch")
        self._make_a_lead()

    def _make_a_lead(self) -> None:
        task = self.guide.get("/tasks?mine=1").json["items"][0]["id"]
        edition = self.guide.post(f"/tasks/{task}/editions", {"edits": []}).json["id"]
        code = self.guide.post(f"/editions/{edition}/shares", {"channel": "moments"}).json["code"]
        lead = {"source": "shop", "external_id": "L-1", "kind": "lead", "occurred_at": "2026-07-01T04:00:00Z"}
        assert self.hq.post("/conversions", {**lead, "share": code}).status_code == 201

    def progress(self, reader: Api) -> dict[str, int]:
        """Return the goals' figures and how many tasks there are."""
        found = reader.get(f"/plans/{self.plan}/progress").json
        return {goal["metric"]: goal["actual"] for goal in found["goals"]} | {"tasks": sum(found["tasks"].values())}


@pytest.fixture
def regions(admin: Api, sign_in: Any) -> Regions:
    """Two regions, one plan."""
    return Regions(admin, sign_in)


class TestProgress:
    def test_hq_sees_every_region(self, regions: Regions) -> None:
        assert regions.progress(regions.hq) == {"prepared": 1, "leads": 1, "tasks": 2}

    def test_a_manager_sees_the_own_region(self, regions: Regions) -> None:
        assert regions.progress(regions.south) == {"prepared": 1, "leads": 1, "tasks": 1}

    def test_a_manager_sees_nothing_of_the_other(self, regions: Regions) -> None:
        assert regions.progress(regions.east) == {"prepared": 0, "leads": 0, "tasks": 1}
