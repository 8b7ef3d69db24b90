"""Every link somebody can follow, followed: by plain requests, and one page of each kind in the browser."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from playwright.sync_api import APIResponse, BrowserContext

from tests.journeys.conftest import PHONE
from tests.journeys.watching import Watch

MOST = 80
OF_A_KIND = 8
LEADS = {"href", "src", "hx-get", "data-src"}
_ID = re.compile(r"[0-9a-z]{20,}|[0-9A-Za-z_.=-]{40,}")
_CODE = re.compile(r"(?<=^/s/)[^/]+|(?<=/shares/)[^/]+")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in LEADS and value]


def kind_of(address: str) -> str:
    """Return what is shown at an address, without which one and how: `/plans/:id`."""
    return _ID.sub(":id", _CODE.sub(":id", urlsplit(address).path))


class Crawl:
    """Follows links from `start` as the person signed in to `context`."""

    def __init__(self, context: BrowserContext, *, url: str, watch: Watch) -> None:
        self.wrong: list[str] = []
        self.pages: dict[str, str] = {}
        self._context = context
        self._url = url
        self._watch = watch

    def follow(self, start: str) -> None:
        """Ask for what can be reached, a few of each kind, and note what is not there."""
        waiting, known, kinds = deque([(start, "")]), {start}, Counter[str]()
        while waiting and kinds.total() < MOST:
            address, origin = waiting.popleft()
            kind = kind_of(address)
            if kinds[kind] >= OF_A_KIND:
                continue
            kinds[kind] += 1
            answer = self._context.request.get(address)
            if answer.status >= 400:
                self.wrong.append(f"{answer.status} {address} from {origin}")
            fresh = [link for link in self._links(answer) if link not in known]
            known.update(fresh)
            waiting.extend((link, address) for link in fresh)

    def _links(self, answer: APIResponse) -> Iterator[str]:
        if "text/html" not in answer.headers.get("content-type", "") or not answer.url.startswith(self._url):
            return
        self.pages.setdefault(kind_of(answer.url[len(self._url) :]), answer.url)
        parser = _Links()
        parser.feed(answer.text())
        for link in parser.found:
            address = urldefrag(urljoin(answer.url, link))[0]
            if address.startswith(f"{self._url}/") and not address.startswith(f"{self._url}/static/"):
                yield address[len(self._url) :]

    def open_all(self) -> None:
        """Open one page of each kind in the browser, wide and as narrow as a phone."""
        page = self._context.new_page()
        for kind, address in self.pages.items():
            if kind.endswith(("-fragment", "/tile", "/line")):
                continue
            page.goto(address)
            self._watch.measure(page, kind)
            wide = page.viewport_size or PHONE
            page.set_viewport_size(PHONE)
            self._watch.measure(page, f"{kind} at {PHONE['width']}")
            page.set_viewport_size(wide)
        page.close()
