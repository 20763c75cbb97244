"""Drawings as PNG, for channels that do not show SVG."""

from pathlib import Path

from bot.drawing.palette import PAPER

_FONTS = Path(__file__).resolve().parent / "fonts"
_PAGE = b"""
#set page(width: auto, height: auto, margin: 0pt, fill: rgb(sys.inputs.fill))
#image(bytes(sys.inputs.svg), format: "svg", width: int(sys.inputs.width) * 1pt)
"""
_POINTS_PER_INCH = 72


class CannotPaint(Exception):
    """This machine has nothing to make pixels with: say what the picture shows instead."""


def png(svg: str, width: int) -> bytes:
    """
    Return an SVG as a PNG so many pixels wide, in our own fonts. What is transparent gets the colour of paper.

    Takes tens of milliseconds. Raise CannotPaint where the library is not installed: not every system has it.
    """
    try:
        import typst  # noqa: PLC0415 - 80 MB that most runs never need
    except ImportError as error:
        raise CannotPaint("typst is not installed") from error
    return typst.compile(
        _PAGE,
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[_FONTS]),
        format="png",
        ppi=_POINTS_PER_INCH,
        sys_inputs={"svg": svg, "width": str(width), "fill": PAPER},
    )
