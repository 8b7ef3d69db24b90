"""Eyes on every page of a story: what the browser complains of, and what scrolls sideways."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from tests.journeys.conftest import DESKTOP, PHONE

expect.set_options(timeout=20_000)

SCROLLS = "document.documentElement.scrollWidth"


class Watch:
    """Opens browsers for people and notes every complaint of theirs; `look` keeps a picture of a page."""

    def __init__(self, browser: Browser, *, url: str, shot: Callable[[Page, str], None]) -> None:
        self.complaints: list[str] = []
        self._browser = browser
        self._url = url
        self._shot = shot
        self._number = 0

    def desk(self) -> BrowserContext:
        """Open a desktop browser of somebody new."""
        return self._eyed(self._browser.new_context(base_url=self._url, viewport=DESKTOP, **WHERE))

    def phone(self, **given: Any) -> BrowserContext:
        """Open a phone's browser of somebody new."""
        return self._eyed(
            self._browser.new_context(
                base_url=self._url,
                viewport=PHONE,
                is_mobile=True,
                has_touch=True,
                device_scale_factor=2,
                **WHERE,
                **given,
            )
        )

    def _eyed(self, context: BrowserContext) -> BrowserContext:
        context.on("console", lambda said: self._console(said.type, said.text, said.location.get("url", "")))
        context.on("weberror", lambda error: self.complaints.append(f"{error.page.url}: {error.error}"))
        context.on("response", self._response)
        return context

    def _console(self, kind: str, text: str, url: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(f"{url}: {text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status} {response.request.method} {response.url}")

    def look(self, page: Page, name: str) -> None:
        """Keep a picture of a page that has come to rest, and see that it does not scroll sideways."""
        page.wait_for_load_state("load")
        page.evaluate("document.fonts.ready.then(() => 0)")
        self._number += 1
        self._shot(page, f"story-{self._number:02}-{name}")
        self.measure(page, name)

    def measure(self, page: Page, name: str) -> None:
        """Note when a page is wider than its window."""
        wide, room = page.evaluate(SCROLLS), (page.viewport_size or PHONE)["width"]
        if wide > room:
            self.complaints.append(f"{name} scrolls sideways: {wide} > {room} ({page.url})")


WHERE = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
