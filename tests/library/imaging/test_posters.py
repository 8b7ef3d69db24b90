"""A poster says who it is from, can be scanned, and never shows an empty box."""

import pytest
import segno
from PIL import Image, ImageDraw

from contenthub.library.imaging.errors import FileDisguised, FileRefused
from contenthub.library.imaging.inside.fonts import chain_of
from contenthub.library.imaging.inside.posters import PAPER, Sheet, Words
from contenthub.library.imaging.posters import make_poster, qr_svg
from contenthub.library.imaging.values import FontSources, PosterSpec
from tests.hostile_files import cut, picture_bytes
from tests.library.imaging.fonts import make_font
from tests.library.imaging.looks import picture_at

URL = "https://content.example.com/s/7KxQ2mWvPz"
WORDS = "夏日通勤三套穿搭李芳人民广场店长按识别，预约到素里女装"


@pytest.fixture(scope="module")
def fonts(tmp_path_factory):
    """Fonts that hold exactly the words of the usual poster."""
    folder = tmp_path_factory.mktemp("fonts")
    return FontSources(files=(make_font(folder / "a.otf", WORDS),), with_system=False)


@pytest.fixture
def poster(tmp_path, fonts, sandbox):
    """Return a function that draws a poster and gives its report and picture."""

    def draw(**changes):
        said = {
            "title": "夏日通勤三套穿搭",
            "guide_name": "李芳",
            "unit_name": "人民广场店",
            "call": "长按识别，预约到店",
            "url": URL,
            "brand_name": "素里女装",
        }
        report = make_poster(PosterSpec(**said | changes), tmp_path / "poster.png", fonts=fonts, sandbox=sandbox)
        return report, picture_at(tmp_path / "poster.png")

    return draw


class TestPoster:
    @pytest.mark.parametrize(
        ("size", "height"), [((800, 600), 810), ((600, 600), 1080), ((300, 900), 1350), ((900, 90), 810)]
    )
    def test_the_picture_fills_the_top_in_a_shape_that_suits_it(self, write, poster, size, height):
        blue = write("a.png", _plain(size))

        report, drawn = poster(picture=blue)

        assert (report.width, report.height, report.substituted) == (*drawn.size, ())
        assert [drawn.getpixel((540, y)) for y in (0, height - 1)] == [(0, 0, 255)] * 2
        assert drawn.getpixel((540, height)) != (0, 0, 255)

    def test_the_code_can_be_read_back_module_by_module(self, write, poster):
        _, drawn = poster(picture=write("a.png", picture_bytes("PNG")))

        assert _code_in(drawn) == [list(row) for row in segno.make(URL, error="m", micro=False).matrix]

    @pytest.mark.parametrize(
        "changes", [{"guide_name": "李芳"}, {"unit_name": "人民广场店"}, {"call": "长按识别"}, {"title": "夏日"}]
    )
    def test_each_line_is_really_drawn(self, poster, changes):
        blank = dict.fromkeys(("guide_name", "unit_name", "call", "title", "brand_name"), "")

        with_line, without = poster(**blank | changes)[1], poster(**blank)[1]

        assert with_line.tobytes() != without.tobytes()

    def test_rare_characters_and_emoji_are_replaced_and_reported(self, poster):
        report, _ = poster(guide_name="李䶮😀", unit_name="昳店")

        assert report.substituted == ("䶮", "😀", "昳")

    def test_a_replaced_character_looks_like_its_pinyin(self, poster):
        assert poster(guide_name="李䶮😀")[1].tobytes() == poster(guide_name="李 Yan")[1].tobytes()

    def test_nothing_but_paper_where_only_emoji_were(self, poster):
        assert poster(guide_name="😀😀")[1].tobytes() == poster(guide_name="")[1].tobytes()

    def test_names_with_tricks_in_them_change_nothing(self, poster):
        assert poster(guide_name="\u202e李\u200b芳\r\n")[1].tobytes() == poster(guide_name="李芳")[1].tobytes()

    @pytest.mark.parametrize("field", ["title", "guide_name", "unit_name", "call", "brand_name"])
    def test_endless_words_stay_on_the_paper(self, poster, field):
        _, drawn = poster(**{field: "长" * 5000})

        right_edge = drawn.crop((1080 - 32, 730, 1080, drawn.height))
        assert right_edge.getcolors() == [(32 * (drawn.height - 730), _rgb(PAPER))]

    def test_a_poster_without_words_is_still_a_poster(self, poster):
        report, _ = poster(title="", guide_name="", unit_name="", call="", brand_name="")

        assert report.width == 1080

    def test_a_broken_picture_is_refused(self, write, poster):
        with pytest.raises(FileRefused):
            poster(picture=write("a.jpg", cut("JPEG", keep=0.5)))

    def test_a_program_for_a_picture_is_refused(self, write, poster):
        with pytest.raises(FileRefused) as refused:
            poster(picture=write("a.jpg", b"\x7fELF" + bytes(50)))

        assert not isinstance(refused.value, FileDisguised)


class TestSystemFonts:
    """On a machine with Noto CJK (CI installs it), what a guide types is drawn as typed."""

    @pytest.fixture
    def chain(self):
        found = chain_of(FontSources())
        if not found.holds("李"):
            pytest.skip("no Chinese font on this machine")
        return found

    def test_the_simplified_chinese_face_is_used(self, chain):
        face = chain.face_for("骨", weight=400)

        assert "JP" not in face.nature.family

    @pytest.mark.parametrize("char", "李昳䶮镕喆·，…")
    def test_no_character_looks_like_the_empty_box(self, chain, char):
        face = chain.face_for(char, weight=700)

        font = face.at(size=60, weight=700)
        assert _drawn(font, char) != _drawn(font, "\U000f0000")

    def test_bold_is_bolder(self, chain):
        assert _ink(chain, weight=700) > _ink(chain, weight=400) > 0


def test_the_svg_code_scales_and_is_quiet_around():
    svg = qr_svg(URL)

    side = segno.make(URL, error="m", micro=False).symbol_size(border=4)[0]
    assert svg.startswith("<svg")
    assert f'viewBox="0 0 {side} {side}"' in svg


def _plain(size):
    import io

    out = io.BytesIO()
    Image.new("RGB", size, "#0000ff").save(out, "PNG")
    return out.getvalue()


def _rgb(colour):
    return tuple(bytes.fromhex(colour[1:]))


def _code_in(drawn):
    """Read the code's modules: it stands at the left margin, its quiet zone four modules wide."""
    modules = len(segno.make(URL, error="m", micro=False).matrix)
    scale = round(288 / (modules + 8))
    column = [drawn.getpixel((64 + 4 * scale, y))[0] < 128 for y in range(drawn.height)]
    top = next(y for y in range(drawn.height - 7 * scale) if y > 700 and all(column[y : y + 7 * scale]))
    middle = 4 * scale + scale // 2
    return [
        [int(drawn.getpixel((64 + middle + x * scale, top + scale // 2 + y * scale))[0] < 128) for x in range(modules)]
        for y in range(modules)
    ]


def _drawn(font, char):
    picture = Image.new("L", (100, 100))
    ImageDraw.Draw(picture).text((10, 80), char, font=font, fill=255, anchor="ls")
    return picture.tobytes()


def _ink(chain, *, weight):
    sheet = Sheet(height=100, chain=chain)
    sheet.write(Words(pieces=(("李芳人民广场店", weight, "#000000"),), size=48), left=10, top=10)
    return sum(255 - value for value in sheet.image.convert("L").tobytes()) - 1080 * 100 * (255 - 248)
