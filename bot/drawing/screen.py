"""A phone with its screen."""

from bot.drawing.block import Block, Spot, below
from bot.drawing.letters import Letters, fit_title
from bot.drawing.marks import REACH, finger
from bot.drawing.palette import BODY, FAINT, LINE, MAIN, NORMAL, SOFT, WHITE, WIDTH
from bot.drawing.rows.lists import shelf
from bot.drawing.stack import stack
from bot.drawing.svg import box, number, path
from bot.learning.drawing import Screen

_OUT, _BEZEL, _PAD = 8, 7, 14
"""From the edge of the drawing to the phone, to its screen, to what stands on it."""
_LEFT = _OUT + _BEZEL
_SCREEN = WIDTH - 2 * _LEFT
_ROOM = _SCREEN - 2 * _PAD
_STATUS = 22
_TITLE = Letters(NORMAL, True, WHITE)


def draw(screen: Screen) -> Block:
    """Return a phone, as wide as a drawing."""
    bar, rows, home = _bar(screen), stack(screen.rows, _ROOM), _home(screen)
    top = _LEFT + bar.height + (REACH - 4 if screen.point_back else _PAD)
    foot = top + rows.height + 16
    end = foot + home.height
    svg = box(_OUT, _OUT, WIDTH - 2 * _OUT, end + _BEZEL - _OUT, BODY, 30)
    svg += box(_LEFT, _LEFT, _SCREEN, end - _LEFT, WHITE, 24) + bar.at(_LEFT, _LEFT)
    svg += home.at(_LEFT, foot) + rows.at(_LEFT + _PAD, top)
    if screen.point_back and bar.things:
        svg += finger(bar.things[0].moved(_LEFT, _LEFT), WIDTH)
    if 0 < screen.point_home <= len(home.things):
        svg += finger(home.things[screen.point_home - 1].moved(_LEFT, foot), WIDTH - _OUT)
    reach = REACH - _BEZEL - _OUT if screen.point_home else 0
    tight = below(bar.tight + rows.tight + home.tight, ("screen",))
    return Block(svg, end + _BEZEL + _OUT + reach, tight=tight)


def _bar(screen: Screen) -> Block:
    """Return the status strip, and the bar with the title if there is one."""
    left = 58 if screen.back else _PAD + 2
    title = fit_title(screen.title, _SCREEN - left - _PAD, _TITLE, 2, ("title",))
    has_bar = bool(screen.title) or screen.back
    high = _STATUS + (max(title.height + 16, 46) if has_bar else 0)
    colour, ink = (MAIN, WHITE) if has_bar else (FAINT, SOFT)
    svg = path(f"M0 {number(high)}V24Q0 0 24 0H{_SCREEN - 24}q24 0 24 24V{number(high)}z", colour)
    svg += path(f"M22 12h22M{_SCREEN - 62} 16v-3M{_SCREEN - 56} 16v-6M{_SCREEN - 50} 16V8", line=ink, pen=3)
    svg += box(_SCREEN - 42, 7, 20, 10, "none", 3, ink) + box(_SCREEN - 39, 10, 11, 4, ink)
    middle = (high + _STATUS) / 2 - 3
    svg += title.draw(left, middle - title.height / 2)
    if not screen.back:
        return Block(svg, high, tight=title.tight)
    svg += path(f"M38 {number(middle)}H18m9-9l-9 9 9 9", line=WHITE, pen=3.5)
    return Block(svg, high, (Spot(8, _STATUS + 2, 40, high - _STATUS - 5),), title.tight)


def _home(screen: Screen) -> Block:
    """Return the bar at the bottom, or the short line that phones have in its place."""
    if not screen.home:
        return Block(path(f"M{_SCREEN / 2 - 50:.0f} 0h100", line=LINE, pen=5), 14)
    icons = shelf(screen.home, _SCREEN - 16, 34, "home")
    high = icons.height + 20
    svg = path(f"M0 0h{_SCREEN}v{number(high - 24)}q0 24-24 24H24q-24 0-24-24z", FAINT)
    svg += path(f"M0 0h{_SCREEN}", line=LINE) + icons.at(8, 9)
    return Block(svg, high, tuple(thing.moved(8, 9) for thing in icons.things), icons.tight)
