"""
The colours and sizes of every drawing.

Words stand in `INK`, `SOFT`, `MAIN` or on dark in `WHITE`, `PALE`, each at least 4.5 : 1 against what it stands on.
"""

from bot.learning.drawing import Tone

WIDTH = 360
"""How wide every drawing is, in its own units."""

SMALL, NORMAL, LARGE = 15, 17, 20
"""The sizes of letters."""

INK, SOFT, PALE, WHITE = "#25333c", "#55636d", "#dbe4e8", "#fff"
"""Words and lines, from the strongest on; the last two on dark."""
PAPER, EDGE, GROUND = "#fbf3e4", "#e6d7ba", "#efe0c2"
"""What everything stands on."""
BODY, SILHOUETTE = "#33424d", "#5a6c79"
"""A phone, and what is dark on it."""
FAINT, LINE = "#eef2f4", "#cfd8dc"
"""What is only there for order."""
MAIN, TINT = "#0b6e69", "#e1f1ee"
"""Bars and buttons."""
RING = "#e8590c"
"""Round what a finger points at."""

GOOD, GOOD_TINT = "#24792f", "#e4f4e3"
BAD, BAD_TINT = "#c0342c", "#fde8e5"
WARN, WARN_TINT = "#f2a33a", "#fff2cf"
PLAIN, PLAIN_TINT = "#2a66a8", "#e6f0fa"
TONES: dict[Tone, tuple[str, str]] = {
    "plain": (PLAIN_TINT, PLAIN),
    "good": (GOOD_TINT, GOOD),
    "warn": (WARN_TINT, WARN),
    "bad": (BAD_TINT, BAD),
}
"""The ground and the frame of each tone."""

PAINTS = {
    "ink": INK,
    "night": "#3d4d5a",
    "white": "#fff",
    "silver": "#cdd5da",
    "grey": "#8b99a3",
    "teal": "#15897f",
    "mint": "#bfe5dd",
    "sky": "#cfe4f7",
    "blue": "#3f7fc4",
    "red": "#d6453d",
    "pink": "#f7b7ad",
    "amber": "#f2a33a",
    "yellow": "#fbd65e",
    "green": "#3e9b4f",
    "leaf": "#c2e5b6",
    "tan": "#dcae7b",
    "cream": "#fdf0d6",
    "brown": "#8a5a3c",
    "skin": "#f9cfa9",
    "purple": "#8d6bb8",
    "hair": "#43352f",
}
"""What icons are painted with."""
