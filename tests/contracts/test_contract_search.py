"""What every search index promises, in Chinese."""

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from contenthub.search import analysis
from contenthub.search.factory import make_index
from contenthub.search.index import IndexBusy, IndexUnavailable, Match, SearchDoc, SearchIndex
from contenthub.search.query import Query
from contenthub.search.whoosh import WhooshIndex

ENGINES = ["memory", "whoosh"]
PERSISTENT = ["whoosh"]
WRITER = Path(__file__).with_name("endless_writer.py")
ROOT = Path(__file__).parents[2]
leaves_files = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
"""Whoosh leaves a file to the collector when an index is torn, or swept while it is being opened."""


def corpus() -> list[SearchDoc]:
    lines = Path(__file__).with_name("corpus.txt").read_text().splitlines()
    parts = [line.split("|") for line in lines if not line.startswith("#")]
    return [SearchDoc(f"{number:02d}", part[0], part[2], part[1].split(",")) for number, part in enumerate(parts)]


CORPUS = corpus()
TEXTS = {doc.id: [analysis.normal(text) for text in (doc.title, doc.body, *doc.keywords)] for doc in CORPUS}


def pieces(length: int, *, count: int) -> list[str]:
    """Cut `count` different pieces of Chinese out of the corpus, anywhere, also through words."""
    runs = [run for doc in CORPUS for text in (doc.title, doc.body) for run in re.findall("[\u4e00-\u9fff]+", text)]
    every = sorted({run[at : at + length] for run in runs for at in range(len(run) - length + 1)})
    return random.Random(7).sample(every, count)


def truth(piece: str) -> set[str]:
    wanted = analysis.normal(piece)
    return {name for name, texts in TEXTS.items() if any(wanted in text for text in texts)}


def url(engine: str, folder: Path) -> str:
    return {"memory": "memory:", "whoosh": f"whoosh:{folder / 'index'}"}[engine]


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchIndex]:
    index = make_index(url(request.param, tmp_path))
    yield index
    index.close()


@pytest.fixture(params=ENGINES, scope="module")
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """Hold the corpus, for tests that only look."""
    index = make_index(url(request.param, tmp_path_factory.mktemp("library")))
    index.rebuild(CORPUS)
    yield index
    index.close()


def find(index: SearchIndex, text: str) -> Match:
    return index.match(Query.parse(text))


def titles(index: SearchIndex, text: str) -> list[str]:
    return [CORPUS[int(name)].title for name in find(index, text).ids]


