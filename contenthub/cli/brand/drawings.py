"""Material drawn by us: garments as flat shapes on paper, in ink and earth colours."""

import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Points = list[tuple[float, float]]
Picture = NDArray[np.float64]
WIDTH, HEIGHT = 900, 1200
PALETTES = (
    ((0xF3, 0xEC, 0xE0), (0xC8, 0x40, 0x2F), (0x7A, 0x2B, 0x22)),
    ((0xE9, 0xEE, 0xE9), (0x2F, 0x6D, 0x67), (0x1A, 0x45, 0x42)),
    ((0xF2, 0xE8, 0xDA), (0xC9, 0x8A, 0x3D), (0x7D, 0x52, 0x1D)),
    ((0xE8, 0xE9, 0xEE), (0x3D, 0x4E, 0x73), (0x23, 0x2F, 0x49)),
)
# Half outlines, right side, from the top of the middle to its bottom; x 0…1 from the middle, y 0…1 from the top.
SHAPES: dict[str, Points] = {
    "dress": [
        (0.0, 0.17),
        (0.12, 0.12),
        (0.2, 0.13),
        (0.24, 0.24),
        (0.17, 0.27),
        (0.15, 0.42),
        (0.34, 0.84),
        (0.0, 0.88),
    ],
    "shirt": [(0.0, 0.2), (0.1, 0.17), (0.3, 0.24), (0.46, 0.56), (0.36, 0.6), (0.25, 0.42), (0.26, 0.8), (0.0, 0.81)],
    "outwear": [
        (0.0, 0.16),
        (0.12, 0.14),
        (0.34, 0.22),
        (0.5, 0.66),
        (0.39, 0.7),
        (0.29, 0.44),
        (0.33, 0.87),
        (0.0, 0.88),
    ],
    "pants": [(0.0, 0.16), (0.24, 0.16), (0.27, 0.4), (0.26, 0.88), (0.08, 0.88), (0.05, 0.46), (0.0, 0.4)],
    "skirt": [(0.0, 0.26), (0.19, 0.26), (0.22, 0.34), (0.4, 0.76), (0.2, 0.8), (0.0, 0.81)],
    "hat": [(0.0, 0.32), (0.18, 0.33), (0.24, 0.42), (0.26, 0.56), (0.5, 0.6), (0.46, 0.67), (0.0, 0.7)],
}


def draw(kind: str, *, number: int) -> Picture:
    """Return a garment as RGB, 0…255, HEIGHT × WIDTH × 3; `number` varies colours and folds."""
    paper, cloth, shade = (np.array(colour, dtype=float) for colour in PALETTES[number % len(PALETTES)])
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    light = 1 - 0.10 * np.hypot((columns - WIDTH * 0.4) / WIDTH, (rows - HEIGHT * 0.3) / HEIGHT)
    picture = paper * light[..., None]
    inside = _coverage(_outline(SHAPES[kind]))
    folds = 0.5 + 0.5 * np.sin(columns / (26 + 7 * (number % 3)) + np.sin(rows / 160 + number) * 2.2)
    weave = cloth + (shade - cloth) * (0.35 * folds + 0.25 * rows / HEIGHT)[..., None]
    shadow = np.roll(inside, (14, 18), axis=(0, 1))[..., None]
    picture = picture * (1 - 0.14 * shadow)
    drawn: Picture = np.clip(picture * (1 - inside[..., None]) + weave * inside[..., None], 0, 255)
    return drawn


def _outline(half: Points) -> NDArray[np.float64]:
    smooth = _spline(np.array(half))
    right = np.column_stack([0.5 + smooth[:, 0] * 0.72, smooth[:, 1]])
    left = np.column_stack([0.5 - smooth[::-1, 0] * 0.72, smooth[::-1, 1]])
    outline: NDArray[np.float64] = np.vstack([right, left]) * np.array([WIDTH, HEIGHT])
    return outline


def _spline(points: NDArray[np.float64], *, steps: int = 14) -> NDArray[np.float64]:
    """Return a Catmull-Rom curve through `points` (centripetal form not needed: the points are well spread)."""
    padded = np.vstack([points[0], points, points[-1]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.vstack([*pieces, points[-1:]])


def _coverage(outline: NDArray[np.float64]) -> Picture:
    """Return how much of each pixel lies inside: even-odd rule along each row, four sub-rows a pixel."""
    covered = np.zeros((HEIGHT, WIDTH))
    starts, ends = outline, np.roll(outline, -1, axis=0)
    for sub in (0.125, 0.375, 0.625, 0.875):
        for row in range(HEIGHT):
            y = row + sub
            cuts = (starts[:, 1] <= y) != (ends[:, 1] <= y)
            a, b = starts[cuts], ends[cuts]
            crossings = np.sort(a[:, 0] + (y - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0]))
            for left, right in zip(crossings[::2], crossings[1::2], strict=False):
                edges = np.clip(np.arange(WIDTH + 1), left, right)
                covered[row] += np.diff(edges) / 4
    return covered


def write_png(picture: Picture, path: Path) -> None:
    """Write RGB as a PNG (ISO/IEC 15948): one IDAT, each row predicted from the one above (filter 2, Up)."""
    raw = picture.round().astype(np.uint8)
    above = np.vstack([np.zeros_like(raw[:1]), raw[:-1]])
    lines = np.column_stack([np.full(len(raw), 2, np.uint8), (raw - above).reshape(len(raw), -1)])
    header = struct.pack(">IIBBBBB", raw.shape[1], raw.shape[0], 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines.tobytes(), 6)), (b"IEND", b""))
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        for kind, body in chunks:
            file.write(struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)))
