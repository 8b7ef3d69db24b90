"""Contents, for the console: the list, the editor, its preview, what was published."""

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from contenthub.accounts.models import Person
from contenthub.accounts.permissions import Action
from contenthub.accounts.values import Role
from contenthub.distribution.compiler import Page as Article
from contenthub.edge import request as edge
from contenthub.edge.guards import allow
from contenthub.edge.sentences import sentence
from contenthub.edge.words import _
from contenthub.kernel.errors import ContentHubError
from contenthub.kernel.paging import MAX_LIMIT, PageQuery
from contenthub.plans.models import Content, ContentVersion
from contenthub.plans.values import ContentState
from contenthub.web import editing, editor_words
from contenthub.web.customer_page import render_page
from contenthub.web.forms import done, sent

bp = Blueprint("contents", __name__)


@bp.get("/contents")
@allow(Action.SEE_CONTENTS)
def contents() -> str:
    """Show the contents found."""
    query, asked = PageQuery(cursor=request.args.get("cursor")), request.args.get("state")
    state = ContentState(asked) if asked in set(ContentState) else None
    services = edge.services()
    is_trash = asked == "trash"
    text = request.args.get("q", "").strip()
    page = services.contents.list_contents(query, text=text, state=state, trashed=is_trash)
    covers = services.assets.find_assets([key for content in page.items if (key := editing.cover_of(content))])
    return render_template(
        "contents/contents.html",
        page=page,
        offset=query.offset,
        state=state,
        is_trash=is_trash,
        covers=covers,
        cover_of=editing.cover_of,
        slots_in=editing.slots_in,
    )


@bp.post("/contents/new")
@allow(Action.MANAGE_CONTENTS)
def add_content() -> Response:
    """Add an empty draft and open it."""
    blocks = [{"id": "b1", "type": "text", "html": ""}]
    content = edge.services().contents.add_content(title=_("未命名内容"), blocks=blocks)
    return done(url_for("contents.content", content_id=content.id))


@bp.get("/contents/<content_id>")
@allow(Action.SEE_CONTENTS)
def content(content_id: str) -> str:
    """Open the editor; a manager, and a recalled content, are shown how it reads."""
    services = edge.services()
    found = services.contents.get_content(content_id)
    versions = services.publishing.list_versions(content_id)
    plans = services.plans.list_plans(PageQuery(), content=content_id).items
    facts = {"content": found, "versions": versions, "plans": plans, "guides": _guides()}
    if editing.is_open(found):
        return render_template("contents/editor.html", **facts, start=editing.start(found), words=editor_words.words())
    return render_template("contents/reading.html", **facts, replacement=_replacement(found), number=None)


def _replacement(content: Content) -> Content | None:
    found = edge.services().contents.find_contents([content.replacement_id] if content.replacement_id else [])
    return next(iter(found.values()), None)


def _guides() -> list[Person]:
    return list(edge.services().people.list_people(PageQuery(MAX_LIMIT), role=Role.GUIDE, active=True).items)


def _guide() -> Person:
    """Return the guide whose name a preview carries: the one asked for, else the first, else whoever looks."""
    people, asked = edge.services().people, request.args.get("guide")
    return people.get_person(asked) if asked else next(iter(_guides()), people.get_person(edge.actor().person_id))


def _preview(page: Content | ContentVersion) -> str:
    services, hub = edge.services(), edge.hub()
    article = Article(page.title, page.summary, page.cover, page.blocks)
    compiled = services.shares.preview(article, guide=_guide())
    return render_page(compiled, services=services, settings=hub.settings, at=hub.clock.now(), preview=True)


@bp.get("/contents/<content_id>/preview")
@allow(Action.SEE_CONTENTS)
def preview(content_id: str) -> str:
    """Show the draft as a customer would see it from a guide."""
    return _preview(edge.services().contents.get_content(content_id))


@bp.get("/contents/<content_id>/versions/<int:number>/preview")
@allow(Action.SEE_CONTENTS)
def version_preview(content_id: str, number: int) -> str:
    """Show a published version as a customer would see it from a guide."""
    return _preview(edge.services().publishing.get_version(content_id, number))


@bp.get("/contents/<content_id>/versions/<int:number>")
@allow(Action.SEE_CONTENTS)
def version(content_id: str, number: int) -> str:
    """Show a published version."""
    services = edge.services()
    found = services.contents.get_content(content_id)
    services.publishing.get_version(content_id, number)
    versions = services.publishing.list_versions(content_id)
    plans = services.plans.list_plans(PageQuery(), content=content_id).items
    facts = {"content": found, "versions": versions, "plans": plans, "guides": _guides()}
    return render_template("contents/reading.html", **facts, replacement=None, number=number)


@bp.post("/contents/<content_id>/copy")
@allow(Action.MANAGE_CONTENTS)
def copy_content(content_id: str) -> Response:
    """Copy a content and open the copy."""
    copied = edge.services().contents.copy_content(content_id)
    return done(url_for("contents.content", content_id=copied.id), _("这是副本，改它不影响原来那篇。"))


@bp.post("/contents/<content_id>/recall")
@allow(Action.MANAGE_CONTENTS)
def recall_content(content_id: str) -> Response:
    """Take a content back."""
    given = {"replacement": sent("replacement") or None, "reason": sent("reason")}
    try:
        edge.services().publishing.recall(content_id, **given)
    except ContentHubError as error:
        flash(sentence(error), "wrong")
        return done(url_for("contents.content", content_id=content_id))
    return done(url_for("contents.content", content_id=content_id), _("已撤回，所有链接马上不再显示它。"))


@bp.post("/contents/<content_id>/trash")
@allow(Action.MANAGE_CONTENTS)
def trash_content(content_id: str) -> Response:
    """Put a content in the trash."""
    try:
        edge.services().contents.trash_content(content_id)
    except ContentHubError as error:
        flash(sentence(error), "wrong")
        return done(url_for("contents.content", content_id=content_id))
    return done(url_for("contents.contents"), _("已移到回收站，发出去的链接照常打开。"))


@bp.post("/contents/<content_id>/restore")
@allow(Action.MANAGE_CONTENTS)
def restore_content(content_id: str) -> Response:
    """Take a content out of the trash and open it."""
    edge.services().contents.restore_content(content_id)
    return done(url_for("contents.content", content_id=content_id), _("已从回收站取回。"))
