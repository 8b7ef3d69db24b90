"""An English reader meets no Chinese but what people wrote: every page, in a house that writes English."""

import re
from html import unescape

import pytest
from babel.messages.mofile import write_mo
from flask_babel import get_babel

from contenthub.hub import Hub
from contenthub.kernel.ids import new_id
from contenthub.tracking.models import Visit, VisitSlot
from tests.conftest import NOW
from tests.distribution.making import add_offer, add_plan, publish
from tests.plans.making import add_product, image, slot, text
from tests.uploads import uploaded
from tests.web.making import Browser
from tools import messages

CHINESE = re.compile(r".{0,30}[\u3001-\u303f\u3400-\u9fff\uff00-\uffef].{0,30}")
NOT_OURS = re.compile(
    r'<textarea class="input caption".*?</textarea>'  # what the guide sends, in the brand's language
    r"|中文",  # a language is named in itself
    re.DOTALL,
)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory):
    """Compile the English catalogue as it is now, whatever the set-up compiled."""
    folder = tmp_path_factory.mktemp("translations")
    target = folder / "en" / "LC_MESSAGES" / "messages.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, messages.read(messages.CATALOGUES / "en" / "LC_MESSAGES" / "messages.po"))
    return str(folder)


@pytest.fixture
def app(app, compiled):
    get_babel(app).translation_directories = [compiled]
    return app


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"brand_name": "Atelier"})


@pytest.fixture
def hub(settings, clock):
    house = Hub(settings, clock=clock)
    with house.services() as services:
        services.units.ensure_root(name="Head office")
    yield house
    house.close()


@pytest.fixture
def boss(sign_in):
    return sign_in("admin", name="Ann")


@pytest.fixture
def unit(boss):
    return boss.post("/units", {"name": "Harbour", "kind": "store", "parent": None}).json["id"]


@pytest.fixture
def seller(sign_in, unit):
    return sign_in("guide", name="Lea", unit=unit)


@pytest.fixture
def console(app, boss):
    return english(app, "admin")


@pytest.fixture
def phone(app, seller):
    return english(app, "guide")


@pytest.fixture
def content(boss):
    """Publish an article with every kind of block that needs no video."""
    made = add_offer(boss, name="50 off", note="this week", ends_at="2026-07-09T04:00:00Z")
    asset = uploaded(boss, title="Dress", tags="dress")
    slots = slot("top", made, fallback=made, name="Opening", guide_offers=True), slot("end", made, name="End")
    return publish(boss, text(html="<p>Cut well.</p>"), image(asset, alt="Dress"), *slots, title="Summer")


@pytest.fixture
def plan(boss, seller, unit, content):
    words = {"name": "July", "scene": "Advice", "audience": "Regulars"}
    goals = [{"metric": "clicks", "target": 100}, {"metric": "revenue", "target": 100_000}]
    made = add_plan(boss, unit=unit, content=content, goals=goals, **words)
    boss.post(f"/plans/{made}/launch")
    return made


@pytest.fixture
def code(hub, seller, plan):
    """Share the article with words of the guide's own, and let somebody read it and click."""
    task = seller.get("/tasks?mine=1").json["items"][0]["id"]
    edits = [{"op": "replace", "block": "b1", "html": "<p>I wear it.</p>"}]
    edition = seller.post(f"/tasks/{task}/editions", {"edits": edits}).json["id"]
    code = seller.post(f"/editions/{edition}/shares", {"channel": "moments"}).json["code"]
    row = Visit(id=new_id(), share=code, visitor="vis1tor", opened_at=NOW, active_at=NOW, verdict="human")
    row.opens, row.seen_at, row.depth, row.dwell = 1, NOW, 60, 100_000
    done = VisitSlot(visit_id=row.id, slot="top", position=1, shown_at=NOW, viewed_at=NOW, clicked_at=NOW)
    with hub.services() as services, services.work:
        services.work.session.add(row)
        services.work.session.flush()
        services.work.session.add(done)
    return code


