"""A chat line by line: what is typed goes through the same turn as on any other channel."""

import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from bot.dialogue.messages import Action, Address, Incoming, Opened, Outgoing, Said
from bot.text.markup import to_plain

CHANNEL = "terminal"

Take = Callable[[Incoming], Sequence[Outgoing]]
"""Runs a turn and returns what was said."""


class TerminalChat:
    """Reads lines, prints answers, and can keep the typed lines as the inputs of a conversation test."""

    def __init__(self, take: Take, screen: TextIO, name: str, save_to: Path | None = None) -> None:
        self._take = take
        self._screen = screen
        self._address = Address(CHANNEL, CHANNEL, name)
        self._save_to = save_to
        self._typed: list[str] = []

    def run(self, lines: Callable[[], str | None], unit: str | None = None) -> None:
        """Open the chat, then answer line after line until there is none; what was typed is kept however it ends."""
        try:
            self._do(Opened(unit), f"/start {unit or ''}".strip())
            while (line := lines()) is not None:
                if line.strip():
                    self._do(Said(line), line)
        finally:
            self._save()

    def _do(self, action: Action, typed: str) -> None:
        self._typed.append(f"> {typed}")
        for message in self._take(Incoming(self._address, str(uuid.uuid4()), action)):
            self._screen.write(draw(message))
        self._screen.flush()

    def _save(self) -> None:
        if self._save_to is not None:
            self._save_to.write_text("\n".join(self._typed) + "\n", encoding="utf-8")


def draw(message: Outgoing) -> str:
    """Return a message as lines of text; choices are numbered, and a picture is told in words."""
    lines = [to_plain(message.text)]
    if message.image:
        lines.append(f"🖼  {message.image.alt}")
    lines += [f"   {number}. {button.label}" for number, button in enumerate(message.buttons, 1)]
    return "\n" + "\n".join(lines) + "\n"