class TestRelevance:
    def test_two_characters_are_found_wherever_they_stand_together(self, library: SearchIndex) -> None:
        missed = {piece: truth(piece) - set(find(library, piece).ids) for piece in pieces(2, count=250)}

        assert {piece: names for piece, names in missed.items() if names} == {}

    def test_two_characters_find_little_else(self, library: SearchIndex) -> None:
        found = [(name in truth(piece)) for piece in pieces(2, count=250) for name in find(library, piece).ids]

        assert sum(found) / len(found) >= 0.98

    @pytest.mark.parametrize("length", [3, 4, 6])
    def test_longer_pieces_are_found_too(self, library: SearchIndex, length: int) -> None:
        missed = {piece: truth(piece) - set(find(library, piece).ids) for piece in pieces(length, count=120)}

        assert {piece: names for piece, names in missed.items() if names} == {}

    @pytest.mark.parametrize("length", [3, 6])
    def test_a_phrase_finds_little_else(self, library: SearchIndex, length: int) -> None:
        answers = {piece: find(library, f'"{piece}"').ids for piece in pieces(length, count=120)}
        found = [(name in truth(piece)) for piece, names in answers.items() for name in names]

        assert sum(found) / len(found) >= 0.98

    def test_the_word_comes_before_the_accident(self, library: SearchIndex) -> None:
        assert titles(library, "和服") == ["和服体验馆 京都风情", "产品和服务说明书"]

    def test_the_title_comes_before_the_tag_before_the_text(self, index: SearchIndex) -> None:
        index.put([SearchDoc("9", "甲", "面膜"), SearchDoc("1", "面膜"), SearchDoc("5", "乙", "", ["面膜"])])

        assert list(find(index, "面膜").ids) == ["1", "5", "9"]

    def test_of_equals_the_newer_comes_first(self, index: SearchIndex) -> None:
        index.put([SearchDoc(name, "面膜") for name in ("2", "3", "1")])

        assert list(find(index, "面膜").ids) == ["3", "2", "1"]

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("抽油煙機", "侧吸式抽油烟机 大吸力 易清洗"),
            ("電飯煲", "電飯煲 三公升 不沾內膽"),
            ("电饭煲", "電飯煲 三公升 不沾內膽"),
            ("饼干", "珍珠奶茶風味餅乾"),
            ("ＤＲＥＳＳ", "Summer Dress 2026 collection"),
            ("loreal", "L'Oréal 小金瓶护发精油"),
            ("L'ORÉAL", "L'Oréal 小金瓶护发精油"),
            ("panasonic", "降噪蓝牙耳机 Panasonic 联名"),
            ("d-001", "法式碎花连衣裙 收腰显瘦"),
            ("D001", "法式碎花连衣裙 收腰显瘦"),
            ("iphone 15", "iPhone15 手机壳 磁吸透明"),
            ("iphone15手机壳", "iPhone15 手机壳 磁吸透明"),
            ("3.5mm", "3.5mm 有线耳机 线控带麦"),
            ("a字裙", "A字裙 显腿长的秘密"),
            ("T恤", "T恤 重磅纯棉 不透不皱"),
            ("2026", "Summer Dress 2026 collection"),
            ("白精", "烟酰胺美白精华液"),
        ],
    )
    def test_ways_of_writing_do_not_matter(self, library: SearchIndex, typed: str, expected: str) -> None:
        assert expected in titles(library, typed)

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("yyj", "侧吸式抽油烟机 大吸力 易清洗"),
            ("youyanji", "侧吸式抽油烟机 大吸力 易清洗"),
            ("cyyj", "侧吸式抽油烟机 大吸力 易清洗"),
            ("mianmo", "玻尿酸补水面膜 敏感肌可用"),
            ("lyq", "法式碎花连衣裙 收腰显瘦"),
            ("chongqing", "重庆火锅底料 特辣"),
            ("YINHANG", "银行卡绑定与提现说明"),
        ],
    )
    def test_pinyin_finds_chinese(self, library: SearchIndex, typed: str, expected: str) -> None:
        assert expected in titles(library, typed)

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("茶", {"明前龙井茶 二百五十克", "云南古树普洱熟茶饼"}),
            ("裙", {"法式碎花连衣裙 收腰显瘦", "A字裙 显腿长的秘密"}),
        ],
    )
    def test_one_character_finds_titles_and_tags(self, library: SearchIndex, typed: str, expected: set[str]) -> None:
        assert expected <= set(titles(library, typed))


class TestQueries:
    @pytest.fixture
    def index(self, index: SearchIndex) -> SearchIndex:
        index.put(
            [
                SearchDoc("1", "抽油烟机", "厨房里的好帮手"),
                SearchDoc("2", "油烟净化", "餐厅后厨专用"),
                SearchDoc("3", "summer dress", "white cotton"),
                SearchDoc("4", "dress for summer", "black silk"),
            ]
        )
        return index

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("油烟 厨房", {"1"}),
            ("油烟 dress", set()),
            ("油烟 -厨房", {"2"}),
            ("油烟 －厨房", {"2"}),
            ("油烟 -cyyj", {"2"}),
            ("-油烟", {"3", "4"}),
            ("-油烟 -dress", set()),
            ("油烟 -油烟", set()),
            ('"summer dress"', {"3"}),
            ("“summer dress”", {"3"}),
            ('dress -"summer dress"', {"4"}),
            ("summer-dress", {"3"}),
            ("油烟 OR dress", set()),
            ("title:油烟", set()),
            ("油烟 AND NOT 厨房", set()),
            ("油*", {"1", "2"}),
            ("油烟?", {"1", "2"}),
            ("(油烟", {"1", "2"}),
            ('"油烟', {"1", "2"}),
            ("油烟 -", {"1", "2"}),
            ("油烟\x00\x08", {"1", "2"}),
        ],
    )
    def test_words_phrases_and_exclusions(self, index: SearchIndex, typed: str, expected: set[str]) -> None:
        assert set(find(index, typed).ids) == expected

    @pytest.mark.parametrize(
        "typed", ["", " ", "-", '""', "!!!???，。", "\x00\x01\x02", "\ud800", "🙂" * 50, "-" * 1000, '"' * 999]
    )
    def test_nothing_to_look_for_finds_nothing(self, index: SearchIndex, typed: str) -> None:
        assert find(index, typed) == Match()

    @pytest.mark.parametrize("piece", ["油", "油烟 ", "a", "-油 ", "ab1", '"a', "é", "𠀀"])
    def test_absurd_length_is_harmless(self, index: SearchIndex, piece: str) -> None:
        start = time.monotonic()
        find(index, piece * 100_000)

        assert time.monotonic() - start < 1

    def test_any_text_is_answered(self, index: SearchIndex) -> None:
        chance = random.Random(3)
        ends = [0x80, 0x3000, 0x11000, 0x110000]
        texts = ["".join(chr(chance.randrange(chance.choice(ends))) for _ in range(60)) for _ in range(100)]

        assert all(find(index, text).total >= 0 for text in texts)

    def test_the_limit_cuts_the_worst_and_says_so(self, index: SearchIndex) -> None:
        index.put([SearchDoc(f"x{number}", "面膜" if number else "面膜 面霜") for number in range(9)])
        match = index.match(Query.parse("面膜"), limit=3)

        assert (len(match.ids), len(match.scores), match.total, match.truncated) == (3, 3, 9, True)

    def test_a_restriction_holds_before_the_limit(self, index: SearchIndex) -> None:
        index.put([SearchDoc(f"x{number}", "面膜") for number in range(9)])
        match = index.match(Query.parse("面膜"), limit=3, restrict_ids=["x0", "x1", "1", "unknown"])

        assert (list(match.ids), match.total, match.truncated) == (["x1", "x0"], 2, False)


