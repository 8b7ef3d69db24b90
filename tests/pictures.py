"""Pictures made for tests."""

import io

from PIL import Image


def jpeg(width: int = 640, height: int = 480, *, shade: int = 0) -> bytes:
    """Return a JPEG with a gradient; another `shade` gives other bytes."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    picture.putpixel((0, 0), (shade % 256, shade // 256 % 256, 7))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()
