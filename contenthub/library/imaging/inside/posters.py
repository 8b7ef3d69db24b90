"""The poster a guide sends: picture, title, who it is from, and a QR code to press. Colours are those of the pages."""

from dataclasses import dataclass
from functools import partial

import segno
from PIL import Image, ImageDraw

from contenthub.library.imaging.inside.fonts import FontChain, chain_of
from contenthub.library.imaging.inside.scaling import cut_out, prepared
from contenthub.library.imaging.inside.typesetting import drawable, ellipsised, wrapped
from contenthub.library.imaging.values import PosterJob, PosterReport, PosterSpec

PAPER, SHEET, LINE, INK, INK_2, INK_3 = "#faf8f4", "#ffffff", "#e6e1d8", "#1f1d1a", "#5d574e", "#6f685d"
SEAL, SEAL_INK, SEAL_SOFT = "#c8402f", "#b5382a", "#fbeae6"
WIDTH, MARGIN, GAP = 1080, 64, 44
QR = 288  # about; the code's side is a whole number of pixels a module
TALLEST, FLATTEST, BARE = 1350, 810, 720  # heights of the top: a 4:5 picture, a 4:3 picture, no picture
REGULAR, BOLD = 400, 700
LEADING = 1.42


@dataclass(frozen=True, kw_only=True)
class Words:
    """A line of text: pieces of (text, weight, colour) in one size, with the space left above it."""

    pieces: tuple[tuple[str, int, str], ...]
    size: int
    above: int = 0

    @property
    def height(self) -> int:
        """The pixels the line takes, space above included."""
        return round(self.size * LEADING) + self.above


class Sheet:
    """A drawing surface that knows its fonts."""

    def __init__(self, *, height: int, chain: FontChain) -> None:
        """Lay out a blank sheet of paper."""
        self.chain = chain
        self.image = Image.new("RGB", (WIDTH, height), PAPER)
        self.draw = ImageDraw.Draw(self.image)

    def write(self, words: Words, *, left: float, top: float) -> None:
        """Write one line with its top (space above included) at `top`."""
        baseline = top + words.above + words.size * (LEADING - 1) / 2 + words.size * 0.88
        for text, weight, colour in words.pieces:
            for run, font in self.chain.runs(text, size=words.size, weight=weight):
                self.draw.text((left, baseline), run, fill=colour, font=font, anchor="ls")
                left += font.getlength(run)

    def write_all(self, lines: list[Words], *, left: float, top: float) -> None:
        """Write lines below each other."""
        for words in lines:
            self.write(words, left=left, top=top)
            top += words.height

    def fill(
        self, box: tuple[float, float, float, float], *, colour: str, radius: int = 0, outline: str | None = None
    ) -> None:
        """Fill a box, its corners rounded by `radius`."""
        self.draw.rounded_rectangle(box, radius, fill=colour, outline=outline, width=2 if outline else 0)


class Texts:
    """The words of a poster, made drawable, and what had to be substituted on the way."""

    def __init__(self, spec: PosterSpec, *, chain: FontChain) -> None:
        """Make every text drawable."""
        self.chain = chain
        self.substituted: dict[str, None] = {}
        self.title = self._line(spec.title)
        self.guide, self.unit = self._line(spec.guide_name), self._line(spec.unit_name)
        self.call, self.brand = self._line(spec.call), self._line(spec.brand_name)

    def _line(self, text: str) -> str:
        line, substituted = drawable(text, chain=self.chain)
        self.substituted |= dict.fromkeys(substituted)
        return line

    def paragraph(self, text: str, *, size: int, lines: int, width: float, above: int = 0) -> list[Words]:
        """Set `text` in bold, wrapped to at most `lines` lines."""
        broken = wrapped(text, width=width, lines=lines, measure=self._measure(size, BOLD))
        return [
            Words(pieces=((line, BOLD, INK),), size=size, above=above if at == 0 else 0)
            for at, line in enumerate(broken)
        ]

    def sender(self, *, width: float, above: int) -> list[Words]:
        """Set "guide · unit" on one line, or on two when that is too long."""
        size = 34
        regular, bold = self._measure(size, REGULAR), self._measure(size, BOLD)
        guide, unit = (
            ellipsised(self.guide, width=width, measure=bold),
            ellipsised(self.unit, width=width, measure=regular),
        )
        dotted = f" · {unit}" if guide and unit else unit
        if bold(guide) + regular(dotted) <= width:
            return (
                [Words(pieces=((guide, BOLD, INK), (dotted, REGULAR, INK_2)), size=size, above=above)]
                if guide or unit
                else []
            )
        return [
            Words(pieces=((guide, BOLD, INK),), size=size, above=above),
            Words(pieces=((unit, REGULAR, INK_2),), size=size),
        ]

    def calling(self, *, width: float, above: int) -> list[Words]:
        """Set the line that asks to press the code."""
        size = 32
        text = ellipsised(self.call, width=width, measure=self._measure(size, REGULAR))
        return [Words(pieces=((text, REGULAR, SEAL_INK),), size=size, above=above)] if text else []

    def branding(self, *, width: float) -> Words:
        """Set the brand's name."""
        size = 26
        text = ellipsised(self.brand, width=width, measure=self._measure(size, REGULAR))
        return Words(pieces=((text, REGULAR, INK_3),), size=size)

    def _measure(self, size: int, weight: int) -> partial[float]:
        return partial(self.chain.width, size=size, weight=weight)


