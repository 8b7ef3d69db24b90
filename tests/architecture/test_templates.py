"""Pages obey the strict policy (nothing inline, no eval), and every text can be translated."""

import re
from collections.abc import Iterator
from pathlib import Path

import jinja2
from jinja2 import nodes

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "contenthub").rglob("templates/**/*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))

INLINE = {
    "inline script": r"<script(?![^>]*\b(?:src=|type=[\"']application/(?:ld\+)?json))[^>]*>",
    "inline style sheet": r"<style\b",
    "style attribute": r"<[^>]*\sstyle\s*=",
    "event attribute": r"<[^>]*\son[a-z]+\s*=",
    "hx-on needs eval": r"\bhx-on\b",
    "javascript: address": r"[\"']\s*javascript:",
    "js: values need eval": r"[\"']\s*js:",
}
EVAL = r"\beval\(|\bnew Function\("
OWN_NAME = "中文"
"""A language is named in itself, whatever the page speaks."""
HAN = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]")
"""Characters and punctuation: a bare `（` reads as wrong in English as a bare word."""
GETTEXT = {"_", "_n", "_p", "gettext", "ngettext"}
JINJA = jinja2.Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"])


def test_templates_hold_nothing_inline():
    found = [place for path in TEMPLATES for place in inline(path.read_text(encoding="utf-8"), where=where(path))]

    assert found == []


def test_templates_say_nothing_that_cannot_be_translated():
    found = [place for path in TEMPLATES for place in untranslated(path.read_text(encoding="utf-8"), where=where(path))]

    assert found == []


def test_scripts_evaluate_nothing_and_leave_the_words_to_the_page():
    texts = ((path, without_comments(path.read_text(encoding="utf-8"))) for path in SCRIPTS)
    found = [where(path) for path, text in texts if re.search(EVAL, text) or HAN.search(text)]

    assert found == []


class TestTheScanners:
    def test_they_see_an_inline_script(self):
        assert list(inline("<script>alert(1)</script>", where="x")) == ["x:1 inline script"]

    def test_they_allow_a_script_with_an_address(self):
        assert list(inline('<script type="module" src="/a.js"></script>', where="x")) == []

    def test_they_see_a_style_attribute(self):
        assert list(inline('<p\n style="color:red">', where="x")) == ["x:1 style attribute"]

    def test_they_see_bare_words(self):
        assert list(untranslated("<p>\n素材</p>", where="x")) == ["x:2 素材</p>"]

    def test_they_see_words_in_an_expression(self):
        assert list(untranslated("{{ '素材' if a else '' }}", where="x")) == ["x:1 素材"]

    def test_they_allow_words_that_are_translated(self):
        assert list(untranslated("{{ _('素材 %(n)s', n=1) }}{% trans %}内容{% endtrans %}", where="x")) == []


def where(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def inline(text: str, *, where: str) -> Iterator[str]:
    """Yield the places that a strict policy forbids."""
    text = re.sub(r"\{#.*?#\}|<!--.*?-->", lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.DOTALL)
    for name, pattern in INLINE.items():
        for found in re.finditer(pattern, text, flags=re.IGNORECASE):
            yield f"{where}:{text.count(chr(10), 0, found.start()) + 1} {name}"


def untranslated(text: str, *, where: str) -> Iterator[str]:
    """Yield the Chinese that does not pass through gettext."""
    tree = JINJA.parse(text)
    translated = {
        id(part) for call in tree.find_all(nodes.Call) if is_gettext(call) for part in call.find_all(nodes.Const)
    }
    for node in tree.find_all((nodes.TemplateData, nodes.Const)):
        words = str(node.data if isinstance(node, nodes.TemplateData) else node.value)
        words = re.sub(r"<!--.*?-->", lambda found: "\n" * found[0].count("\n"), words, flags=re.DOTALL)
        if id(node) not in translated and words != OWN_NAME:
            yield from (
                f"{where}:{node.lineno + number} {line.strip()[:40]}"
                for number, line in enumerate(words.split("\n"))
                if HAN.search(line)
            )


def is_gettext(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name in GETTEXT


def without_comments(script: str) -> str:
    return re.sub(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", "", script, flags=re.DOTALL)
