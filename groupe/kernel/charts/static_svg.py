"""The same spec as an SVG for the PDF: light colours, print font, fixed width, the reader's locale."""

from functools import cache
from typing import Any

import font_source_sans_pro
import vl_convert

from groupe.kernel.charts.figure import plain
from groupe.kernel.charts.locales import Language, number_locale, time_locale
from groupe.kernel.charts.theme import VEGA_LITE_VERSION, Spec, for_print


def static_svg(spec: Spec, *, width: int, language: Language) -> str:
    """`width` in pixels, 96 to the inch: 640 fills the text width of an A4 page with words at body size."""
    _register_fonts()
    still = for_print(plain(spec))
    locales: dict[str, Any] = {
        "format_locale": number_locale(language),
        "time_format_locale": time_locale(language),
    }
    if "/vega-lite/" in spec["$schema"]:
        still["width"] = width
        return str(vl_convert.vegalite_to_svg(still, vl_version=VEGA_LITE_VERSION, **locales))
    still["signals"] = [signal for signal in still["signals"] if signal["name"] != "width"]
    return str(vl_convert.vega_to_svg(still | {"width": width}, **locales))


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(font_source_sans_pro.font_directory)