def draw_poster(job: PosterJob) -> PosterReport:
    """Draw the poster and write it as PNG."""
    spec, chain = job.spec, chain_of(job.fonts)
    texts = Texts(spec, chain=chain)
    picture = _picture(spec, pillow=job.pillow)
    code = qr_image(spec.url, room=QR)
    column = WIDTH - 2 * MARGIN - code.width - GAP
    lines = texts.paragraph(texts.title, size=48, lines=3, width=column) if picture else []
    lines += texts.sender(width=column, above=18 if picture else 0) + texts.calling(width=column, above=10)
    top = picture.height if picture else BARE
    body = max(code.height, sum(words.height for words in lines))
    sheet = Sheet(height=top + 56 + body + 48 + 100, chain=chain)
    if picture:
        sheet.image.paste(picture, (0, 0))
    else:
        _draw_title_page(sheet, texts=texts)
    _draw_body(sheet, lines=lines, code=code, top=top + 56, height=body)
    _draw_brand(
        sheet, words=texts.branding(width=WIDTH - 2 * MARGIN - 60), mark=texts.brand[:1], top=top + 56 + body + 48
    )
    sheet.image.save(job.out, "PNG", compress_level=3)  # as small as level 6 on photos, in a third of the time
    return PosterReport(
        width=WIDTH, height=sheet.image.height, bytes=job.out.stat().st_size, substituted=tuple(texts.substituted)
    )


def _picture(spec: PosterSpec, *, pillow: str | None) -> Image.Image | None:
    """Return the picture over the whole width, its shape kept between 4:3 and 4:5."""
    if spec.picture is None or pillow is None:
        return None
    picture = prepared(spec.picture, pillow=pillow, edge=2 * TALLEST)
    height = min(max(WIDTH * picture.height // picture.width, FLATTEST), TALLEST)
    return cut_out(picture, size=(WIDTH, height), focal=spec.focal)


def _draw_title_page(sheet: Sheet, *, texts: Texts) -> None:
    sheet.fill((0, 0, WIDTH, BARE), colour=SEAL_SOFT)
    lines = texts.paragraph(texts.title, size=92, lines=4, width=WIDTH - 2 * MARGIN - 40)
    top = (BARE - sum(words.height for words in lines)) // 2
    sheet.fill((MARGIN, top - 44, MARGIN + 72, top - 36), colour=SEAL)
    sheet.write_all(lines, left=MARGIN, top=top)


def _draw_body(sheet: Sheet, *, lines: list[Words], code: Image.Image, top: int, height: int) -> None:
    code_top = top + (height - code.height) // 2
    frame = (MARGIN - 3, code_top - 3, MARGIN + code.width + 2, code_top + code.height + 2)
    sheet.fill(frame, colour=SHEET, radius=10, outline=LINE)
    sheet.image.paste(code, (MARGIN, code_top))
    text_top = top + (height - sum(words.height for words in lines)) // 2
    sheet.write_all(lines, left=MARGIN + code.width + GAP, top=text_top)


def _draw_brand(sheet: Sheet, *, words: Words, mark: str, top: int) -> None:
    sheet.fill((MARGIN, top, WIDTH - MARGIN, top + 2), colour=LINE)
    if not mark:
        return
    side, seal_top = 42, top + 29
    sheet.fill((MARGIN, seal_top, MARGIN + side, seal_top + side), colour=SEAL, radius=8)
    stamp = Words(pieces=((mark, BOLD, PAPER),), size=26)
    width = sheet.chain.width(mark, size=26, weight=BOLD)
    sheet.write(stamp, left=MARGIN + (side - width) / 2, top=seal_top + (side - stamp.height) / 2)
    sheet.write(words, left=MARGIN + side + 16, top=seal_top + (side - words.height) / 2)


def qr_image(url: str, *, room: int) -> Image.Image:
    """Return the QR code of `url`, level M or better, with its quiet zone of four modules, whole pixels a module."""
    code = segno.make(url, error="m", micro=False)
    rows = [bytes(row) for row in code.matrix_iter(border=4)]
    side = len(rows)
    plain = Image.frombytes("L", (side, side), b"".join(rows)).point(lambda dark: 0 if dark else 255)
    scale = max(3, round(room / side))
    grown = plain.resize((side * scale, side * scale), Image.Resampling.NEAREST)
    sheet = Image.new("RGB", grown.size, SHEET)
    sheet.paste(INK, mask=grown.point(lambda value: 255 - value))
    return sheet