class TestWriting:
    def test_a_missing_index_is_empty(self, index: SearchIndex) -> None:
        index.check()
        index.delete(["1"])

        assert (index.count(), find(index, "油烟")) == (0, Match())

    def test_a_document_that_was_put_again_is_found_as_it_is_now(self, index: SearchIndex) -> None:
        index.put([SearchDoc("1", "面膜"), SearchDoc("2", "防晒")])
        index.put([SearchDoc("1", "精华")])

        assert (find(index, "面膜").total, list(find(index, "精华").ids), index.count()) == (0, ["1"], 2)

    def test_of_two_in_one_batch_the_last_holds(self, index: SearchIndex) -> None:
        index.put([SearchDoc("1", "面膜"), SearchDoc("1", "精华")])

        assert (find(index, "面膜").total, list(find(index, "精华").ids), index.count()) == (0, ["1"], 1)

    def test_a_deleted_document_never_appears(self, index: SearchIndex) -> None:
        index.put([SearchDoc(str(number), "面膜") for number in range(5)])
        index.delete(["1", "3", "unknown"])

        assert (set(find(index, "面膜").ids), set(find(index, "-精华").ids)) == ({"0", "2", "4"}, {"0", "2", "4"})

    def test_many_small_writes_stay_exact(self, index: SearchIndex) -> None:
        for number in range(40):
            index.put([SearchDoc(f"{number:02d}", f"面膜{number}号")])
            index.delete([f"{number - 7:02d}"])
        expected = {f"{number:02d}" for number in range(33, 40)}

        assert (set(find(index, "面膜").ids), index.count()) == (expected, 7)

    def test_a_very_long_text_is_taken(self, index: SearchIndex) -> None:
        index.put([SearchDoc("1", "题" * 5000, "开头" + "长" * 200_000 + "末尾", ["签" * 1000] * 300)])

        assert (find(index, "开头").total, find(index, "末尾").total) == (1, 0)

    def test_nothing_put_is_nothing_written(self, index: SearchIndex) -> None:
        index.put([])

        assert index.count() == 0


class TestRebuild:
    def test_it_replaces_everything(self, index: SearchIndex) -> None:
        index.put([SearchDoc("old", "面膜")])
        count = index.rebuild(SearchDoc(str(number), "面膜") for number in range(3))

        assert (count, set(find(index, "面膜").ids)) == (3, {"0", "1", "2"})

    def test_the_old_answers_until_the_new_is_complete(self, index: SearchIndex) -> None:
        index.put([SearchDoc("old", "面膜")])
        seen: list[Match] = []

        def fresh() -> Iterator[SearchDoc]:
            yield SearchDoc("new", "面膜")
            seen.append(find(index, "面膜"))

        index.rebuild(fresh())

        assert (list(seen[0].ids), list(find(index, "面膜").ids)) == (["old"], ["new"])

    def test_a_failed_one_changes_nothing(self, index: SearchIndex) -> None:
        index.put([SearchDoc("old", "面膜")])

        def broken() -> Iterator[SearchDoc]:
            yield SearchDoc("new", "面膜")
            raise RuntimeError("the rows went away")

        with pytest.raises(RuntimeError):
            index.rebuild(broken())

        assert list(find(index, "面膜").ids) == ["old"]

    def test_writing_goes_on_after_it(self, index: SearchIndex) -> None:
        index.rebuild([SearchDoc("1", "面膜")])
        index.put([SearchDoc("2", "面膜")])

        assert (index.count(), index.needs_rebuild()) == (2, False)


