"""The channels that the settings name, made and put together. What each takes is imported only if it is named."""

from bot.connecting.connections import Connection, Connections
from bot.connecting.workbench import WEBHOOKS, Parts, Workbench, webhook_secret

__all__ = ["WEBHOOKS", "Connection", "Connections", "Parts", "connect", "webhook_secret"]


def connect(parts: Parts) -> Connections:
    """Return the channels that the settings name. Call it where the event loop runs; `stop` or `close` them."""
    settings = parts.settings
    if not (settings.telegram_token or settings.zalo_bot_token or settings.zalo_oa_id):
        return Connections()
    from bot.channels.http import open_session  # noqa: PLC0415

    session = open_session(
        base
        for base, is_used in (
            (settings.telegram_base_url, settings.telegram_token),
            (settings.zalo_bot_base_url, settings.zalo_bot_token),
            (settings.zalo_oa_base_url, settings.zalo_oa_id),
        )
        if is_used
    )
    connections: list[Connection] = []
    bench = Workbench(parts, session, lambda channel: next((c for c in connections if c.channel.name == channel), None))
    if settings.telegram_token:
        from bot.connecting.telegram import connect_telegram  # noqa: PLC0415

        connections.append(connect_telegram(bench))
    if settings.zalo_bot_token:
        from bot.connecting.zalo_bot import connect_zalo_bot  # noqa: PLC0415

        connections.append(connect_zalo_bot(bench))
    if settings.zalo_oa_id:
        from bot.connecting.zalo_oa import connect_zalo_oa  # noqa: PLC0415

        connections.append(connect_zalo_oa(bench))
    return Connections(connections, session)
