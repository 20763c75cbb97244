"""
An official account on Zalo: pictures, files and, if Zalo lets us, buttons; free to write to for two days at a time.

The program makes `Tokens` over a `TokenStore`, a `ZaloOA` to send through, and `routes` to receive from.
"""

from bot.channels.asides import Aside, Asides
from bot.channels.zalo_oa.buttons import Flags
from bot.channels.zalo_oa.capabilities import capabilities
from bot.channels.zalo_oa.failures import Refused
from bot.channels.zalo_oa.oauth import TokenPair
from bot.channels.zalo_oa.parsing import CHANNEL, parse
from bot.channels.zalo_oa.tokens import Tokens, TokenStore
from bot.channels.zalo_oa.webhook import PATH, routes
from bot.channels.zalo_oa.zalo_oa import NotByCommand, ZaloOA

__all__ = [
    "CHANNEL",
    "PATH",
    "Aside",
    "Asides",
    "Flags",
    "NotByCommand",
    "Refused",
    "TokenPair",
    "TokenStore",
    "Tokens",
    "ZaloOA",
    "capabilities",
    "parse",
    "routes",
]
