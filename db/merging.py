"""
Two people turn out to be one: everything that belongs to the one becomes the other's.

Nothing that was shown is lost, nobody is counted twice: evidence keeps its order and its moments, so that completions
follow from it as from the evidence of one person. What the two have said of themselves is put together by
`bot.learning.joining`; where they were counted, the word of the one who stays holds from their first word on.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import (
    Connection,
    Integer,
    String,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.learning.joining import joined
from bot.text.folding import sort_key
from db import persons
from db.columns import UTCDateTime
from db.learners import load_learner
from db.tables import (
    address,
    attempt,
    code,
    completion,
    consent,
    conversation,
    evidence,
    membership,
    mentor,
    mentorship,
    person,
    ticket,
)

SELF_WITNESSED = "Người học và người xác nhận là một."
"""Why a confirmation is taken back that people, as it turns out, gave themselves."""

_FROM, _INTO = bindparam("from_id", type_=Integer), bindparam("into_id", type_=Integer)
_NOW = bindparam("now", type_=UTCDateTime)
_NAME = bindparam("one_name", type_=String)

_LOCK = (
    select(person.c.id)
    .where(person.c.id.in_(bindparam("both", expanding=True)))
    .order_by(person.c.id)
    .with_for_update()
)

# --- chats --------------------------------------------------------------------------------------------------------

_OF_CHATS = (
    delete(address).where(
        address.c.person_id == _FROM,
        address.c.conversation_id.in_(select(address.c.conversation_id).where(address.c.person_id == _INTO)),
    ),
    update(address)
    .where(address.c.person_id == _FROM)
    .values(person_id=_INTO, label=func.coalesce(_NAME, address.c.label)),
    update(address).where(address.c.person_id == _INTO, address.c.label == "").values(label=func.coalesce(_NAME, "")),
    update(conversation).where(conversation.c.speaker_id == _FROM).values(speaker_id=_INTO),
)

# --- where and whether they are counted ---------------------------------------------------------------------------

_first = select(func.min(membership.c.from_at)).where(membership.c.person_id == _INTO).scalar_subquery()
_OF_COUNTING = (
    delete(membership).where(membership.c.person_id == _FROM, membership.c.from_at >= _first),
    update(membership)
    .where(
        membership.c.person_id == _FROM,
        membership.c.from_at < _first,
        membership.c.to_at.is_(None) | (membership.c.to_at > _first),
    )
    .values(to_at=_first),
    update(membership).where(membership.c.person_id == _FROM).values(person_id=_INTO),
    update(consent).where(consent.c.person_id == _FROM).values(person_id=_INTO),
)

# --- what they have shown -----------------------------------------------------------------------------------------

_same = evidence.alias("same")
_said_by_both = exists().where(
    _same.c.person_id == _INTO,
    _same.c.source == evidence.c.source,
    _same.c.kind == evidence.c.kind,
    _same.c.item_id == evidence.c.item_id,
    _same.c.level == evidence.c.level,
)
_OF_LEARNING = (
    update(attempt).where(attempt.c.person_id == _FROM).values(person_id=_INTO),
    # Keys are given by channels: two of them may have given the same one.
    update(evidence)
    .where(evidence.c.person_id == _FROM, _said_by_both)
    .values(source=evidence.c.source + "+" + cast(evidence.c.id, String)),
    update(evidence).where(evidence.c.person_id == _FROM).values(person_id=_INTO),
    delete(completion).where(completion.c.person_id == _FROM),
)

_revocation = evidence.alias("revocation")
# Only mentors confirm, and it is rare that one of them is linked: an index would cost more than this looks through.
_WITNESSED_BY = update(evidence).where(evidence.c.by_person_id == _FROM).values(by_person_id=_INTO)
_WITNESSED_BY_THEMSELVES = select(evidence).where(
    evidence.c.person_id == _INTO,
    evidence.c.by_person_id == _INTO,
    evidence.c.revokes_id.is_(None),
    ~exists().where(_revocation.c.revokes_id == evidence.c.id),
)
_REVOKE = insert(evidence)

# --- mentors, codes, requests -------------------------------------------------------------------------------------

_WAS_MENTOR = select(mentor.c.person_id).where(mentor.c.person_id == _FROM)
_mentee_is_followed = exists().where(mentorship.c.mentee_id == _INTO, mentorship.c.to_at.is_(None)).correlate(None)
_OF_MENTORS = (
    # Whoever is one no more is one again, if the other is.
    delete(mentor).where(
        mentor.c.person_id == _INTO,
        mentor.c.until.is_not(None),
        select(mentor.c.person_id).where(mentor.c.person_id == _FROM).correlate(None).exists(),
    ),
    delete(mentor).where(
        mentor.c.person_id == _FROM,
        select(mentor.c.person_id).where(mentor.c.person_id == _INTO).correlate(None).exists(),
    ),
    update(mentor).where(mentor.c.person_id == _FROM).values(person_id=_INTO),
    delete(mentorship).where(
        or_(
            and_(mentorship.c.mentor_id == _FROM, mentorship.c.mentee_id == _INTO),
            and_(mentorship.c.mentor_id == _INTO, mentorship.c.mentee_id == _FROM),
        )
    ),
    update(mentorship)
    .where(mentorship.c.mentee_id == _FROM, mentorship.c.to_at.is_(None), _mentee_is_followed)
    .values(to_at=_NOW),
    update(mentorship).where(mentorship.c.mentee_id == _FROM).values(mentee_id=_INTO),
    update(mentorship).where(mentorship.c.mentor_id == _FROM).values(mentor_id=_INTO),
)
_OF_CODES = (
    delete(code).where(code.c.person_id.in_((_FROM, _INTO)), code.c.kind == "link"),
    update(code).where(code.c.person_id == _FROM).values(person_id=_INTO),
    update(code).where(code.c.typed_by_id == _FROM).values(typed_by_id=_INTO),
)
_OPEN = (
    select(ticket.c.id)
    .where(ticket.c.person_id.in_((_FROM, _INTO)), ticket.c.closed_at.is_(None))
    .order_by(ticket.c.opened_at, ticket.c.id)
)
_CLOSE = update(ticket).where(ticket.c.id == bindparam("ticket_id")).values(closed_at=_NOW)
_OF_REQUESTS = (update(ticket).where(ticket.c.person_id == _FROM).values(person_id=_INTO),)

# --- the person ---------------------------------------------------------------------------------------------------

_ROW = select(person.c.bookmark, person.c.last_at, person.c.created_at).where(person.c.id == bindparam("of_id"))
_SET = (
    update(person)
    .where(person.c.id == _INTO)
    .values(
        form=bindparam("one_form"),
        name=_NAME,
        name_sort=bindparam("one_sort"),
        is_child=bindparam("one_child"),
        guardian_agreed=bindparam("one_guardian"),
        consents=bindparam("one_consents"),
        counted_from=bindparam("one_since"),
        bookmark=bindparam("one_bookmark"),
        last_at=bindparam("one_last_at"),
        created_at=bindparam("one_created_at"),
    )
)


def merge(connection: Connection, from_id: int, into_id: int, now: datetime) -> None:
    """Make `from_id` one with `into_id`, whose completions are to be recounted."""
    if from_id == into_id:
        return
    both = {"from_id": from_id, "into_id": into_id}
    connection.execute(_LOCK, {"both": sorted(both.values())})
    one = joined(load_learner(connection, into_id), load_learner(connection, from_id), now)
    was_mentor = connection.scalar(_WAS_MENTOR, both) is not None
    kept, other = (connection.execute(_ROW, {"of_id": of_id}).one() for of_id in (into_id, from_id))
    _close_later_request(connection, both, now)
    values = {**both, "now": now, "one_name": one.name}
    for statement in (*_OF_CHATS, *_OF_COUNTING, *_OF_LEARNING, *_OF_MENTORS, *_OF_CODES, *_OF_REQUESTS):
        connection.execute(statement, values)
    if was_mentor:
        connection.execute(_WITNESSED_BY, both)
    _revoke_own_word(connection, both, now)
    connection.execute(
        _SET,
        {
            **both,
            "one_form": one.form,
            "one_name": one.name,
            "one_sort": sort_key(one.name) if one.name else None,
            "one_child": one.is_child,
            "one_guardian": one.guardian_agreed,
            "one_consents": dict(one.consents),
            "one_since": one.counted_from,
            "one_bookmark": other.bookmark if kept.bookmark is None else kept.bookmark,
            "one_last_at": max((at for at in (kept.last_at, other.last_at) if at is not None), default=None),
            "one_created_at": min(kept.created_at, other.created_at),
        },
    )
    persons.delete_person(connection, from_id)


def _close_later_request(connection: Connection, both: Mapping[str, int], now: datetime) -> None:
    """Close the later of two open requests; the other goes on waiting since it was made."""
    for ticket_id in connection.scalars(_OPEN, both).all()[1:]:
        connection.execute(_CLOSE, {"ticket_id": ticket_id, "now": now})


def _revoke_own_word(connection: Connection, both: Mapping[str, int], now: datetime) -> None:
    """Take back what a mentor has confirmed to the person that he is himself: nobody is his own witness."""
    for entry in connection.execute(_WITNESSED_BY_THEMSELVES, both).all():
        connection.execute(
            _REVOKE,
            {
                "person_id": entry.person_id,
                "kind": entry.kind,
                "skill_id": entry.skill_id,
                "item_id": entry.item_id,
                "level": entry.level,
                "at": now,
                "rule_version": entry.rule_version,
                "source": f"merge:{entry.id}",
                "revokes_id": entry.id,
                "reason": SELF_WITNESSED,
            },
        )
