"""
A bot on Zalo Bot: words, pictures by their address, numbers instead of buttons; and every message is counted.

The program asks for `ZaloBot` to send through, and for `routes` or a `Poller` to receive from.
"""

from bot.channels.zalo_bot.capabilities import capabilities
from bot.channels.zalo_bot.client import BASE, Patience
from bot.channels.zalo_bot.parsing import NAME, parse
from bot.channels.zalo_bot.polling import Poller
from bot.channels.zalo_bot.webhook import PATH, routes
from bot.channels.zalo_bot.zalo_bot import ZaloBot

__all__ = [
    "BASE",
    "NAME",
    "PATH",
    "Patience",
    "Poller",
    "ZaloBot",
    "capabilities",
    "parse",
    "routes",
]
