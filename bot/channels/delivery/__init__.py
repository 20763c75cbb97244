"""The delivery core: lanes, pace, failures. Everything that all channels share about getting a message out."""

from bot.channels.delivery.carrier import Supplies
from bot.channels.delivery.postman import Postman
from bot.channels.delivery.trouble import Troubles

__all__ = ["Postman", "Supplies", "Troubles"]
