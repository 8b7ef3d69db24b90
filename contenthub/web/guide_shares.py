"""The guide's links: the kit to send one, who looked, taking one back."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from contenthub.accounts.permissions import Action
from contenthub.distribution.figures import slot_names
from contenthub.distribution.models import Share
from contenthub.edge import request as edge
from contenthub.edge.guards import allow
from contenthub.edge.sentences import sentence
from contenthub.edge.words import _
from contenthub.kernel.errors import ContentHubError
from contenthub.kernel.paging import PageQuery
from contenthub.plans.values import Channel
from contenthub.web.forms import done
from contenthub.web.guide import may_share, wanted_from

bp = Blueprint("guide_shares", __name__, url_prefix="/guide")
PAGE = 20


def script_words() -> dict[str, str]:
    """Return what the scripts of these pages say."""
    return {
        "ready_to_paste": _("文案和链接已复制，去微信粘贴给客户吧。"),
        "caption_saved": _("文案已保存"),
        "withdrawn": _("已收回，打开的人会看到它已下架。"),
        "restored": _("恢复了，链接照常能看。"),
        "poster_saved": _("海报已保存。没有的话，请长按图片保存。"),
    }


@bp.get("/shares")
@allow(Action.SHARE)
def shares() -> str:
    """Show the own links with what each did, the newest first."""
    query = PageQuery(PAGE, request.args.get("cursor"))
    services = edge.services()
    page = services.shares.list_shares(query)
    return render_template(
        "guide/shares.html",
        page=page,
        offset=query.offset,
        sums=services.guide_figures.sum_links([share.code for share in page.items]),
        title_of=services.shares.title_of,
    )


def _facts(share: Share) -> dict[str, Any]:
    service = edge.services().shares
    channels, is_open = _channels(share)
    return {
        "share": share,
        "title": service.title_of(share),
        "url": service.url_of(share),
        "caption": service.caption_of(share),
        "channels": channels,
        "may_share": is_open,
        "words": script_words(),
    }


def _channels(share: Share) -> tuple[list[str], bool]:
    """Return the channels the same can be shared in, and whether it can be now."""
    if share.edition is None:
        return [str(channel) for channel in Channel], share.plan_id is None
    task = edge.services().tasks.get_task(share.edition.task_id)
    return task.plan.channels, may_share(task)


@bp.get("/shares/<code>")
@allow(Action.SHARE)
def kit(code: str) -> str:
    """Show everything needed to send a link: words, poster, link, pictures."""
    services = edge.services()
    share = services.shares.get_own_share(code)
    pictures = [] if share.withdrawn_at else services.kits.list_pictures(code)
    return render_template("guide/kit.html", pictures=pictures, **_facts(share))


@bp.post("/shares/<code>/again")
@allow(Action.SHARE)
def share_again(code: str) -> Response:
    """Make the link of the same article or offer for another channel or recipient, and open its kit."""
    service = edge.services().shares
    share = service.get_own_share(code)
    wanted = wanted_from([share.channel])
    try:
        if share.edition_id:
            made, _is_new = service.add_share(share.edition_id, wanted)
        else:
            made, _is_new = service.add_direct_share(share.offer_id or "", wanted, plan_id=share.plan_id)
    except ContentHubError as error:
        flash(sentence(error), "wrong")
        return done(url_for("guide_shares.kit", code=code))
    return done(url_for("guide_shares.kit", code=made.code))


@bp.post("/offers/<offer_id>/share")
@allow(Action.SHARE)
def share_offer(offer_id: str) -> Response:
    """Make the link of one offer without an article, and open its kit."""
    try:
        made, _is_new = edge.services().shares.add_direct_share(offer_id, wanted_from([Channel.ONE_TO_ONE]))
    except ContentHubError as error:
        flash(sentence(error), "wrong")
        return done(url_for("guide_more.library", kind="offers"))
    return done(url_for("guide_shares.kit", code=made.code))


@bp.get("/shares/<code>/viewers")
@allow(Action.SHARE)
def viewers(code: str) -> str:
    """Show who looked at one link, how long, and what they touched."""
    services = edge.services()
    share = services.shares.get_own_share(code)
    query = PageQuery(PAGE, request.args.get("cursor"))
    page = services.visits.list_viewers(code, query)
    return render_template(
        "guide/viewers.html",
        page=page,
        offset=query.offset,
        sums=services.visits.sum_viewers(code),
        names_of=lambda keys: slot_names(share, keys),
        **_facts(share),
    )


@bp.post("/shares/<code>/withdraw")
@allow(Action.SHARE)
def withdraw(code: str) -> Response:
    """Take a link back; the page that follows offers to undo it."""
    edge.services().shares.withdraw_share(code)
    return done(url_for("guide_shares.kit", code=code), _("已收回，打开的人会看到它已下架。"))


@bp.post("/shares/<code>/restore")
@allow(Action.SHARE)
def restore(code: str) -> Response:
    """Undo a withdrawal."""
    try:
        edge.services().shares.restore_share(code)
    except ContentHubError as error:
        flash(sentence(error), "wrong")
        return done(url_for("guide_shares.kit", code=code))
    return done(url_for("guide_shares.kit", code=code), _("恢复了，链接照常能看。"))
