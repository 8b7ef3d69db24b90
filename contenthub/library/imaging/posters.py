"""Posters and QR codes for a guide's link."""

import io
from pathlib import Path

import segno

from contenthub.library.imaging.gate import accepted_type
from contenthub.library.imaging.sandbox import Sandbox, the_sandbox
from contenthub.library.imaging.values import FontSources, PosterJob, PosterReport, PosterSpec


def make_poster(
    spec: PosterSpec, out: Path, *, fonts: FontSources | None = None, sandbox: Sandbox | None = None
) -> PosterReport:
    """Draw `spec` as a PNG 1080 pixels wide at `out`; the report lists characters that no font holds.

    No character is ever drawn as an empty box: a rare Chinese one becomes its pinyin, an emoji is left out. Raises a
    `FileRefused` when the picture cannot be decoded.
    """
    pillow = accepted_type(spec.picture).pillow if spec.picture else None
    job = PosterJob(spec=spec, pillow=pillow, out=out.absolute(), fonts=fonts or FontSources())
    return (sandbox or the_sandbox()).run("poster", job, answer=PosterReport)


def qr_svg(url: str) -> str:
    """Return the QR code of `url` as an SVG document that scales: level M or better, quiet zone of four modules."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", border=4, dark="#1f1d1a", light="#ffffff", omitsize=True, xmldecl=False, nl=False
    )
    return out.getvalue().decode()
