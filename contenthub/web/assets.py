"""Built files of the front end: where they lie, under which address, and how they are served."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, send_from_directory

PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = PACKAGE.parent
FOLDERS = (PACKAGE / "static", CHECKOUT / "static" / "dist")
"""Where built files may lie: in an installed package, in a checkout."""

YEAR = 365 * 24 * 3600
MAX_NAME = 200
"""Longer than any built file is called; the file system refuses much longer names with an error of its own."""
bp = Blueprint("assets", __name__)


@dataclass
class BuiltFiles:
    """The manifest of one build, read again whenever a new build has replaced it."""

    folders: tuple[Path, ...] = FOLDERS
    sources: Path = CHECKOUT / "static"
    _read_at: int = field(default=0, init=False)
    _manifest: dict[str, str] = field(default_factory=dict, init=False)

    @cached_property
    def folder(self) -> Path:
        """The folder of the build."""
        return next((folder for folder in self.folders if (folder / "manifest.json").is_file()), self.folders[-1])

    def address(self, name: str) -> str:
        """Return the hashed address of `js/app.js`; a file that was not built keeps its own name."""
        return f"/static/{self._names().get(name, name)}"

    def _names(self) -> dict[str, str]:
        try:
            written = (self.folder / "manifest.json").stat().st_mtime_ns
            if written != self._read_at:
                self._manifest = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
                self._read_at = written
        except (OSError, ValueError):  # between two builds, or none at all: the sources serve as they are
            pass
        return self._manifest

    def is_built(self, path: str) -> bool:
        """Say whether `path` is a file of the build, whose name changes with its content."""
        return len(path) < MAX_NAME and (self.folder / path).is_file()


BUILT = BuiltFiles()


def asset_url(name: str) -> str:
    """Return the address of a file of the front end: `asset_url("js/app.js")`."""
    return BUILT.address(name)


@bp.get("/static/<path:path>")
def static_file(path: str) -> Response:
    """Serve a built file for a year; a source file, where nothing is built, is asked for each time."""
    if path.endswith("manifest.json"):
        abort(404)
    if BUILT.is_built(path):
        response = send_from_directory(BUILT.folder, path, max_age=YEAR)
        response.cache_control.public, response.cache_control.immutable = True, True
        return response
    return send_from_directory(BUILT.sources, path, max_age=0)


def init_assets(app: Flask) -> None:
    """Serve the front end, and let templates name its files."""
    app.register_blueprint(bp)
    app.jinja_env.globals["asset_url"] = asset_url
