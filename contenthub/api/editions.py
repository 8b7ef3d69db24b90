"""Editions: what guides change in an article."""

from typing import Any

from apiflask import APIBlueprint
from pydantic import Field

from contenthub.accounts.permissions import Action
from contenthub.api.shapes import In, Out
from contenthub.api.tasks import own_task
from contenthub.distribution.models import Edition
from contenthub.distribution.values import Difference
from contenthub.edge import request as edge
from contenthub.edge.differences import difference_text
from contenthub.edge.etags import etag, expected_revisions, versioned
from contenthub.edge.guards import allow, visible

bp = APIBlueprint("editions", __name__, tag="Tasks")


class EditionIn(In):
    """All edits of an edition, in order."""

    edits: list[Any] = Field(description="replace, hide, move, insert, offer; at most 50")


class EditionOut(Out):
    """An edition: edits over the content's version `version`."""

    id: str
    task: str
    version: int
    edits: list[dict[str, Any]]
    revision: int


class DifferenceOut(Out):
    """One thing that was changed, in words: `text` says it in a sentence."""

    op: str
    block: str
    kind: str
    before: str
    after: str
    text: str


class DifferenceList(Out):
    """What an edition changes, in order."""

    items: list[DifferenceOut]
    next: str | None = None
    total: int


def present_edition(edition: Edition) -> dict[str, Any]:
    """Return an edition as JSON."""
    return {
        "id": edition.id,
        "task": edition.task_id,
        "version": edition.version.number,
        "edits": edition.edits,
        "revision": edition.revision,
    }


def present_difference(made: Difference) -> dict[str, Any]:
    """Return a difference as JSON, with its sentence."""
    names = ("op", "block", "kind", "before", "after")
    return {name: getattr(made, name) for name in names} | {"text": difference_text(made)}


def own_edition(edition_id: str) -> object:
    """Return the actor's own task of an edition, for guards."""
    services = edge.services()
    return services.tasks.get_own_task(services.editions.get_edition(edition_id).task_id)


@bp.post("/tasks/<task_id>/editions")
@allow(Action.DO_TASKS)
@visible(own_task)
@bp.input(EditionIn)
@bp.output(EditionOut, status_code=201)
def edition_save(task_id: str, json_data: EditionIn) -> Any:
    """Make the task's edition, or replace its edits; `block-locked` when they touch a lock."""
    edition = edge.services().editions.save_edits(task_id, json_data.edits)
    return present_edition(edition), 201, etag(edition.revision)


@bp.get("/editions/<edition_id>")
@allow(Action.SEE_TASKS)
@bp.output(EditionOut)
def edition_get(edition_id: str) -> Any:
    """Return an edition; `ETag` names its revision."""
    edition = edge.services().editions.get_edition(edition_id)
    return present_edition(edition), 200, etag(edition.revision)


@bp.put("/editions/<edition_id>")
@allow(Action.DO_TASKS)
@visible(own_edition)
@versioned
@bp.input(EditionIn)
@bp.output(EditionOut)
def edition_change(edition_id: str, json_data: EditionIn) -> Any:
    """Replace the edits; `If-Match` names the revision they were made on."""
    edition = edge.services().editions.change_edition(edition_id, expected=expected_revisions(), edits=json_data.edits)
    return present_edition(edition), 200, etag(edition.revision)


@bp.get("/editions/<edition_id>/diff")
@allow(Action.SEE_TASKS)
@bp.output(DifferenceList)
def edition_diff(edition_id: str) -> Any:
    """List what the edition changes in HQ's version, each in a sentence."""
    found = edge.services().editions.list_differences(edition_id)
    return {"items": [present_difference(made) for made in found], "total": len(found)}
