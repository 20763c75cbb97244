"""Somebody who learns in one chat: waits for what is asked, and answers it, sometimes without patience."""

import asyncio
import random

from bot.channels.starting import payload
from bot.dialogue.messages import Opened
from tests.crash.knowing import Act, Course, Press, Type
from tests.crash.platform import Bubble, Platform

_THINKS = 0.5
"""Seconds at most."""
_TYPES = 0.3
"""How often a choice is typed as its number."""
_IMPATIENT = 0.1
"""How often it is typed and pressed, both at once: the two take different ways to the bot."""


class Learner:
    """One chat. `run` until told to `rest`: then what was asked last stays unanswered."""

    def __init__(self, chat: str, platform: Platform, course: Course) -> None:
        self.chat = chat
        self._platform = platform
        self._course = course
        self._chance = random.Random(f"learner {chat} {platform.seed}")
        self._asked: tuple[int, list[str]] = (0, [])
        """The newest question that arrived: its number, and the keys of its choices."""
        self._answered = 0
        self._came = asyncio.Event()
        self._rests = False
        platform.listeners[chat] = self._hear

    async def run(self) -> None:
        await self._think()
        self._do(self._course.opening(self._chance))
        while True:
            await self._came.wait()
            self._came.clear()
            await self._think()
            if self._rests:
                return
            if self._asked[0] > self._answered:
                self._answered = self._asked[0]
                self._do(self._course.go_on(self._asked[1], self._chance))

    def rest(self) -> None:
        self._rests = True
        self._came.set()

    def _hear(self, bubble: Bubble) -> None:
        if not bubble.presses:
            return
        number = int(bubble.presses[0].partition(":")[0])
        if number > self._asked[0]:
            self._asked = number, [press.partition(":")[2] for press in bubble.presses]
            self._came.set()

    async def _think(self) -> None:
        await asyncio.sleep(self._chance.random() * _THINKS)

    def _do(self, act: Act) -> None:
        match act:
            case Opened():
                self._platform.say(self.chat, f"/start {payload(act)}")
            case Type(text):
                self._platform.say(self.chat, text)
            case Press(key):
                number, keys = self._asked
                is_impatient, types = self._chance.random() < _IMPATIENT, self._chance.random() < _TYPES
                if types or is_impatient:
                    self._platform.say(self.chat, str(keys.index(key) + 1))
                if not types or is_impatient:
                    self._platform.press(self.chat, f"{number}:{key}")
