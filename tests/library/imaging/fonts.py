"""Small fonts made on the spot, so that tests know exactly which characters they hold."""

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen


def make_font(path: Path, characters: str, *, family: str = "Test Sans", weight: int = 400) -> Path:
    """Write a font in which every one of `characters` is a solid square, and anything else an empty box."""
    names = {ord(char): f"u{ord(char):04X}" for char in characters}
    order = [".notdef", *names.values()]
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupCFF(f"{family}-{weight}".replace(" ", ""), {}, {name: _square(name == "u0020") for name in order}, {})
    builder.setupHorizontalMetrics(dict.fromkeys(order, (1000, 0)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2(usWeightClass=weight, sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost()
    builder.font.flavor = "woff2" if path.suffix == ".woff2" else None
    builder.save(path)
    return path


def _square(is_blank: bool):  # noqa: FBT001
    pen = T2CharStringPen(1000, None)
    if not is_blank:
        pen.moveTo((100, 0))
        for corner in ((900, 0), (900, 800), (100, 800)):
            pen.lineTo(corner)
        pen.closePath()
    return pen.getCharString()
