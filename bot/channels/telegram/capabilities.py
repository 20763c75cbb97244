"""What Telegram can do. The limits are those of https://core.telegram.org/bots/api and /bots/faq."""

from bot.channels.capabilities import ButtonLimits, Capabilities, Pace

SPOKEN = frozenset({".ogg", ".opus"})
"""Endings of recordings that are shown as a voice message; the others have a player of their own."""

CAPABILITIES = Capabilities(
    longest_text=4096,
    longest_caption=1024,
    pictures=True,
    shows_alt=True,
    sounds=SPOKEN | {".mp3", ".m4a"},
    documents=True,
    buttons=ButtonLimits(most=100, label=30, payload=64),
    repeats_unknown=True,
    types=True,
    # Thirty a second for all chats together, one a second in each; a handful at once passes.
    pace=Pace(per_second=25, burst=5, per_chat=1, chat_burst=4, notices_per_second=20),
)