def english(app, login):
    """Return the browser of somebody who reads English."""
    found = Browser(app)
    found.sign_in(login)
    found.open("/account")
    found.send("/account/language", {"locale": "en"})
    return found


def pages(app, *, below=""):
    """List the addresses of pages that need no parameters, those of the phone only when asked for."""
    rules = [rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments]
    wanted = [
        path for path in rules if path.startswith(below) and not path.startswith(("/api/", "/insights/slots.csv"))
    ]
    return [path for path in wanted if below or not path.startswith("/guide")]


def chinese(browser, *paths):
    """Say what is left in Chinese, by page; a page that does not open is one, too."""
    answers = {path: browser.open(path, follow_redirects=True) for path in paths}
    return {path: left(answer) for path, answer in answers.items() if left(answer) or answer.status_code != 200}


def left(answer):
    """List what stands on a page in Chinese, with what stands around it."""
    return CHINESE.findall(NOT_OURS.sub("", unescape(answer.text)))


class TestConsole:
    def test_every_page_in_an_empty_house(self, app, console):
        assert chinese(console, *pages(app)) == {}

    def test_lists(self, console, hub, code):
        add_product(hub, name="Dress", sku="D-1")
        paths = "/library /library/products /contents /offers /plans /people /audit /insights /distribution"
        searches = "/library?q=nothing /contents?q=nothing /offers?q=nothing /plans?q=nothing /people?q=nothing"
        groups = [f"/insights?group_by={name}" for name in ("position", "offer", "guide", "unit", "channel", "day")]

        assert chinese(console, *paths.split(), *searches.split(), *groups) == {}

    def test_single_things(self, console, boss, seller, content, plan):
        asset = boss.get("/assets").json["items"][0]["id"]
        offer = boss.get("/offers").json["items"][0]["id"]
        paths = f"/library/{asset} /offers/{offer} /contents/{content} /contents/{content}/versions/1 /plans/{plan}"
        others = (
            f"/plans/{plan}/edit /plans/{plan}/progress-fragment /people/{seller.person} /people/{seller.person}/leave"
        )

        assert chinese(console, *paths.split(), *others.split()) == {}

    def test_what_is_refused(self, console):
        console.open("/offers/new")
        page = console.send("/offers/new", {"name": "", "kind": "coupon", "target_url": "no", "starts_at": "x"})

        assert left(page) == []

    def test_what_was_done(self, console):
        console.open("/units/new")
        page = console.send("/units/new", {"name": "Park", "kind": "store", "parent": ""}, follow_redirects=True)

        assert left(page) == []


class TestPhone:
    def test_every_page_in_an_empty_house(self, app, phone):
        assert chinese(phone, "/account", *pages(app, below="/guide")) == {}

    def test_a_day_of_work(self, phone, seller, code):
        task = "/guide/tasks/" + seller.get("/tasks?mine=1").json["items"][0]["id"]
        share = f"/guide/shares/{code}"

        assert (
            chinese(phone, "/guide", task, f"{task}/edit", share, f"{share}/viewers", f"{share}/sales", "/guide/shares")
            == {}
        )

    def test_a_withdrawn_link(self, phone, seller, code):
        seller.delete(f"/shares/{code}")

        assert chinese(phone, f"/guide/shares/{code}", "/guide/shares") == {}


class TestEverybody:
    def test_before_signing_in(self, browser, boss):
        assert chinese(browser, "/sign-in?lang=en", "/privacy?lang=en") == {}

    def test_programs_are_refused_in_english(self, console, boss):
        refused = boss.patch("/offers/unknown", {"name": ""})

        assert refused.json["detail"] == "This offer was not found."

    def test_the_number_decides_the_form(self, console, content):
        assert "<span>1 asset</span>" in console.open("/library").text

    def test_times_and_money_are_written_as_in_english(self, console, plan):
        page = console.open(f"/plans/{plan}").text

        assert "Jul 1, 08:00 – Aug 1, 00:00" in page
        assert "CN¥1,000" in console.open(f"/plans/{plan}/progress-fragment").text
