"""At the root: is it alive, is it ready, how is it doing."""

from ipaddress import ip_address
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from contenthub.edge import request as edge

bp = APIBlueprint("system", __name__, tag="System")


def _may_see_engines() -> bool:
    try:
        is_near = ip_address(edge.address()).is_loopback
    except ValueError:
        is_near = False
    return is_near or (edge.is_by_token(request) and edge.find_actor() is not None)


@bp.get("/healthz")
def healthz() -> Any:
    """Say that the process answers."""
    return {"status": "ok"}


@bp.get("/readyz")
def readyz() -> Any:
    """Say whether every engine answers: 200 or 503; engines are named only to loopback or a token."""
    findings = edge.hub().health()
    is_ready = all(finding.ok for finding in findings)
    body: dict[str, Any] = {"status": "ready" if is_ready else "not ready"}
    if edge.hub().is_at_risk():
        body["status"] = "at risk"
    if _may_see_engines():
        body["engines"] = {finding.check: finding.detail if not finding.ok else "ok" for finding in findings}
    return body, 200 if is_ready else 503


@bp.get("/metrics")
def metrics() -> Any:
    """Give figures for a monitor, in the Prometheus text format; only to loopback or a token."""
    if not _may_see_engines():
        return Response("", status=404)
    hub = edge.hub()
    figures = {
        "contenthub_drain_lag_seconds": hub.drain_lag(),
        "contenthub_jobs_pending": hub.engines.jobs.pending(),
        "contenthub_spool_at_risk": int(hub.is_at_risk()),
    }
    lines = [f"# TYPE {name} gauge\n{name} {value}\n" for name, value in figures.items()]
    return Response("".join(lines), content_type="text/plain; version=0.0.4; charset=utf-8")
