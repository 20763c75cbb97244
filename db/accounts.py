"""What must be known of our accounts on the platforms after a restart."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, func, select, update

from bot.ports import Account, TroubleKind
from db import codec
from db.sealing import seal_whole, unseal_whole
from db.tables import account, stumble, token, uploaded
from db.upserts import insert_new

_WORDS, _KEY, _KIND = 300, 80, 60
"""How much is kept of what a platform says."""

_ONE = (account.c.channel == bindparam("of_channel"), account.c.name == bindparam("of_name"))
_GET = select(account).where(*_ONE)
_ADD = insert_new(account, account.c.channel, account.c.name)
_COUNT = (
    update(account)
    .where(*_ONE)
    .values(
        month=bindparam("this_month"),
        bubbles=bindparam("more") + case((account.c.month == bindparam("this_month"), account.c.bubbles), else_=0),
        unknowns=account.c.unknowns + bindparam("unknown"),
    )
)
_SET_TROUBLE = (
    update(account)
    .where(*_ONE, account.c.trouble != bindparam("kind"))
    .values(trouble=bindparam("kind"), trouble_words=bindparam("words"), trouble_at=bindparam("now"))
)
_LOSE_BUTTONS = update(account).where(*_ONE).values(has_lost_buttons=True)

_FILE = (
    uploaded.c.channel == bindparam("of_channel"),
    uploaded.c.account == bindparam("of_name"),
    uploaded.c.digest == bindparam("of_digest"),
)
_FIND_FILE = select(uploaded.c.file_id, uploaded.c.until).where(
    *_FILE, uploaded.c.until.is_(None) | (uploaded.c.until > bindparam("now"))
)
_ADD_FILE = insert_new(uploaded, uploaded.c.channel, uploaded.c.account, uploaded.c.digest)
_FORGET_FILE = delete(uploaded).where(*_FILE)

_TOKEN = (token.c.channel == bindparam("of_channel"), token.c.account == bindparam("of_name"))
_FIND_TOKEN = select(token.c.sealed, token.c.expires_at).where(*_TOKEN)
_ADD_TOKEN = insert_new(token, token.c.channel, token.c.account)
_SET_TOKEN = update(token).where(*_TOKEN).values(sealed=bindparam("new"), expires_at=bindparam("until"))

_STUMBLED = (
    stumble.c.channel == bindparam("of_channel"),
    stumble.c.account == bindparam("of_name"),
    stumble.c.key == bindparam("of_key"),
)
_ADD_STUMBLE = insert_new(stumble, stumble.c.channel, stumble.c.account, stumble.c.key)
_STUMBLED_AGAIN = update(stumble).where(*_STUMBLED).values(tries=stumble.c.tries + 1, at=bindparam("now"))
_TRIES = select(stumble.c.tries).where(*_STUMBLED)
_COUNT_STUMBLES = select(func.count()).where(
    stumble.c.channel == bindparam("of_channel"),
    stumble.c.account == bindparam("of_name"),
    stumble.c.at >= bindparam("since"),
)
_FORGET_STUMBLES = delete(stumble).where(stumble.c.at < bindparam("before"))


class Accounts:
    """Keeps `bot.ports.Accounts`."""

    def __init__(self, connection: Connection, key: bytes) -> None:
        self._connection = connection
        self._key = key

    def get(self, channel: str, name: str) -> Account:
        """Return what is known of an account; nothing yet is known of a new one."""
        row = self._connection.execute(_GET, _of(channel, name)).first()
        if row is None:
            return Account()
        return Account(
            row.trouble,
            row.trouble_words,
            row.trouble_at,
            row.has_lost_buttons,
            row.month,
            row.bubbles,
            row.unknowns,
        )

    def count(self, channel: str, name: str, month: int, bubbles: int, unknowns: int) -> None:
        """Count what was sent in a month (202611)."""
        self._change(_COUNT, channel, name, this_month=month, more=bubbles, unknown=unknowns)

    def set_trouble(self, channel: str, name: str, kind: TroubleKind, words: str, now: datetime) -> bool:
        """Keep what is wrong with an account, or "" if nothing is any more; return whether that is news."""
        words = codec.clean(words)[:_WORDS]
        return self._change(_SET_TROUBLE, channel, name, kind=kind, words=words, now=now) == 1

    def lose_buttons(self, channel: str, name: str) -> None:
        """Remember that the platform refuses buttons."""
        self._change(_LOSE_BUTTONS, channel, name)

    def file_id(self, channel: str, name: str, digest: str, now: datetime) -> tuple[str, datetime | None] | None:
        """Return what the platform calls a file, and until when it has it; None if it has it no more."""
        wanted = {**_of(channel, name), "of_digest": digest, "now": now}
        row = self._connection.execute(_FIND_FILE, wanted).first()
        return None if row is None else (row.file_id, row.until)

    def keep_file_id(self, channel: str, name: str, digest: str, file_id: str, until: datetime | None) -> None:
        """Remember what the platform calls a file."""
        self.forget_file_id(channel, name, digest)
        values = {"channel": channel, "account": name, "digest": digest, "file_id": file_id, "until": until}
        self._connection.execute(_ADD_FILE[self._connection.dialect.name], values)

    def forget_file_id(self, channel: str, name: str, digest: str) -> None:
        """Forget what the platform no longer knows."""
        self._connection.execute(_FORGET_FILE, {**_of(channel, name), "of_digest": digest})

    def tokens(self, channel: str, name: str) -> tuple[str, datetime] | None:
        """Return the tokens of an account and when they expire."""
        row = self._connection.execute(_FIND_TOKEN, _of(channel, name)).first()
        tokens = None if row is None else unseal_whole(self._key, row.sealed)
        return None if row is None or tokens is None else (tokens, row.expires_at)

    def keep_tokens(self, channel: str, name: str, tokens: str, expires_at: datetime) -> None:
        """Keep the tokens of an account, sealed."""
        sealed = seal_whole(self._key, tokens)
        values = {"channel": channel, "account": name, "sealed": sealed, "expires_at": expires_at}
        self._connection.execute(_ADD_TOKEN[self._connection.dialect.name], values)
        self._connection.execute(_SET_TOKEN, {**_of(channel, name), "new": sealed, "until": expires_at})

    def stumbled(self, channel: str, name: str, key: str, kind: str, why: str, now: datetime) -> int:
        """Count an event that led to nothing, without its words; return how often it was tried."""
        key = codec.clean(key)[:_KEY]
        values = {
            "channel": channel,
            "account": name,
            "key": key,
            "kind": codec.clean(kind)[:_KIND],
            "why": codec.clean(why)[:_KIND],
            "tries": 0,
            "at": now,
        }
        self._connection.execute(_ADD_STUMBLE[self._connection.dialect.name], values)
        named = {**_of(channel, name), "of_key": key}
        self._connection.execute(_STUMBLED_AGAIN, {**named, "now": now})
        tries: int = self._connection.scalars(_TRIES, named).one()
        return tries

    def stumbles(self, channel: str, name: str, since: datetime) -> int:
        """Return how many events have led to nothing since a moment."""
        return self._connection.scalar(_COUNT_STUMBLES, {**_of(channel, name), "since": since}) or 0

    def forget_stumbles(self, before: datetime) -> None:
        """Forget events older than a moment."""
        self._connection.execute(_FORGET_STUMBLES, {"before": before})

    def _change(self, statement: Any, channel: str, name: str, **values: Any) -> int:
        """Change an account, which is made on first use; return how many rows that touched."""
        named = _of(channel, name)
        changed = self._connection.execute(statement, {**named, **values}).rowcount
        if changed:
            return changed
        self._connection.execute(_ADD[self._connection.dialect.name], {"channel": channel, "name": name})
        return self._connection.execute(statement, {**named, **values}).rowcount


def _of(channel: str, name: str) -> dict[str, str]:
    return {"of_channel": channel, "of_name": name}
