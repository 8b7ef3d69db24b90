"""A client of the JSON API that reads like the walkthrough: `api.post("/units", {...})`."""

from typing import Any

from flask import Flask

from contenthub.accounts.values import Role, Scope
from contenthub.hub import Hub


class Api:
    """Calls `/api/v1` with a bearer token; answers carry `.status_code` and `.json`."""

    def __init__(self, app: Flask, *, token: str | None = None, person: str = "") -> None:
        self.http = app.test_client()
        self.token = token
        self.person = person

    @classmethod
    def of_new_person(
        cls, app: Flask, hub: Hub, *, role: str, login: str, name: str, unit: str | None, password: str
    ) -> "Api":
        with hub.services() as services:
            person = services.people.add_person(login=login, name=name, role=Role(role), unit=unit, password=password)
            _token, secret = services.access.add_token(person, label="test", scopes=frozenset({Scope.FULL}))
            return cls(app, token=secret, person=person.id)

    def call(self, method: str, path: str, body: Any = None, **kwargs: Any) -> Any:
        headers = dict(kwargs.pop("headers", {}))
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            kwargs["json"] = body
        return self.http.open(f"/api/v1{path}", method=method, headers=headers, **kwargs)

    def get(self, path: str, **kwargs: Any) -> Any:
        return self.call("GET", path, **kwargs)

    def post(self, path: str, body: Any = None, **kwargs: Any) -> Any:
        return self.call("POST", path, body, **kwargs)

    def put(self, path: str, body: Any = None, **kwargs: Any) -> Any:
        return self.call("PUT", path, body, **kwargs)

    def patch(self, path: str, body: Any = None, **kwargs: Any) -> Any:
        return self.call("PATCH", path, body, **kwargs)

    def delete(self, path: str, **kwargs: Any) -> Any:
        return self.call("DELETE", path, **kwargs)
