"""Built files, headers, errors: what every page shares."""

import gzip
import json

import pytest

from contenthub.web.assets import BUILT, BuiltFiles

POLICY = {"default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'"}


class TestHeaders:
    @pytest.mark.parametrize("path", ["/sign-in", "/no-such-page"])
    def test_every_page_has_a_strict_policy(self, browser, admin, path):
        headers = browser.open(path).headers
        policy = {part.strip() for part in headers["Content-Security-Policy"].split(";")}

        assert policy >= POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "private, no-store"

    def test_a_missing_page_says_so_in_words(self, browser, admin):
        answer = browser.open("/no-such-page")

        assert answer.status_code == 404
        assert "回到首页" in answer.text

    def test_a_fragment_gets_a_fragment(self, browser, admin):
        answer = browser.open("/no-such-page", headers={"HX-Request": "true"})

        assert answer.text.startswith('<div class="notice wrong"')


class TestBuiltFiles:
    def test_a_built_file_is_kept_for_a_year(self, browser):
        answer = browser.open(BUILT.address("js/app.js"))

        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"

    @pytest.mark.parametrize(
        "path", ["manifest.json", "../../pyproject.toml", "%2e%2e/%2e%2e/pyproject.toml", "no.css"]
    )
    def test_nothing_else_is_served(self, browser, path):
        assert browser.open(f"/static/{path}").status_code == 404

    def test_a_new_build_is_noticed(self, tmp_path):
        built = BuiltFiles(folders=(tmp_path,), sources=tmp_path)
        manifest = tmp_path / "manifest.json"
        manifest.write_text(json.dumps({"js/app.js": "js/app-1.js"}))
        before = built.address("js/app.js")
        manifest.unlink()
        manifest.write_text(json.dumps({"js/app.js": "js/app-22.js"}))

        assert (before, built.address("js/app.js")) == ("/static/js/app-1.js", "/static/js/app-22.js")

    def test_without_a_build_a_file_keeps_its_name(self, tmp_path):
        built = BuiltFiles(folders=(tmp_path,), sources=tmp_path)

        assert built.address("css/app.css") == "/static/css/app.css"

    def test_the_tracker_weighs_at_most_two_kilobytes(self):
        built = (BUILT.folder / BUILT.address("js/tracker.js").removeprefix("/static/")).read_bytes()

        assert len(gzip.compress(built)) <= 2048


def test_a_name_too_long_for_any_file_is_not_found(app):
    assert app.test_client().get(f"/static/{'a' * 5000}.js").status_code == 404
