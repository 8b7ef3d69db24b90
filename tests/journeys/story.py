"""What a story remembers from chapter to chapter, and what it is told with."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import PASSWORD, SAMPLES, House
from tests.journeys.shop import Shop
from tests.journeys.watching import Watch
from tests.pictures import jpeg

TITLE = "私域运营：内容才是核心"
PLAN = "七月通勤"
COUPON, GIFT, FALLBACK = "满300减50", "到店试穿礼", "逛逛全部新品"
PHOTOS = ("dress-1", "dress-2", "skirt-1", "shirt-1", "shoes-1", "hat-1")
OWN_TEXT = (
    "通勤的早晨只有十分钟，衣柜里却总少那一条拿起来就能走的裙子。" * 4,
    "料子不怕皱，颜色衬得住办公室的冷光，下班约会也不用再换。" * 4,
    "试过二十几位老客以后，我们把最常被问到的三个问题写在这里。" * 4,
)


@dataclass
class Story:
    """A house, its people's browsers, and what happened so far."""

    house: House
    watch: Watch
    shop: Shop
    folder: Path
    desks: dict[str, BrowserContext] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    def sign_in(self, page: Page, login: str, *, name: str = "") -> None:
        """Sign somebody in; keep a picture of the page under `name`."""
        page.goto("/sign-in")
        if name:
            self.watch.look(page, name)
        page.get_by_label("登录名").fill(login)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page).not_to_have_url(f"{self.house.url}/sign-in")

    def send(self, method: str, path: str, *, agent: str, body: Any = None, token: str = "") -> tuple[int, Any, Any]:
        """Ask without a browser; return status, headers, and the bytes or the JSON."""
        headers = {"User-Agent": agent, "Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        sent = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.house.url}{path}", sent, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.headers, _read(answer)
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()


def _read(answer: Any) -> Any:
    body = answer.read()
    return json.loads(body) if "json" in answer.headers.get("Content-Type", "") and body else body


def photos(folder: Path) -> list[Path]:
    """Return real photos when there are samples, else pictures made here."""
    real = [SAMPLES / "photos" / f"{name}.jpg" for name in PHOTOS]
    if all(photo.is_file() for photo in real):
        return real
    made = [folder / f"{name}.jpg" for name in PHOTOS]
    for shade, path in enumerate(made):
        path.write_bytes(jpeg(1200, 1500, shade=shade * 40))
    return made


def paragraphs() -> list[str]:
    """Return the first paragraphs of a real article when there are samples, else our own."""
    article = SAMPLES / "articles" / "content-is-the-core.txt"
    if not article.is_file():
        return list(OWN_TEXT)
    long = [line.strip()[:280] for line in article.read_text("utf-8").splitlines() if len(line.strip()) > 60]
    return long[: len(OWN_TEXT)]
