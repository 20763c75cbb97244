"""
Buttons of consultation messages, which the manual neither promises nor rules out.

A press arrives as a message whose text is what the button carries. So that has a shape which nobody types by chance,
and which does not frighten the person who sees it in the chat: `#12:yes`.
"""

import re
from typing import Protocol

from bot.dialogue.messages import Button, Pressed

_SHAPE = re.compile(r"#([0-9]{1,9}):(\S(?:.{0,198}\S)?)")


class Flags(Protocol):
    """What must be known of the account after a restart."""

    async def lost_buttons(self) -> bool:
        """Return whether Zalo has refused buttons once."""

    async def lose_buttons(self) -> None:
        """Remember that Zalo refuses buttons."""


def payload(prompt: int, button: Button) -> str:
    """Return what a button carries."""
    return f"#{prompt}:{button.key}"


def pressed(text: str) -> Pressed | None:
    """Return the press that a text stands for, or None if somebody has written it."""
    found = _SHAPE.fullmatch(text)
    return Pressed(int(found[1]), found[2]) if found else None
