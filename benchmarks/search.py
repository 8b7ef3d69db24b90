"""Search at 10,000 assets: the index matches and ranks, rows filter, count and sort, with every facet."""

import random
import statistics
import time
from collections.abc import Callable

from sqlalchemy import insert

from benchmarks.house import open_house
from benchmarks.rows import Row
from contenthub.hub import Hub
from contenthub.kernel.ids import new_id
from contenthub.kernel.paging import PageQuery
from contenthub.library.models import Asset, AssetTag
from contenthub.library.values import AssetFilter, AssetKind, AssetState

ASSETS = 10_000
ROUNDS = 60
STYLES = (
    "法式",
    "复古",
    "通勤",
    "宽松",
    "修身",
    "轻熟",
    "学院",
    "运动",
    "度假",
    "极简",
    "国风",
    "甜美",
    "港味",
    "户外",
)
THINGS = (
    "连衣裙", "半身裙", "牛仔裤", "衬衫", "针织衫", "风衣", "羽绒服",
    "帽子", "运动鞋", "凉鞋", "手提包", "丝巾", "抽油烟机", "口红",
)  # fmt: skip
SHOTS = ("正面图", "细节图", "模特图", "场景图", "海报", "短视频封面", "白底图", "买家秀")
WORDS = ("连衣裙", "法式", "海报", "白底图", "裙")
RARE = ("国风丝巾细节图", "度假凉鞋", "抽油烟机 海报", "D-01234")
PINYIN = ("lyq", "lianyiqun", "nzk", "haibao")
TYPED = ("连", "l", "ly", "lian", "fa", "yjc", "口")


def run() -> list[Row]:
    """Fill a library, index it, and search it like people do."""
    with open_house() as hub:
        fill(hub)
        began = time.perf_counter()
        with hub.services() as services:
            services.indexing.rebuild_index()
        built = time.perf_counter() - began
        kinds: list[tuple[str, Callable[[int], object], str]] = [
            ("frequent word + facets", lambda n: search(hub, WORDS[n % len(WORDS)]), "target p95 ≤ 60"),
            ("rare words + facets", lambda n: search(hub, RARE[n % len(RARE)]), "target p95 ≤ 60"),
            ("pinyin + facets", lambda n: search(hub, PINYIN[n % len(PINYIN)]), "target p95 ≤ 60"),
            ("word + tag filter + facets", lambda n: search(hub, WORDS[n % 3], tag="夏季"), "target p95 ≤ 60"),
            ("newest 50 + facets, nothing typed", lambda _n: search(hub, ""), ""),
            ("suggestions while typing", lambda n: suggest(hub, TYPED[n % len(TYPED)]), "target p95 ≤ 20"),
        ]
        rows = [row for what, call, note in kinds for row in timed(what, call, note=note)]
    return [*rows, Row("search", "rebuild of the index", ASSETS / built, "assets/s", f"{ASSETS:,} assets, whoosh")]


def fill(hub: Hub) -> None:
    """Write the rows of a library whose tags follow Zipf."""
    rng = random.Random(7)  # the same library each run
    tags = [f"{style}{thing}" for style in STYLES for thing in THINGS] + list(STYLES) + ["夏季", "新品", "爆款"]
    weights = [1 / (rank + 1) for rank in range(len(tags))][::-1]
    with hub.services() as services, services.work:
        now = hub.clock.now()
        assets, tagged = [], []
        for number in range(ASSETS):
            key = new_id()
            title = f"{rng.choice(STYLES)}{rng.choice(THINGS)}{rng.choice(SHOTS)} {number % 40}"
            fixed = {"kind": AssetKind.IMAGE, "media_type": "image/jpeg", "bytes": 1000, "state": AssetState.READY}
            names = {"id": key, "sha256": f"{number:064x}", "title": title, "file_name": f"D-{number:05}.jpg"}
            assets.append(names | fixed | {"added_by": "system", "created_at": now})
            chosen = dict.fromkeys(rng.choices(tags, weights, k=4))
            tagged += [{"asset_id": key, "tag": tag, "position": at} for at, tag in enumerate(chosen)]
        services.work.session.execute(insert(Asset), assets)
        services.work.session.execute(insert(AssetTag), tagged)


def search(hub: Hub, text: str, *, tag: str = "") -> object:
    """Search as one request does, in a unit of work of its own."""
    with hub.services() as services:
        only = AssetFilter(tags=(tag,) if tag else ())
        return services.asset_search.search(PageQuery(50), text=text, only=only, with_facets=True)


def suggest(hub: Hub, typed: str) -> object:
    """Suggest as one request does."""
    with hub.services() as services:
        return services.terms.suggest(typed)


def timed(what: str, call: Callable[[int], object], *, note: str) -> list[Row]:
    """Call `ROUNDS` times and return the median and the 95th percentile in milliseconds."""
    for number in range(5):
        call(number)
    spent = []
    for number in range(ROUNDS):
        began = time.perf_counter()
        call(number)
        spent.append((time.perf_counter() - began) * 1000)
    cuts = statistics.quantiles(spent, n=20)
    return [
        Row("search", f"{what}, p50", statistics.median(spent), "ms", f"{ASSETS:,} assets"),
        Row("search", f"{what}, p95", cuts[-1], "ms", note),
    ]
