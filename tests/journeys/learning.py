"""The last chapter: what headquarters and the guide learn from what the browsers did."""

import time
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.story import Story

SECONDS = 30


def figures(story: Story) -> dict[str, dict[str, Any]]:
    """Return the API's row of each slot of the plan."""
    page = story.desks["marketer"].pages[0]
    answer = page.request.get("/api/v1/insights/slots", params={"plan": story.facts["plan"], "group_by": "slot"})
    return {row["dims"]["slot"]: row for row in answer.json()["items"]}


def wait_for(story: Story, **wanted: int) -> None:
    """Wait until the first slot's figures are there: events travel through the spool."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        row = figures(story).get("top", {})
        if all(row.get(name, 0) >= n for name, n in wanted.items()):
            return
        time.sleep(0.1)


def learn(story: Story) -> None:
    """The marketer opens insight and plan, the guide opens who looked."""
    wait_for(story, opens_raw=5, opens_confirmed=3, views=2, clicks=1, orders=1)
    page = story.desks["marketer"].pages[0]
    page.goto(f"/insights?plan={story.facts['plan']}")
    story.facts["table"] = _table(page)
    story.facts["stats"] = page.locator(".stat b").all_inner_texts()
    story.watch.look(page, "insights")
    page.goto(f"/plans/{story.facts['plan']}")
    expect(page.locator(".goal").first).to_be_visible()
    story.facts["goals"] = page.locator(".goal").all_inner_texts()
    story.facts["flow"] = [int(text) for text in page.locator(".flow b").all_inner_texts()]
    story.watch.look(page, "plan-progress")
    page.goto("/distribution")
    story.watch.look(page, "distribution")
    _who_looked(story)
    story.facts["figures"] = figures(story)


def _table(page: Page) -> dict[str, list[str]]:
    """Return the cells of the slots' table by the name of the slot."""
    rows = [row.locator("td").all_inner_texts() for row in page.locator("table.table").first.locator("tbody tr").all()]
    return {cells[0].split()[0]: cells[1:6] for cells in rows}


def _who_looked(story: Story) -> None:
    page = story.desks["li"].pages[0]
    page.goto("/guide")
    story.watch.look(page, "guide-today-after")
    page.locator(".tabbar [href='/guide/shares']").tap()
    expect(page.locator(".link-card")).to_have_count(2)  # one for each channel, the newest first
    story.watch.look(page, "guide-shares")
    page.locator(".link-main").first.tap()
    expect(page.locator(".viewer").first).to_be_visible()
    story.facts["sums"] = page.locator(".figure b").all_inner_texts()
    story.facts["viewers"] = page.locator(".viewer").all_inner_texts()
    story.watch.look(page, "guide-viewers")