@leaves_files
@pytest.mark.parametrize("engine", PERSISTENT)
class TestProcesses:
    def test_another_reader_notices_at_once(self, engine: str, tmp_path: Path) -> None:
        writer, reader = make_index(url(engine, tmp_path)), make_index(url(engine, tmp_path))
        before = find(reader, "面膜").total
        writer.put([SearchDoc("1", "面膜")])
        after_put = find(reader, "面膜").total
        writer.rebuild([SearchDoc("2", "面膜"), SearchDoc("3", "面膜")])

        assert (before, after_put, find(reader, "面膜").total) == (0, 1, 2)

    def test_reading_and_writing_at_once_never_fails(self, engine: str, tmp_path: Path) -> None:
        writer, reader = make_index(url(engine, tmp_path)), make_index(url(engine, tmp_path))
        stop, problems = threading.Event(), []

        def read() -> None:
            while not stop.is_set():
                try:
                    find(reader, "面膜 -精华")
                except Exception as error:  # noqa: BLE001
                    problems.append(error)

        threads = [threading.Thread(target=read) for _ in range(2)]
        for thread in threads:
            thread.start()
        for number in range(25):
            writer.put([SearchDoc(str(number % 9), "面膜")])
            writer.rebuild([SearchDoc("1", "面膜")]) if number % 10 == 9 else None
        stop.set()
        for thread in threads:
            thread.join()

        assert problems == []

    def test_a_killed_writer_loses_nothing_it_acknowledged(self, engine: str, tmp_path: Path) -> None:
        acknowledged: set[str] = set()
        for round_ in range(3):
            command = [sys.executable, str(WRITER), url(engine, tmp_path), str(round_)]
            environment = os.environ | {"PYTHONPATH": str(ROOT)}
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as writer:
                assert writer.stdout
                acknowledged.update(writer.stdout.readline().strip() for _ in range(3 + round_))
                time.sleep(0.004 * round_)
                writer.send_signal(signal.SIGKILL)
                acknowledged.update(line.strip() for line in writer.stdout if line.endswith("\n"))
        index = make_index(url(engine, tmp_path))
        index.put([SearchDoc("after", "面膜")])

        assert acknowledged | {"after"} <= set(find(index, "面膜").ids)

    def test_an_index_of_another_analyser_wants_a_rebuild_and_still_answers(self, engine: str, tmp_path: Path) -> None:
        index = make_index(url(engine, tmp_path))
        missing = index.needs_rebuild()
        index.put([SearchDoc("1", "面膜")])
        current = index.needs_rebuild()
        live = tmp_path / "index" / (tmp_path / "index" / "CURRENT").read_text()
        live.rename(live.with_name("a0-old"))
        (tmp_path / "index" / "CURRENT").write_text("a0-old")

        assert (missing, current, index.needs_rebuild(), find(index, "面膜").total) == (True, False, True, 1)


@leaves_files
class TestWhoosh:
    def test_a_second_writer_is_told_that_the_index_is_busy(self, tmp_path: Path) -> None:
        first, second = WhooshIndex(tmp_path / "index"), WhooshIndex(tmp_path / "index", patience=0.05)

        def during() -> Iterator[SearchDoc]:
            yield SearchDoc("1", "面膜")
            with pytest.raises(IndexBusy):
                second.put([SearchDoc("2", "面膜")])

        first.rebuild(during())

        assert list(find(second, "面膜").ids) == ["1"]

    def test_what_killed_writers_left_is_swept(self, tmp_path: Path) -> None:
        index = WhooshIndex(tmp_path / "index")
        index.put([SearchDoc("1", "面膜")])
        live = tmp_path / "index" / (tmp_path / "index" / "CURRENT").read_text()
        leftovers = [live / "MAIN_killed123.seg", live / "MAIN.tmp" / "run", tmp_path / "index" / "a1-half" / "x"]
        for file in leftovers:
            file.parent.mkdir(exist_ok=True)
            file.touch()

        index.put([SearchDoc("2", "面膜")])

        assert ([file for file in leftovers if file.exists()], index.count()) == ([], 2)

    def test_torn_files_are_unavailable_and_a_rebuild_mends_them(self, tmp_path: Path) -> None:
        index = WhooshIndex(tmp_path / "index")
        index.put([SearchDoc("1", "面膜")])
        index.close()
        live = tmp_path / "index" / (tmp_path / "index" / "CURRENT").read_text()
        for file in live.glob("*MAIN_*"):
            file.write_bytes(b"torn")

        with pytest.raises(IndexUnavailable):
            index.check()

        assert (index.rebuild([SearchDoc("1", "面膜")]), index.count()) == (1, 1)
