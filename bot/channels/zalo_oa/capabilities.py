"""What a Zalo Official Account can do: https://docs.zaloplatforms.com/docs/OA/tin-nhan/tin-tu-van."""

from dataclasses import replace
from datetime import timedelta

from bot.channels.capabilities import ButtonLimits, Capabilities, Pace, Window

LONGEST = 2000
"""Characters of a composed text; more than as many UTF-16 units never are."""

_FOR_ALT = 400
"""Kept free beneath a picture: where the picture cannot be sent, the words that stand for it take its place."""

# Zalo takes 4,000 requests a minute of all programs that share one app, and less, it does not say how much, of one
# account. A third of that leaves room for uploads and for others; so the headers that count down need not be read.
_PACE = Pace(per_second=20, burst=10, per_chat=2, chat_burst=8, notices_per_second=5)

# Every button has a row of its own. What one carries is shown as a message of whoever presses it, so it is kept short.
_BUTTONS = ButtonLimits(most=5, label=30, payload=200)

_WINDOW = Window(free=timedelta(hours=48), paid=timedelta(days=7))

_NUMBERED = Capabilities(
    longest_text=LONGEST,
    longest_caption=LONGEST - _FOR_ALT,
    pictures=True,
    documents=True,
    joins=True,  # Eight messages are free until the person writes again.
    repeats_unknown=True,  # Twice the same is one of the eight; a lost question leaves somebody waiting.
    pace=_PACE,
    window=_WINDOW,
)


def capabilities(buttons: bool) -> Capabilities:
    """
    Return what the channel can do.

    Whether consultation messages may carry buttons is not settled by the manual: a setting says whether to try.
    """
    return replace(_NUMBERED, buttons=_BUTTONS) if buttons else _NUMBERED
