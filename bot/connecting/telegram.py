"""The Telegram channel of this installation."""

from bot import clock
from bot.channels import telegram
from bot.channels.asides import Asides
from bot.channels.delivery import Postman
from bot.connecting.connections import Connection
from bot.connecting.workbench import Listening, Workbench, webhook_secret


def connect_telegram(bench: Workbench) -> Connection:
    """Return it; `webhook` in the settings says whether Telegram delivers or is asked."""
    settings, secret = bench.settings, webhook_secret(bench.parts.key, telegram.CHANNEL)
    account = settings.telegram_token.partition(":")[0]
    channel = telegram.Telegram(
        settings.telegram_token,
        settings.telegram_base_url,
        session=bench.session,
        media=bench.media,
        file_ids=bench.file_ids(telegram.CHANNEL, account),
        wording=bench.wording,
        webhook_secret=secret,
    )
    troubles = bench.troubles(telegram.CHANNEL, account)
    reception, asides = (
        bench.reception(telegram.CHANNEL, account),
        Asides(channel, bench.wording, clock.now, channel.link),
    )
    listening = Listening(troubles)
    return Connection(
        channel=channel,
        postman=Postman(channel, bench.supplies, troubles),
        poller=None
        if settings.telegram_webhook
        else telegram.Poller(
            channel, reception, asides, trouble=listening.trouble, well=listening.well, dice=clock.dice()
        ),
        routes=telegram.routes(account, secret, reception, asides, bench.parts.is_stopping)
        if settings.telegram_webhook
        else (),
        watch=bench.watch(channel, troubles) if settings.telegram_webhook else None,
    )
