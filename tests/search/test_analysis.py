"""How text becomes tokens."""

import pytest

from contenthub.search import analysis
from contenthub.search.factory import make_index
from contenthub.search.index import IndexUrlInvalid, SearchDoc
from contenthub.search.marks import marks_of
from contenthub.search.query import Leaf, Query


class TestNormal:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("ＡＢＣ１２３", "abc123"),
            ("抽油煙機", "抽油烟机"),
            ("L'Oréal", "loreal"),
            ("L\u2019ORÉAL", "loreal"),
            ("①㎏", "1kg"),
            ("パン ガラス", "パン ガラス"),
            ("한국", "한국"),
        ],
    )
    def test_ways_of_writing_become_one(self, text: str, expected: str) -> None:
        assert analysis.normal(text) == expected

    def test_a_part_of_a_text_normalises_to_a_part_of_it(self) -> None:
        text = "乾隆皇帝看著後宮裡的著名髮型，頭髮乾燥"
        parts = [text[start:end] for start in range(len(text)) for end in range(start + 1, len(text) + 1)]

        assert [part for part in parts if analysis.normal(part) not in analysis.normal(text)] == []


class TestBigrams:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("连衣裙", ["连衣", "衣裙"]),
            ("夏日 通勤", ["夏日", "通勤"]),
            ("茶", ["茶"]),
            ("d-001", ["d_001"]),
            ("d001", ["d_001"]),
            ("a字裙", ["a_字", "字裙"]),
            ("iphone 手机", ["iphone_手", "手机"]),
            ("红，绿", ["红", "绿"]),
            ("one. two", ["one_two"]),
            ("one\ntwo", ["one", "two"]),
            ("", []),
        ],
    )
    def test_neighbours_make_one_and_loners_stand_alone(self, text: str, expected: list[str]) -> None:
        assert analysis.bigrams(analysis.units(text)) == expected

    def test_a_very_long_word_is_cut(self) -> None:
        assert analysis.bigrams(analysis.units("a" * 1000)) == ["a" * 64]


class TestPinyin:
    def test_a_word_is_known_by_its_sound_and_initials_also_from_inside(self) -> None:
        assert {"chouyouyanji", "cyyj", "youyanji", "yyj"} <= analysis.pinyin_keys("抽油烟机")

    def test_context_decides_between_readings(self) -> None:
        assert {"chongqing", "yinhang"} <= analysis.pinyin_keys("重庆银行")

    @pytest.mark.parametrize(
        ("term", "expected"),
        [
            ("抽油煙機", ("抽油烟机", "chouyouyanji", "cyyj")),
            ("A字裙", ("a字裙", "aziqun", "azq")),
            (" Summer   Dress ", ("summer dress", "summerdress", "summerdress")),
            ("", ("", "", "")),
        ],
    )
    def test_a_suggestion_has_three_keys(self, term: str, expected: tuple[str, str, str]) -> None:
        assert analysis.suggest_keys(term) == expected


class TestMarks:
    def test_each_token_says_where_it_stands(self) -> None:
        marks = marks_of(SearchDoc("1", "面膜", "补水面膜", ["护肤"]))

        assert (marks["面膜"], marks["护肤"], marks["补水"], marks["hufu"]) == (1 | 4 | 8 | 32, 2 | 16, 4 | 32, 64)


class TestQuery:
    def test_a_word_can_be_met_in_two_ways(self) -> None:
        assert Query.parse("连衣裙").leaves == (Leaf(("连衣", "衣裙"), ("连衣裙",)),)

    def test_letters_may_be_pinyin(self) -> None:
        assert Query.parse("yyj").leaves == (Leaf(("yyj",), ("yyj",), "yyj"),)

    def test_the_parts_of_a_sku_do_not_stand_apart(self) -> None:
        assert Query.parse("YY-900").leaves == (Leaf(("yy_900",)),)

    def test_wanted_and_excluded_are_told_apart(self) -> None:
        query = Query.parse('a -b "c d"')

        assert ([leaf.grams for leaf in query.wanted], [leaf.grams for leaf in query.excluded]) == (
            [("a",), ("c_d",)],
            [("b",)],
        )

    def test_saying_it_twice_asks_once(self) -> None:
        assert len(Query.parse("面膜 面膜 面膜").leaves) == 1


class TestUrls:
    @pytest.mark.parametrize("url", ["", "whoosh:", "memory:x", "tantivy:dir"])
    def test_a_url_of_no_engine_is_refused(self, url: str) -> None:
        with pytest.raises(IndexUrlInvalid):
            make_index(url)
