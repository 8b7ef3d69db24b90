"""Pictures for the demo brand: the operator's own, or ours."""

from pathlib import Path

from contenthub.cli.brand import drawings

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}
PER_KIND = 4
DRAWN_PER_KIND = 2


def choose_pictures(kind: str, *, photos: Path | None, scratch: Path) -> list[Path]:
    """Return pictures of a kind: files of `photos` named after it (`dress-1.jpg`), else drawn ones in `scratch`."""
    if photos:
        named = sorted(
            path for path in photos.iterdir() if path.suffix.lower() in SUFFIXES and path.name.startswith(kind)
        )
        if named:
            return named[:PER_KIND]
    drawn = [scratch / f"{kind}-{number}.png" for number in range(1, DRAWN_PER_KIND + 1)]
    for number, path in enumerate(drawn):
        drawings.write_png(drawings.draw(kind, number=number + len(kind)), path)
    return drawn
