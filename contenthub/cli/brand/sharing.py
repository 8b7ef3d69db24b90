"""The demo brand's guides at work: they re-edit, share, and their customers come."""

from datetime import timedelta

from contenthub.cli.brand import words
from contenthub.cli.brand.loading import DAYS_RUNNING, Brand
from contenthub.cli.brand.visitors import Crowd, Purchase, SlotShown
from contenthub.distribution.making import Wanted
from contenthub.distribution.models import Task
from contenthub.distribution.values import CompiledShare, IntentKind
from contenthub.hub import Hub
from contenthub.kernel.paging import PageQuery
from contenthub.plans.values import Channel
from contenthub.tracking.click_ids import ClickIds

ACTIVE_GUIDES = ("li", "zhao", "sun", "qian", "zheng", "feng", "he", "xu")
"""Who has shared already; the others show how a plan looks that is not finished."""
VISITS_A_DAY = (5, 9)
SEED = 20_260_701
CHANNELS = (Channel.MOMENTS, Channel.ONE_TO_ONE, Channel.GROUP)


class BrandAtWork:
    """Shares the brand's plan and lets a crowd visit."""

    def __init__(self, hub: Hub, brand: Brand) -> None:
        """Work in `hub` for `brand`."""
        self._hub = hub
        self._brand = brand
        self._crowd = Crowd(ClickIds(hub.settings.secret), seed=SEED)

    def run(self) -> None:
        """Make shares, write their past into the spool, count it, and post the orders."""
        for number, login in enumerate(ACTIVE_GUIDES):
            for code in self._share_all(login, number=number):
                self._visit(code, number=number)
        self._hub.drain()
        for number, purchase in enumerate(self._crowd.purchases, start=1):
            self._buy(number, purchase)

    def _share_all(self, login: str, *, number: int) -> list[str]:
        codes = []
        with self._hub.services(self._brand.actors[login]) as services:
            tasks = services.tasks.list_tasks(PageQuery(100)).items
        for place, task in enumerate(tasks):
            codes.append(self._share(login, task, number=number + place))
        return codes

    def _share(self, login: str, task: Task, *, number: int) -> str:
        own = words.GUIDE_WORDS[number % len(words.GUIDE_WORDS)]
        edits = [{"op": "insert", "after": "b1", "new": {"id": "own1", "type": "text", "html": f"<p>{own}</p>"}}]
        channel = CHANNELS[number % len(CHANNELS)]
        recipient = words.RECIPIENTS[number % len(words.RECIPIENTS)] if channel is Channel.ONE_TO_ONE else ""
        with self._hub.services(self._brand.actors[login]) as services:
            edition = services.editions.save_edits(task.id, edits)
            share, _is_new = services.shares.add_share(edition.id, Wanted(channel=channel, recipient=recipient))
            services.shares.add_intent(share.code, IntentKind.COPIED_TEXT)
            return share.code

    def _visit(self, code: str, *, number: int) -> None:
        now = self._hub.clock.now()
        with self._hub.services() as services:
            slots = _slots(services.shares.compile(code, at=now))
        fewest, most = VISITS_A_DAY
        for days_ago in range(DAYS_RUNNING, 0, -1):
            day = (now - timedelta(days=days_ago)).replace(hour=0, minute=0, second=0, microsecond=0)
            count = fewest + (number * 7 + days_ago * 3) % (most - fewest + 1)
            for record in self._crowd.visits(code, slots, day=day - timedelta(hours=8), count=count):
                self._hub.engines.spool.append(record)

    def _buy(self, number: int, purchase: Purchase) -> None:
        with self._hub.services() as services:
            services.conversions.add_conversion(
                source="demo-shop",
                external_id=f"D-{number:05}",
                kind="order",
                click_id=purchase.click_id,
                amount=words.PRODUCTS[number % len(words.PRODUCTS)].price,
                currency=self._hub.settings.currency,
                occurred_at=purchase.at,
            )


def _slots(compiled: CompiledShare) -> list[SlotShown]:
    return [SlotShown(slot.key, slot.offers[0].id, slot.position) for slot in compiled.slots if slot.offers]
