"""Every character is looked up before it is drawn."""

import pytest

from contenthub.library.imaging.inside.fonts import FontChain
from contenthub.library.imaging.values import FontSources
from tests.library.imaging.fonts import make_font


@pytest.fixture
def chain(tmp_path):
    """Return a function that makes a chain of files and one folder of slices, without the system's fonts."""

    def make(*files, folder=None):
        folders = (folder,) if folder else ()
        return FontChain(FontSources(files=tuple(files), folders=folders, with_system=False))

    return make


class TestFaceFor:
    def test_the_first_font_that_holds_a_character_draws_it(self, chain, tmp_path):
        first = make_font(tmp_path / "a.otf", "李", family="A")
        second = make_font(tmp_path / "b.otf", "李芳", family="B")

        fonts = chain(first, second)

        assert [fonts.face_for(char, weight=400).path for char in "李芳"] == [first, second]

    def test_the_nearest_weight_of_a_family_is_taken(self, chain, tmp_path):
        regular = make_font(tmp_path / "r.otf", "李", weight=400)
        bold = make_font(tmp_path / "b.otf", "李", weight=700)

        fonts = chain(regular, bold)

        assert [fonts.face_for("李", weight=weight).path for weight in (400, 600)] == [regular, bold]

    def test_a_lighter_face_with_the_character_beats_a_bold_one_without(self, chain, tmp_path):
        regular = make_font(tmp_path / "r.otf", "李䶮", weight=400)
        bold = make_font(tmp_path / "b.otf", "李", weight=700)

        assert chain(regular, bold).face_for("䶮", weight=700).path == regular

    def test_slices_of_a_web_font_are_found_by_character(self, chain, tmp_path):
        slices = [make_font(tmp_path / f"slice-{number}.woff2", char) for number, char in enumerate("夏日通勤")]

        fonts = chain(folder=tmp_path)

        assert [fonts.face_for(char, weight=400).path for char in "夏日通勤"] == slices

    def test_files_that_are_no_fonts_are_passed_over(self, chain, tmp_path):
        broken = tmp_path / "broken.ttf"
        broken.write_bytes(b"not a font")
        good = make_font(tmp_path / "good.otf", "李")

        assert chain(broken, tmp_path / "missing.otf", good).face_for("李", weight=400).path == good

    def test_latin_can_be_drawn_without_any_font(self, chain):
        assert chain().holds("Li Fang 2026")

    def test_what_no_font_holds_is_said(self, chain):
        assert not chain().holds("李")


class TestRuns:
    def test_neighbours_of_one_font_are_drawn_together(self, chain, tmp_path):
        fonts = chain(
            make_font(tmp_path / "a.otf", "李芳", family="A"), make_font(tmp_path / "b.otf", "店", family="B")
        )

        assert [run for run, _ in fonts.runs("李芳店李", size=20, weight=400)] == ["李芳", "店", "李"]

    def test_width_adds_up(self, chain, tmp_path):
        fonts = chain(make_font(tmp_path / "a.otf", "李", family="A"), make_font(tmp_path / "b.otf", "店", family="B"))

        assert fonts.width("李店李", size=20, weight=400) == 60
