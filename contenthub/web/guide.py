"""The guide's phone: today, a task to read, to re-edit, to send."""

from typing import Any

from flask import Blueprint, flash, render_template, url_for
from werkzeug.wrappers import Response

from contenthub.accounts.permissions import Action
from contenthub.distribution.compiler import Page as Article
from contenthub.distribution.making import Wanted
from contenthub.distribution.models import Edition, Share, Task
from contenthub.distribution.values import TaskState
from contenthub.edge import request as edge
from contenthub.edge.guards import allow
from contenthub.edge.sentences import sentence
from contenthub.edge.words import _
from contenthub.kernel.errors import ContentHubError
from contenthub.kernel.paging import MAX_LIMIT, PageQuery
from contenthub.plans.values import Channel, ContentState, PlanState
from contenthub.web import guide_editing as editing
from contenthub.web.customer_page import Addresses, Part, present
from contenthub.web.forms import done, sent
from contenthub.web.guide_words import FILTERS

bp = Blueprint("guide", __name__, url_prefix="/guide")
for verb in FILTERS:
    bp.add_app_template_filter(verb)


@bp.get("")
@allow(Action.DO_TASKS)
def today() -> str:
    """Show today's tasks, the numbers of the day, and who just looked."""
    services = edge.services()
    services.tasks.ensure_tasks()
    tasks = list(services.tasks.list_tasks(PageQuery(MAX_LIMIT), mine=True).items)
    tasks.sort(key=lambda task: task.state == TaskState.DONE)  # stable: within each, by deadline
    covers = {task.id: cover_of(task) for task in tasks}
    return render_template(
        "guide/today.html",
        tasks=tasks,
        covers=covers,
        pictures=services.assets.find_assets([cover for cover in covers.values() if cover]),
        peers=services.guide_figures.count_peers(tasks),
        day=services.guide_figures.today(),
        looks=services.guide_figures.list_looks(),
        finished=sum(task.state == TaskState.DONE for task in tasks),
        currency=edge.hub().settings.currency,
    )


def cover_of(task: Task) -> str | None:
    """Return the picture that stands for a task: the cover, else the first picture."""
    blocks = task.version.blocks
    return task.version.cover or next((block["asset"] for block in blocks if block["type"] == "image"), None)


def may_share(task: Task) -> bool:
    """Say whether links can be made now."""
    is_open = task.plan.state == PlanState.RUNNING and task.plan.ends_at > edge.hub().clock.now()
    return is_open and task.version.content.state != ContentState.RECALLED


@bp.get("/tasks/<task_id>")
@allow(Action.DO_TASKS)
def task(task_id: str) -> str:
    """Show the article of a task as a customer will see it, what is locked marked quietly."""
    services = edge.services()
    found = services.tasks.open_task(task_id)
    edition = services.editions.find_edition(found)
    return render_template(
        "guide/read.html",
        task=found,
        edition=edition,
        parts=article_parts(found, edition),
        may_share=may_share(found),
        shares=services.shares.list_shares(PageQuery(MAX_LIMIT), task=task_id).items,
    )


def article_parts(task: Task, edition: Edition | None) -> list[Part]:
    """Return what a customer sees of a task's article under the guide's edits."""
    services, at = edge.services(), edge.hub().clock.now()
    article = Article.of(task.version, edition.edits if edition else ())
    compiled = services.shares.preview(article, guide=task.guide)
    found = services.assets.find_assets([block["asset"] for block in compiled.blocks if "asset" in block])
    products = services.products.find_products([block["product"] for block in compiled.blocks if "product" in block])
    return present(compiled, addresses=Addresses("", preview=True, found=found), products=products, at=at)


@bp.get("/tasks/<task_id>/edit")
@allow(Action.DO_TASKS)
def edit(task_id: str) -> str:
    """Open a task's article for re-editing."""
    return _editor(task_id)


def _editor(task_id: str) -> str:
    found = edge.services().tasks.open_task(task_id)
    edition = edge.services().editions.find_edition(found)
    return render_template(
        "guide/edit.html",
        task=found,
        start=editing.start(found, edition),
        words=editing.words(),
        plain=editing.plain_texts(found, edition),
        may_share=may_share(found),
    )


@bp.post("/tasks/<task_id>/edit")
@allow(Action.DO_TASKS)
def save_edit(task_id: str) -> Response | str:
    """Keep what was written without scripts: one field per open text."""
    services = edge.services()
    found = services.tasks.get_own_task(task_id)
    edition = services.editions.find_edition(found)
    try:
        services.editions.save_edits(task_id, editing.edits_sent(found, edition, sent))
    except ContentHubError as error:
        flash(sentence(error), "wrong")
        return _editor(task_id)
    return done(url_for("guide.task", task_id=task_id), _("改好了。"))


@bp.post("/tasks/<task_id>/share")
@allow(Action.DO_TASKS)
def share(task_id: str) -> Response:
    """Make the link for a channel, the plan's first if none is named, and open its kit."""
    services = edge.services()
    found = services.tasks.get_own_task(task_id)
    try:
        made = _share(found)
    except ContentHubError as error:
        flash(sentence(error), "wrong")
        return done(url_for("guide.task", task_id=task_id))
    return done(url_for("guide_shares.kit", code=made.code))


def _share(found: Task) -> Share:
    services, wanted = edge.services(), wanted_from(found.plan.channels)
    with services.work:
        edition = services.editions.find_edition(found) or services.editions.save_edits(found.id, [])
        share, _is_new = services.shares.add_share(edition.id, wanted)
        return share


def wanted_from(channels: list[Any]) -> Wanted:
    """Return what the form asks to share, the first of `channels` when it names none."""
    asked = sent("channel")
    channel = asked if asked in set(Channel) else next(iter(channels), Channel.OTHER)
    return Wanted(Channel(channel), sent("recipient"))


@bp.post("/tasks/<task_id>/done")
@allow(Action.DO_TASKS)
def finish(task_id: str) -> Response:
    """Note by the guide's word that a task is done."""
    edge.services().tasks.finish_task(task_id)
    return done(url_for("guide.today"), _("记下了，这条完成了。"))
