"""Words become lines by the rules of Chinese typesetting."""

import pytest

from contenthub.library.imaging.inside.fonts import FontChain
from contenthub.library.imaging.inside.typesetting import drawable, ellipsised, wrapped
from contenthub.library.imaging.values import FontSources
from tests.library.imaging.fonts import make_font


@pytest.fixture
def chain(tmp_path):
    """Fonts that hold four Chinese characters beside Latin."""
    return FontChain(FontSources(files=(make_font(tmp_path / "a.otf", "李芳张姐"),), with_system=False))


class TestDrawable:
    @pytest.mark.parametrize(
        ("text", "drawn", "substituted"),
        [
            ("李芳", "李芳", ()),
            ("李䶮", "李 Yan", ("䶮",)),
            ("喆芳", "Zhe 芳", ("喆",)),
            ("李芳😀🎉", "李芳", ("😀", "🎉")),
            ("👩‍👧李", "李", ("👩", "👧")),
            ("李\n芳\t张\u3000姐", "李 芳 张 姐", ()),
            ("\u202e李\u200b芳\ufe0f\u2066", "李芳", ()),
            ("𝓛𝓲 李", "Li 李", ()),
            ("Ｌｉ", "Li", ()),
            ("e\u0301te\u0301", "ete", ()),
            ("李\u0336芳", "李芳", ("\u0336",)),
            ("\ud800李", "李", ()),
            ("", "", ()),
        ],
    )
    def test_only_what_fonts_hold_is_left(self, chain, text, drawn, substituted):
        assert drawable(text, chain=chain) == (drawn, substituted)

    def test_endless_text_ends(self, chain):
        assert len(drawable("李" * 100_000, chain=chain)[0]) == 300


def fixed(text):
    """Measure: one a character."""
    return float(len(text))


class TestWrapped:
    @pytest.mark.parametrize(
        ("text", "width", "lines"),
        [
            ("短标题", 10, ["短标题"]),
            ("一二三四五六七八", 7, ["一二三四", "五六七八"]),
            ("夏日通勤：三套穿搭", 7, ["夏日通勤：", "三套穿搭"]),
            ("一二三四五，六", 5, ["一二三四", "五，六"]),
            ("一二三四《五六》", 5, ["一二三四", "《五六》"]),
            ("buy two dresses now", 9, ["buy two", "dresses", "now"]),
            ("买Dress两件", 6, ["买Dress", "两件"]),
            ("incomprehensibilities", 8, ["incompr", "ehensib", "ilities"]),
            ("", 5, []),
        ],
    )
    def test_breaks_where_a_reader_would(self, text, width, lines):
        assert wrapped(text, width=width, lines=3, measure=fixed) == lines

    def test_what_does_not_fit_ends_in_an_ellipsis(self):
        assert wrapped("一二三四五六七八九十", width=4, lines=2, measure=fixed) == ["一二三四", "五六七…"]

    @pytest.mark.parametrize("width", range(3, 12))
    def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(self, width):
        text = "这条裙子，（真的）很好看！「通勤」、约会：都可以。三件《七五折》…"

        lines = wrapped(text, width=width, lines=50, measure=fixed)

        assert [line for line in lines if line[0] in "，。！、：」）》…" or line[-1] in "（「《"] == []
        assert ("".join(lines), max(map(len, lines)) <= width) == (text, True)


class TestEllipsised:
    @pytest.mark.parametrize(("width", "text"), [(6, "人民广场店"), (5, "人民广场店"), (4, "人民广…"), (1, "…")])
    def test_the_end_is_cut_to_fit(self, width, text):
        assert ellipsised("人民广场店", width=width, measure=fixed) == text
