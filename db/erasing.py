"""
Erasing people, for good; and parting one chat from a person who learns in others too.

Lines of a chat do not say who of several people wrote them, so every line of a chat goes with each of its people.
A chat where nobody else learns goes as well, except the one in which the person asks for it: it must still be able to
say that it is done. It keeps its number and its seq, and a fresh nameless person speaks there.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from bot.dialogue.conversation import Conversation
from bot.dialogue.places import AtMenu
from db import codec, persons
from db.tables import address, code, conversation, inbox, outbox

_TALKS_OF = (
    select(conversation.c.id, conversation.c.speaker_id, conversation.c.state)
    .where(
        (conversation.c.speaker_id == bindparam("person_id"))
        | conversation.c.id.in_(select(address.c.conversation_id).where(address.c.person_id == bindparam("person_id")))
    )
    .order_by(conversation.c.id)
    .with_for_update()
)
_OTHERS = (
    select(address.c.person_id)
    .where(address.c.conversation_id == bindparam("talk_id"), address.c.person_id != bindparam("person_id"))
    .order_by(address.c.id)
    .limit(1)
)
_HAND_OVER = (
    update(conversation)
    .where(conversation.c.id == bindparam("talk_id"))
    .values(speaker_id=bindparam("next_id"), state=bindparam("new_state"))
)
_DELETE_TALK = delete(conversation).where(conversation.c.id == bindparam("talk_id"))
_DELETE_SAID = delete(outbox).where(outbox.c.conversation_id == bindparam("talk_id"))
_NEWEST_DONE = select(func.max(inbox.c.seq)).where(inbox.c.conversation_id == bindparam("talk_id"))
_DELETE_DONE = delete(inbox).where(inbox.c.conversation_id == bindparam("talk_id"), inbox.c.seq != bindparam("newest"))
_BLANK_DONE = update(inbox).where(inbox.c.conversation_id == bindparam("talk_id")).values(words="")

_ADD_ADDRESS = insert(address)

# --- parting one chat from the others -----------------------------------------------------------------------------

_TALK = (
    select(conversation.c.id, conversation.c.speaker_id, conversation.c.state)
    .where(conversation.c.id == bindparam("talk_id"))
    .with_for_update()
)
_LEARNS_ELSEWHERE = (
    select(address.c.id)
    .where(address.c.person_id == bindparam("person_id"), address.c.conversation_id != bindparam("talk_id"))
    .limit(1)
)
_DELETE_ADDRESS = delete(address).where(
    address.c.conversation_id == bindparam("talk_id"), address.c.person_id == bindparam("person_id")
)
# Nobody who holds the phone later may answer for the person who was shown the code.
_DELETE_LINK_CODE = delete(code).where(
    code.c.conversation_id == bindparam("talk_id"), code.c.person_id == bindparam("person_id"), code.c.kind == "link"
)


def erase(connection: Connection, person_id: int, now: datetime, here: int | None) -> int | None:
    """Erase a person; return who speaks in the chat `here` from now on."""
    speaks_here = None
    for talk in connection.execute(_TALKS_OF, {"person_id": person_id}).all():
        successor = connection.scalar(_OTHERS, {"talk_id": talk.id, "person_id": person_id})
        if successor is None and talk.id != here:
            connection.execute(_DELETE_TALK, {"talk_id": talk.id})
            continue
        speaker = _hand_over(connection, talk, person_id, successor, now)
        speaks_here = speaker if talk.id == here else speaks_here
    persons.delete_person(connection, person_id)
    return speaks_here


def part(connection: Connection, person_id: int, talk_id: int, now: datetime) -> int | None:
    """
    Let a chat know nothing more of a person who learns elsewhere too; return who speaks there from now on.

    The phone may be sold, lent or stolen: its old lines would show what the person wrote, and the recovery code that
    brings them back. Nothing but the chat loses anything. None if they learn nowhere else.
    """
    named = {"talk_id": talk_id, "person_id": person_id}
    talk = connection.execute(_TALK, named).first()
    if talk is None or connection.scalar(_LEARNS_ELSEWHERE, named) is None:
        return None
    for statement in (_DELETE_ADDRESS, _DELETE_LINK_CODE):
        connection.execute(statement, named)
    return _hand_over(connection, talk, person_id, connection.scalar(_OTHERS, named), now)


def _hand_over(
    connection: Connection, talk: Row[*tuple[Any, ...]], person_id: int, successor: int | None, now: datetime
) -> int:
    """Let a chat begin again without a person: with somebody else who learns there, or with somebody nameless."""
    _empty(connection, talk.id)
    if successor is None:
        successor = persons.add_nameless(connection, now)
        connection.execute(_ADD_ADDRESS, {"conversation_id": talk.id, "person_id": successor, "label": ""})
    speaker: int = successor if talk.speaker_id == person_id else talk.speaker_id
    state = codec.encode_conversation(_begun_again(talk.state))
    connection.execute(_HAND_OVER, {"talk_id": talk.id, "next_id": speaker, "new_state": state})
    return speaker


def _begun_again(state: codec.Stored) -> Conversation:
    """Return a chat at its beginning; prompts are counted on, so that an old button is never taken for a new one."""
    return Conversation(AtMenu(), prompts=codec.decode_conversation(state, None).prompts)


def _empty(connection: Connection, talk_id: int) -> None:
    """Delete the lines of a chat; of the newest incoming stays the key, so that it is not acted on twice."""
    connection.execute(_DELETE_SAID, {"talk_id": talk_id})
    newest = connection.scalar(_NEWEST_DONE, {"talk_id": talk_id}) or 0
    connection.execute(_DELETE_DONE, {"talk_id": talk_id, "newest": newest})
    connection.execute(_BLANK_DONE, {"talk_id": talk_id})
