"""What the four notebooks share: the root of the checkout as working folder, the command line, charts with Chinese labels."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import vl_convert
from IPython.display import SVG, Image

ROOT = Path(__file__).resolve().parent.parent
os.chdir(ROOT)  # so that every path that is shown is relative to the checkout

#: File names that begin so hold Chinese glyphs, and the family to ask for.
_FAMILIES = {
    "notosanscjk": "Noto Sans CJK SC",
    "notosanssc": "Noto Sans SC",
    "sourcehansans": "Source Han Sans SC",
    "wqy-microhei": "WenQuanYi Micro Hei",
    "wqy-zenhei": "WenQuanYi Zen Hei",
    "pingfang": "PingFang SC",
    "hiragino sans gb": "Hiragino Sans GB",
    "msyh": "Microsoft YaHei",
    "simhei": "SimHei",
    "droidsansfallback": "Droid Sans Fallback",
}
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)


def chinese_font() -> str | None:
    """The family of a Chinese font that is installed, or None."""
    files = [
        path.name.lower() for folder in _FOLDERS for path in Path(folder).expanduser().rglob("*.[to]t[cf]")
    ]  # fmt: skip
    return next((family for start, family in _FAMILIES.items() if any(name.startswith(start) for name in files)), None)


FONT = chinese_font()
if FONT is None:
    print(
        "Note: no Chinese font found. Charts are drawn as SVG, whose text your browser shows in a font of its own; "
        "install one (Debian: fonts-noto-cjk) for PNG."
    )


def show(chart: Any, alt: str) -> Image | SVG:
    """An Altair chart as a picture that any viewer shows without scripts; ``alt`` says it in words."""
    spec = chart.configure(font=FONT or "sans-serif").configure_view(stroke=None).to_json()
    if FONT is None:
        return SVG(vl_convert.vegalite_to_svg(spec))
    return Image(vl_convert.vegalite_to_png(spec, scale=1.25), alt=alt)


def debtad(*arguments: object, code: int = 0, most: int = 60) -> None:
    """Run ``debtad`` with these arguments and print what it prints, at most ``most`` lines.

    Raises RuntimeError where it ends with another exit code than ``code``.
    """
    words = [str(argument) for argument in arguments]
    print("$ debtad", *words, flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "debtad", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", "COLUMNS": "100"},
        check=False,
    )
    lines = done.stdout.splitlines()
    print("\n".join(lines[:most]))
    if len(lines) > most:
        print(f"… and {len(lines) - most} more lines")
    if done.returncode != code:
        raise RuntimeError(f"debtad ended with exit code {done.returncode}")
