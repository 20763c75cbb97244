"""
A bot on Telegram, with everything that a lesson can use: pictures, recordings, buttons.

The program asks for `Telegram` to send through, and for `routes` or a `Poller` to receive from.
"""

from bot.channels.telegram.capabilities import CAPABILITIES
from bot.channels.telegram.parsing import CHANNEL, parse
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.telegram import Telegram
from bot.channels.telegram.webhook import PATH, routes

__all__ = ["CAPABILITIES", "CHANNEL", "PATH", "Poller", "Telegram", "parse", "routes"]
