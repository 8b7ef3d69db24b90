"""A browser without scripts, and a share in a customer's hand."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from flask import Flask
from werkzeug.test import Client, TestResponse

from tests.clients import Api
from tests.conftest import PASSWORD
from tests.distribution.making import add_plan, publish, replace

CSRF = re.compile(r'<meta name="csrf-token" content="([^"]+)"')


class Browser:
    """Opens pages and sends forms, with cookies and the CSRF token of the page seen last."""

    def __init__(self, app: Flask) -> None:
        self.http = app.test_client()
        self.token = ""

    def open(self, path: str, **kwargs: Any) -> TestResponse:
        """Get a page."""
        answer = self.http.get(path, buffered=True, **kwargs)
        found = CSRF.search(answer.text)
        self.token = unescape(found[1]) if found else self.token
        return answer

    def send(self, path: str, fields: dict[str, str] | None = None, **kwargs: Any) -> TestResponse:
        """Send a form with the token."""
        return self.http.post(path, data={"csrf_token": self.token, **(fields or {})}, **kwargs)

    def sign_in(self, login: str, *, password: str = PASSWORD, next_path: str = "") -> TestResponse:
        """Open the sign-in page and sign in."""
        self.open("/sign-in")
        return self.send("/sign-in", {"login": login, "password": password, "next": next_path})

    def cookie(self, name: str) -> str:
        """Return a cookie's value, or nothing."""
        found = self.http.get_cookie(name)
        return found.value if found else ""


@dataclass
class Shared:
    """A share of one guide, opened at the front door."""

    hq: Api
    guide: Api
    customer: Client
    code: str
    content: str

    @property
    def path(self) -> str:
        """Return the address customers open."""
        return f"/s/{self.code}"

    @property
    def html(self) -> str:
        """Return the page."""
        return self.customer.get(self.path).text


def share(hq: Api, guide: Api, customer: Client, *blocks: dict[str, Any], unit: str, **content: Any) -> Shared:
    """Publish blocks, launch a plan for the unit, and share the guide's edition of it; `edits` are the guide's."""
    edits = content.pop("edits", [replace()])
    made = publish(hq, *blocks, **content)
    hq.post(f"/plans/{add_plan(hq, unit=unit, content=made)}/launch")
    task = guide.get("/tasks?mine=1").json["items"][0]["id"]
    edition = guide.post(f"/tasks/{task}/editions", {"edits": edits}).json["id"]
    code = guide.post(f"/editions/{edition}/shares", {"channel": "moments"}).json["code"]
    return Shared(hq, guide, customer, code, made)
