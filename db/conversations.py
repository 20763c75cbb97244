"""The state of every chat."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, exists, insert, select, update

from bot.dialogue.conversation import Conversation
from bot.dialogue.directory import Directory as DirectoryOfTalk
from bot.dialogue.messages import Address
from bot.dialogue.places import AtMenu
from bot.learning.people import Learner
from bot.ports import Talk
from db import codec, persons
from db.directory import Directory
from db.learners import LEARNER_COLUMNS, learner_of, shown, with_learner
from db.prepared import Prepared
from db.tables import address, consent, conversation, mentor, person
from db.upserts import insert_new

_HERE = (
    conversation.c.channel == bindparam("channel"),
    conversation.c.account == bindparam("account"),
    conversation.c.external_id == bindparam("external_id"),
)

_FIND = select(conversation.c.id).where(*_HERE)

# PostgreSQL only. A statement of its own, so that what is read next is newer than the lock.
_LOCK = _FIND.with_for_update()

# The person is locked as well: two phones of one person must not count past each other.
_KNOWN = (
    select(conversation.c.id, conversation.c.seq, conversation.c.state, person.c.bookmark, *LEARNER_COLUMNS)
    .select_from(with_learner(conversation.join(person, person.c.id == conversation.c.speaker_id)))
    .where(*_HERE)
    .with_for_update(of=person, key_share=True)
)
_TAKE = Prepared(_KNOWN)

_ADDRESS = select(conversation.c.channel, conversation.c.account, conversation.c.external_id).where(
    conversation.c.id == bindparam("talk_id")
)

_SET_REACHABLE = (
    update(conversation)
    .where(
        conversation.c.channel == bindparam("of_channel"),
        conversation.c.account == bindparam("of_account"),
        conversation.c.external_id == bindparam("of_external_id"),
    )
    .values(is_reachable=bindparam("reachable"))
)

_ADD = insert_new(
    conversation,
    conversation.c.channel,
    conversation.c.account,
    conversation.c.external_id,
    returning=conversation.c.id,
)

_ADD_ADDRESS = insert(address)

_SAVE = Prepared(
    update(conversation)
    .where(conversation.c.id == bindparam("talk_id"))
    .values(
        speaker_id=bindparam("speaker"),
        state=bindparam("new_state"),
        seq=bindparam("last_seq"),
        last_at=bindparam("now"),
        is_reachable=True,
    )
)

_SAVE_PERSON = Prepared(
    update(person)
    .where(person.c.id == bindparam("speaker"))
    .values(bookmark=bindparam("new_bookmark"), last_at=bindparam("now"))
)

# Whoever agreed once, or has a task here as a mentor, is somebody; the others were passing by.
_somebody_here = exists().where(
    address.c.conversation_id == conversation.c.id,
    exists().where(consent.c.person_id == address.c.person_id, consent.c.kind == "progress", consent.c.agreed)
    | exists().where(mentor.c.person_id == address.c.person_id),
)

_EXPIRED = select(conversation.c.id).where(conversation.c.last_at < bindparam("before"), ~_somebody_here)

_PEOPLE_OF = select(address.c.person_id).where(address.c.conversation_id == bindparam("talk_id"))

_DELETE = delete(conversation).where(
    conversation.c.id == bindparam("talk_id"), conversation.c.last_at < bindparam("before")
)

_KNOWN_ELSEWHERE = select(address.c.person_id).where(address.c.person_id == bindparam("person_id"))


class Conversations:
    """Keeps `bot.ports.Conversations`."""

    def __init__(self, connection: Connection, key: bytes, public_url: str) -> None:
        self._connection = connection
        self._key = key
        self._public_url = public_url

    def take(self, address: Address, now: datetime) -> Talk:
        """Return the conversation at an address, locked; see `bot.ports`."""
        return self._known(address) or self._begun(address, now) or self.take(address, now)

    def find(self, address: Address) -> int | None:
        """Return the id of the conversation at an address, or None."""
        found: int | None = self._connection.scalar(_FIND, _place_of(address))
        return found

    def talk(self, talk_id: int) -> Talk | None:
        """Return a conversation by its id, locked; None if it is erased."""
        row = self._connection.execute(_ADDRESS, {"talk_id": talk_id}).first()
        return None if row is None else self._known(Address(*row))

    def set_reachable(self, address: Address, reachable: bool) -> None:
        """Keep whether somebody lets us write to them; an unknown address is none of ours."""
        place = {f"of_{name}": part for name, part in _place_of(address).items()}
        self._connection.execute(_SET_REACHABLE, {**place, "reachable": reachable})

    def save(self, talk_id: int, speaker_id: int, conversation: Conversation, seq: int, now: datetime) -> None:
        """Keep the state; the bookmark is kept with the person who speaks."""
        state = codec.encode_conversation(conversation)
        _SAVE.run(
            self._connection,
            {"talk_id": talk_id, "speaker": speaker_id, "new_state": state, "last_seq": seq, "now": now},
        )
        bookmark = codec.encode_bookmark(conversation.bookmark)
        _SAVE_PERSON.run(self._connection, {"speaker": speaker_id, "new_bookmark": bookmark, "now": now})

    def directory(self, talk: Talk, now: datetime) -> DirectoryOfTalk:
        """Return the look-ups of a conversation within this transaction."""
        return Directory(self._connection, talk, now, self._key, self._public_url)

    def expire(self, before: datetime) -> int:
        """Erase conversations last used before a moment by people who never agreed to be counted; return how many."""
        expired = self._connection.scalars(_EXPIRED, {"before": before}).all()
        return sum(self._expire_one(talk_id, before) for talk_id in expired)

    def _expire_one(self, talk_id: int, before: datetime) -> bool:
        """Erase a conversation with whoever is known nowhere else; False if it has come to life in the meantime."""
        were_here = self._connection.scalars(_PEOPLE_OF, {"talk_id": talk_id}).all()
        if self._connection.execute(_DELETE, {"talk_id": talk_id, "before": before}).rowcount == 0:
            return False
        for person_id in were_here:
            if self._connection.scalar(_KNOWN_ELSEWHERE, {"person_id": person_id}) is None:
                persons.delete_person(self._connection, person_id)
        return True

    def _known(self, address: Address) -> Talk | None:
        place = _place_of(address)
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(_LOCK, place)
        row = _TAKE.first(self._connection, place)
        if row is None:
            return None
        talk_id, seq, state, bookmark, *values = row
        learner = learner_of(values, *shown(self._connection, values[0]))
        return Talk(talk_id, address, seq, codec.decode_conversation(state, bookmark), learner, is_new=False)

    def _begun(self, address: Address, now: datetime) -> Talk | None:
        """Return a new conversation, or None if somebody else has begun it at this very moment."""
        person_id = persons.add_nameless(self._connection, now)
        begun = Conversation(AtMenu())
        values = {
            **_place_of(address),
            "speaker_id": person_id,
            "state": codec.encode_conversation(begun),
            "seq": 0,
            "last_at": now,
            "created_at": now,
        }
        talk_id = self._connection.execute(_ADD[self._connection.dialect.name], values).scalar()
        if talk_id is None:
            persons.delete_person(self._connection, person_id)
            return None
        self._connection.execute(_ADD_ADDRESS, {"conversation_id": talk_id, "person_id": person_id, "label": ""})
        return Talk(talk_id, address, 0, begun, Learner(person_id), is_new=True)


def _place_of(address: Address) -> dict[str, str]:
    return {"channel": address.channel, "account": address.account, "external_id": address.external_id}
