"""QR codes: what another phone opens when it is held before a page or a sheet of paper."""

from io import BytesIO

import segno
from markupsafe import Markup


def drawing(text: str, title: str) -> Markup:
    """Return a QR code as SVG that stands in the page itself: no file, no script, sharp on paper."""
    out = BytesIO()
    _code(text).save(out, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=2, title=title)
    return Markup(out.getvalue().decode())  # noqa: S704 - made here; segno escapes the title


def picture_url(text: str) -> str:
    """Return a QR code as the address of a picture, dark on white whatever the page's colours are."""
    return _code(text).svg_data_uri(border=4, light="white", omitsize=True)


def _code(text: str) -> segno.QRCode:
    return segno.make(text, error="m", micro=False)
