"""Whether a platform still delivers to us: nobody would tell us otherwise, there would only be silence."""

import asyncio
from contextlib import suppress

from bot.channels.channel import Channel
from bot.channels.delivery import Troubles
from bot.ports import SendFailed

_EVERY = 600.0
"""Seconds."""


class WebhookWatch:
    """Asks a platform from time to time where it delivers to, and reports it when that is not here."""

    def __init__(self, channel: Channel, address: str, troubles: Troubles, every: float = _EVERY) -> None:
        self._channel = channel
        self._address = address
        self._troubles = troubles
        self._every = every
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Look until told to stop."""
        while not self._stopping.is_set():
            await self._look()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self._every)

    async def stop(self) -> None:
        """Look no more."""
        self._stopping.set()

    async def _look(self) -> None:
        try:
            probe = await self._channel.probe()
        except SendFailed as failure:
            if failure.kind == "auth_broken":
                await self._troubles.report("webhook", "auth")
            return  # anything else is found out by sending, or passes
        if probe.webhook != self._address:
            await self._troubles.report("webhook", "webhook", probe.webhook)
        elif probe.trouble and probe.waiting:
            await self._troubles.report("webhook", "webhook", probe.trouble)
        else:
            await self._troubles.report("webhook", "")
