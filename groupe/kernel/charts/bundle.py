"""Writes, at set-up and offline, the script that draws charts in the page: Vega with the locales of both languages.

    python -m groupe.kernel.charts.bundle [--force]

The file is made, not committed; it is left alone while it fits the installed renderer.
"""

import json
import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Final

import vl_convert

from groupe.kernel.charts.locales import all_locales
from groupe.kernel.charts.theme import VEGA_LITE_VERSION

SCRIPT: Final = Path(__file__).resolve().parents[1] / "static" / "kernel" / "vendor" / "vega.js"


def write_bundle(target: Path = SCRIPT, *, force: bool = False) -> bool:
    """True where the file had to be written."""
    stamp = f"// vl-convert-python {version('vl-convert-python')}\n"
    if not force and target.is_file() and target.read_text(encoding="utf-8").startswith(stamp):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    written = target.with_suffix(f".{os.getpid()}.js")  # two processes may write at once
    written.write_text(stamp + vega_module(), encoding="utf-8")
    written.replace(target)
    return True


def vega_module() -> str:
    """Vega, Vega-Lite and Vega-Embed as one JavaScript module, in the versions that also draw the PDF."""
    locales = json.dumps(all_locales())  # ASCII: digits are grouped by a character that an editor could lose
    script = f"export {{ vegaEmbed }}; export const locales = {locales};"
    return str(vl_convert.javascript_bundle(script, vl_version=VEGA_LITE_VERSION))


if __name__ == "__main__":
    write_bundle(force="--force" in sys.argv[1:])
