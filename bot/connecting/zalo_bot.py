"""The Zalo Bot channel of this installation."""

from bot import clock
from bot.channels import zalo_bot
from bot.channels.asides import Asides
from bot.channels.delivery import Postman
from bot.connecting.connections import Connection
from bot.connecting.workbench import Listening, Workbench, webhook_secret


def connect_zalo_bot(bench: Workbench) -> Connection:
    """Return it; `webhook` in the settings says whether Zalo delivers or is asked."""
    settings, secret = bench.settings, webhook_secret(bench.parts.key, zalo_bot.NAME)
    channel = zalo_bot.ZaloBot(
        settings.zalo_bot_token,
        settings.zalo_bot_base_url,
        session=bench.session,
        media=bench.media,
        has_public_address=settings.is_https,
        webhook_secret=secret,
    )
    troubles = bench.troubles(zalo_bot.NAME, channel.account)
    reception, asides = bench.reception(zalo_bot.NAME, channel.account), Asides(channel, bench.wording, clock.now)
    listening = Listening(troubles)
    return Connection(
        channel=channel,
        postman=Postman(channel, bench.supplies, troubles),
        poller=None
        if settings.zalo_bot_webhook
        else zalo_bot.Poller(
            channel,
            reception,
            asides,
            trouble=listening.trouble,
            well=listening.well,
            now=clock.now,
            dice=clock.dice(),
        ),
        routes=zalo_bot.routes(channel.account, secret, reception, asides, bench.parts.is_stopping)
        if settings.zalo_bot_webhook
        else (),
        watch=bench.watch(channel, troubles) if settings.zalo_bot_webhook else None,
    )
