"""What Zalo Bot can do: https://docs.zaloplatforms.com/docs/BOT."""

from dataclasses import replace

from bot.channels.capabilities import Budget, Capabilities, Pace

LONGEST = 2000
"""UTF-16 units of a text, and of the words under a picture."""

_SPOKEN = frozenset({".aac"})

# Nothing is published about the pace; these are our own limits: five a second for everybody, one a second in a chat.
_PACE = Pace(per_second=4, burst=1, per_chat=1, chat_burst=1, notices_per_second=2)

# The free plan. Beyond it there is none to be had yet.
_BUDGET = Budget(per_month=3000, reserve=500)


def capabilities(has_public_address: bool) -> Capabilities:
    """
    Return what the channel can do.

    There are no buttons and no files, and every message is counted. Zalo fetches pictures and recordings from us, so
    without an address that it can reach over https there are neither.
    """
    words_only = Capabilities(longest_text=LONGEST, joins=True, types=True, pace=_PACE, budget=_BUDGET)
    if not has_public_address:
        return words_only
    return replace(words_only, longest_caption=LONGEST, pictures=True, sounds=_SPOKEN)
