"""Contents: drafts, versions, recall."""

from typing import Any

from apiflask import APIBlueprint
from pydantic import Field

from contenthub.accounts.permissions import Action
from contenthub.api.shapes import Body, ListIn, Listing, Moment, Out, listing
from contenthub.edge import request as edge
from contenthub.edge.etags import etag, expected_revisions, versioned
from contenthub.edge.guards import allow, visible
from contenthub.plans.checking import Finding
from contenthub.plans.contents import ContentFields
from contenthub.plans.models import Content, ContentVersion
from contenthub.plans.publishing import RecallFields
from contenthub.plans.values import ContentState, Flaw, Level

bp = APIBlueprint("contents", __name__, tag="Contents")


class ContentIn(Body):
    """A draft."""

    shape = ContentFields


class RecallIn(Body):
    """What stands in for a recalled content, and why it was recalled."""

    shape = RecallFields


class ContentBrief(Out):
    """A content in a list: `version` is the newest published, `changed` says whether the draft has moved on since."""

    id: str
    title: str
    summary: str
    cover: str | None
    state: ContentState
    revision: int
    version: int | None
    changed: bool
    replacement: str | None
    created_at: Moment
    updated_at: Moment


class ContentOut(ContentBrief):
    """A content with its blocks."""

    blocks: list[dict[str, Any]]


class PublishOut(Out):
    """The version that is out now."""

    id: str
    version: int
    version_id: str


class VersionOut(Out):
    """A published version."""

    id: str
    version: int
    title: str
    published_at: Moment


class VersionFull(VersionOut):
    """A published version with what it shows."""

    summary: str
    cover: str | None
    blocks: list[dict[str, Any]]


class VersionList(Out):
    """The versions of a content, newest first."""

    items: list[VersionOut]
    next: str | None = None
    total: int


class FindingOut(Out):
    """Something a reader would stumble over; a `problem` keeps the content from being published."""

    field: str
    block: str | None
    reason: Flaw
    level: Level


class CheckOut(Out):
    """What was found, and whether the content can be published."""

    ready: bool
    items: list[FindingOut]


class ContentQuery(ListIn):
    """Which contents."""

    q: str = Field("", max_length=80)
    state: ContentState | None = None


def present_brief(content: Content) -> dict[str, Any]:
    """Return a content as JSON, without its blocks."""
    names = ("id", "title", "summary", "cover", "state", "revision", "version", "created_at", "updated_at")
    changed = content.published_revision != content.revision
    return {name: getattr(content, name) for name in names} | {
        "changed": changed,
        "replacement": content.replacement_id,
    }


def present_content(content: Content) -> dict[str, Any]:
    """Return a content as JSON."""
    return present_brief(content) | {"blocks": content.blocks}


def present_version(version: ContentVersion) -> dict[str, Any]:
    """Return a published version as JSON."""
    names = ("id", "title", "summary", "cover", "blocks", "published_at")
    return {name: getattr(version, name) for name in names} | {"version": version.number}


def present_finding(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON."""
    return {"field": finding.field, "block": finding.block, "reason": finding.flaw, "level": finding.level}


def _exists(content_id: str, **_rest: Any) -> object:
    return edge.services().contents.get_content(content_id)


@bp.post("/contents")
@allow(Action.MANAGE_CONTENTS)
@bp.input(ContentIn)
@bp.output(ContentOut, status_code=201)
def content_add(json_data: ContentIn) -> Any:
    """Add a draft."""
    content = edge.services().contents.add_content(**json_data.root)
    return present_content(content), 201, etag(content.revision)


@bp.get("/contents")
@allow(Action.SEE_CONTENTS)
@bp.input(ContentQuery, location="query")
@bp.output(Listing[ContentBrief])
def content_list(query_data: ContentQuery) -> Any:
    """List contents, the last changed first."""
    found = edge.services().contents.list_contents(query_data.query, text=query_data.q, state=query_data.state)
    return listing(found, present_brief)


@bp.get("/contents/<content_id>")
@allow(Action.SEE_CONTENTS)
@bp.output(ContentOut)
def content_get(content_id: str) -> Any:
    """Return a draft; `ETag` names its revision."""
    content = edge.services().contents.get_content(content_id)
    return present_content(content), 200, etag(content.revision)


@bp.put("/contents/<content_id>")
@allow(Action.MANAGE_CONTENTS)
@visible(_exists)
@versioned
@bp.input(ContentIn)
@bp.output(ContentOut)
def content_change(content_id: str, json_data: ContentIn) -> Any:
    """Replace the draft; `If-Match` names the revision it was made on."""
    content = edge.services().contents.change_content(content_id, expected=expected_revisions(), fields=json_data.root)
    return present_content(content), 200, etag(content.revision)


@bp.delete("/contents/<content_id>")
@allow(Action.MANAGE_CONTENTS)
@visible(_exists)
@bp.output({}, status_code=204)
def content_trash(content_id: str) -> Any:
    """Put a content in the trash; 409 while a plan with it is under way."""
    edge.services().contents.trash_content(content_id)
    return ""


@bp.post("/contents/<content_id>/restore")
@allow(Action.MANAGE_CONTENTS)
@bp.output(ContentOut)
def content_restore(content_id: str) -> Any:
    """Take a content out of the trash."""
    content = edge.services().contents.restore_content(content_id)
    return present_content(content), 200, etag(content.revision)


@bp.post("/contents/<content_id>/copy")
@allow(Action.MANAGE_CONTENTS)
@visible(_exists)
@bp.output(ContentOut, status_code=201)
def content_copy(content_id: str) -> Any:
    """Copy a content into a new draft."""
    content = edge.services().contents.copy_content(content_id)
    return present_content(content), 201, etag(content.revision)


@bp.post("/contents/<content_id>/publish")
@allow(Action.MANAGE_CONTENTS)
@visible(_exists)
@bp.output(PublishOut, status_code=201)
def content_publish(content_id: str) -> Any:
    """Make the draft the next version; 200 with the newest one when nothing changed since."""
    version, is_new = edge.services().publishing.publish(content_id)
    return {"id": content_id, "version": version.number, "version_id": version.id}, 201 if is_new else 200


@bp.get("/contents/<content_id>/check")
@allow(Action.SEE_CONTENTS)
@bp.output(CheckOut)
def content_check(content_id: str) -> Any:
    """List what a reader would stumble over."""
    found = edge.services().publishing.check(content_id)
    ready = all(finding.level is not Level.PROBLEM for finding in found)
    return {"ready": ready, "items": [present_finding(finding) for finding in found]}


@bp.post("/contents/<content_id>/recall")
@allow(Action.MANAGE_CONTENTS)
@visible(_exists)
@bp.input(RecallIn, location="json_or_form", arg_name="json_data")
@bp.output(ContentOut)
def content_recall(content_id: str, json_data: RecallIn) -> Any:
    """Take a content back for good: its links show the replacement, or that it is gone."""
    content = edge.services().publishing.recall(content_id, **json_data.root)
    return present_content(content), 200, etag(content.revision)


@bp.get("/contents/<content_id>/versions")
@allow(Action.SEE_CONTENTS)
@bp.output(VersionList)
def version_list(content_id: str) -> Any:
    """List the published versions, newest first."""
    versions = edge.services().publishing.list_versions(content_id)
    return {"items": [present_version(version) for version in versions], "total": len(versions)}


@bp.get("/contents/<content_id>/versions/<int:number>")
@allow(Action.SEE_CONTENTS)
@bp.output(VersionFull)
def version_get(content_id: str, number: int) -> Any:
    """Return one published version."""
    return present_version(edge.services().publishing.get_version(content_id, number))
