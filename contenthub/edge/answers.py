"""Answers that are neither a page nor JSON."""

from flask import Response


def csv_answer(text: str, *, name: str) -> Response:
    """Return CSV as a download called `name`."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, content_type="text/csv; charset=utf-8", headers=headers)
