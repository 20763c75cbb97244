"""The whole store in memory, as `bot.ports` promises it, for what a conversation needs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from rapidfuzz import fuzz

from bot.dialogue.conversation import Conversation
from bot.dialogue.directory import Code, Link, Mentee
from bot.dialogue.facts import CodeIssued
from bot.dialogue.messages import Address, Incoming, Outgoing
from bot.dialogue.places import AtMenu, Learning, is_stuck
from bot.learning.codes import read_any_code
from bot.learning.completion import Completion
from bot.learning.evidence import LADDER, Evidence, Level
from bot.learning.joining import joined
from bot.learning.people import Learner, Unit
from bot.ports import Line, NewEvidence, Parcel, Talk
from bot.text.folding import fold, sort_key

PUBLIC_URL = "http://xa-mau.vn"
UNITS = (
    Unit(901, "XM", "Xã Mẫu", "xa", None),
    Unit(902, "XM-DONG", "Thôn Đông", "thon", 901),
    Unit(903, "XM-DOAI", "Thôn Đoài", "thon", 901),
    Unit(904, "XM-CHO", "Chợ Mẫu", "cho", 901),
)


@dataclass
class _Chat:
    id: int
    address: Address
    speaker_id: int
    conversation: Conversation
    seq: int = 0
    people: dict[int, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)


@dataclass
class _Person:
    learner: Learner
    bookmark: Learning | None = None
    last_at: datetime | None = None
    mentor_id: int | None = None
    asked: bool = False


@dataclass
class _CodeRow:
    id: int
    text: str
    kind: str
    person_id: int | None
    talk_id: int | None
    unit_id: int | None
    skill_id: str
    task_id: str
    uses_left: int
    expires_at: datetime | None
    typed_in: int | None = None
    typed_by: int | None = None


@dataclass
class FakeStore:
    """Everything there is, in dictionaries."""

    units: Sequence[Unit] = UNITS
    chats: dict[int, _Chat] = field(default_factory=dict)
    persons: dict[int, _Person] = field(default_factory=dict)
    codes: list[_CodeRow] = field(default_factory=list)
    misses: list[tuple[str, datetime]] = field(default_factory=list)
    completions: dict[int, dict[tuple[str, Level], Completion]] = field(default_factory=dict)
    sources: set[tuple[int, str, str, str, str]] = field(default_factory=set)
    tickets: list[tuple[int, str, str]] = field(default_factory=list)
    attempts: dict[str, int] = field(default_factory=dict)
    answers: set[tuple[str, str]] = field(default_factory=set)
    last_id: int = 0

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def person(self, person_id: int) -> _Person:
        person = self.persons.get(person_id, _Person(Learner(person_id)))
        mentor = self.persons.get(person.mentor_id or 0)
        learner = replace(
            person.learner,
            mentor_name=mentor.learner.name if mentor else None,
            has_recovery_code=any(
                code.person_id == person_id and code.kind == "recovery" and code.uses_left for code in self.codes
            ),
        )
        return replace(person, learner=learner)

    def change(self, person_id: int, **values: object) -> None:
        person = self.persons[person_id]
        person.learner = replace(person.learner, **values)  # type: ignore[arg-type]

    def write(self, function: Callable[..., Any], *args: Any) -> Any:
        return function(FakeWork(self), *args)

    def knows(self, person_id: int) -> bool:
        return person_id in self.persons

    def add_mentor_code(self, code: str, unit: str) -> None:
        unit_id = next(known.id for known in self.units if known.code == unit)
        self.codes.append(_CodeRow(self.next_id(), code, "mentor", None, None, unit_id, "", "", 10, None))


class FakeDirectory:
    def __init__(self, store: FakeStore, talk: Talk, now: datetime) -> None:
        self.store, self.talk, self.now = store, talk, now

    def unit(self, code: str) -> Unit | None:
        return next((unit for unit in self.store.units if unit.code.casefold() == code.casefold()), None)

    def units_like(self, text: str, limit: int = 3) -> Sequence[Unit]:
        likeness = {unit: _likeness(fold(text), fold(unit.name)) for unit in self.store.units}
        found = [unit for unit in self.store.units if likeness[unit] >= 80]
        return sorted(found, key=lambda unit: (-likeness[unit], sort_key(unit.name)))[:limit]

    def people_here(self) -> Sequence[tuple[int, str]]:
        return [
            (person_id, label)
            for person_id, label in self.store.chats[self.talk.id].people.items()
            if label or person_id == self.talk.learner.id or self.store.persons[person_id].learner.evidence
        ]

    def person(self, person_id: int) -> tuple[Learner, Learning | None]:
        person = self.store.person(person_id)
        return person.learner, person.bookmark

    def may_guess(self, *, is_link: bool = False) -> bool:
        since = self.now - timedelta(minutes=10)
        recent = [scope for scope, at in self.store.misses if at > since]
        mine = [scope for scope in recent if scope.endswith(f":{self.talk.id}")]
        of_all = [scope for scope in recent if scope.startswith("link:")]
        return len(mine) < 5 and not (is_link and len(of_all) >= 100)

    def code(self, text: str) -> Code | None:
        typed = read_any_code(text)
        return next((self._code(row) for row in self.store.codes if row.text == typed and self._is_good(row)), None)

    def code_by_id(self, code_id: int) -> Code | None:
        return next((self._code(row) for row in self.store.codes if row.id == code_id and self._is_good(row)), None)

    def _is_good(self, row: _CodeRow) -> bool:
        return row.uses_left > 0 and (row.expires_at is None or row.expires_at > self.now)

    def _code(self, row: _CodeRow) -> Code:
        person = self.store.persons.get(row.person_id or 0)
        unit = next((unit for unit in self.store.units if unit.id == row.unit_id), None)
        return Code(
            row.id, row.kind, row.person_id, (person.learner.name or "") if person else "", row.unit_id,  # type: ignore[arg-type]
            unit.name if unit else "", row.skill_id, row.task_id, row.talk_id == self.talk.id, self._link(row),
        )  # fmt: skip

    def _link(self, row: _CodeRow) -> Link | None:
        shown, typed = self.store.chats.get(row.talk_id or 0), self.store.chats.get(row.typed_in or 0)
        if row.kind != "link" or shown is None:
            return None
        if typed is None:
            return Link(shown.id, shown.address.channel, row.typed_in)
        typed_by = row.typed_by if typed.speaker_id == row.typed_by else None
        return Link(shown.id, shown.address.channel, typed.id, typed.address.channel, typed_by)

    def link_waiting(self, person_id: int) -> Code | None:
        rows = (row for row in self.store.codes if row.kind == "link" and row.typed_in is not None)
        mine = (row for row in rows if (row.person_id, row.talk_id) == (person_id, self.talk.id))
        return next((self._code(row) for row in mine if self._is_good(row)), None)

    def channels(self) -> Sequence[str]:
        chats = [chat for chat in self.store.chats.values() if self.talk.learner.id in chat.people]
        return [chat.address.channel for chat in sorted(chats, key=lambda chat: (chat.id != self.talk.id, chat.id))]

    def mentees(self) -> Sequence[Mentee]:
        found = [
            Mentee(
                person_id, person.learner.name or "", self._levels(person_id), person.bookmark, person.last_at,
                person.asked,
            )
            for person_id, person in self.store.persons.items()
            if person.mentor_id == self.talk.learner.id
        ]  # fmt: skip
        return sorted(sorted(found, key=lambda mentee: sort_key(mentee.name)), key=_urgency)

    def _levels(self, person_id: int) -> Mapping[str, Level]:
        levels: dict[str, Level] = {}
        for skill_id, level in self.store.completions.get(person_id, {}):
            if level in LADDER and LADDER.index(level) >= LADDER.index(levels.get(skill_id, "S")):
                levels[skill_id] = level
        return levels

    def link(self, code: str) -> str:
        return f"{PUBLIC_URL}/?c={code}"


def _likeness(wanted: str, name: str) -> float:
    if not wanted or wanted not in name:
        return fuzz.partial_ratio(wanted, name) if len(wanted) > 2 else 0
    return 102 if name.startswith(wanted) else 101


def _urgency(mentee: Mentee) -> tuple[bool, bool, bool, datetime | None]:
    return not mentee.asked_for_help, not is_stuck(mentee.bookmark), mentee.last_at is not None, mentee.last_at


class FakeWork:
    """One unit of work on a `FakeStore`; each attribute of `bot.ports.Work` is this object itself."""

    def __init__(self, store: FakeStore) -> None:
        self.store = store
        for noun in (
            "conversations", "inbox", "outbox", "people", "ledger", "codes", "mentorships", "tickets",
        ):  # fmt: skip
            setattr(self, noun, _Noun(self, noun))


class _Noun:
    """Looks up `<noun>_<method>` of the functions below."""

    def __init__(self, work: FakeWork, noun: str) -> None:
        self._store, self._noun = work.store, noun

    def __getattr__(self, method: str) -> Callable[..., Any]:
        function = _METHODS[f"{self._noun}.{method}"]
        return lambda *args, **named: function(self._store, *args, **named)


def _take(store: FakeStore, address: Address, now: datetime) -> Talk:
    chat = next((chat for chat in store.chats.values() if chat.address == address), None)
    if chat is not None:
        return _as_talk(store, chat)
    person_id = store.next_id()
    store.persons[person_id] = _Person(Learner(person_id))
    chat = _Chat(store.next_id(), address, person_id, Conversation(AtMenu()), people={person_id: ""})
    store.chats[chat.id] = chat
    return replace(_as_talk(store, chat), is_new=True)


def _talk(store: FakeStore, talk_id: int) -> Talk | None:
    chat = store.chats.get(talk_id)
    return None if chat is None else _as_talk(store, chat)


def _as_talk(store: FakeStore, chat: _Chat) -> Talk:
    person = store.person(chat.speaker_id)
    conversation = replace(chat.conversation, bookmark=person.bookmark)
    return Talk(chat.id, chat.address, chat.seq, conversation, person.learner, is_new=False)


def _save(store: FakeStore, talk_id: int, speaker_id: int, conversation: Conversation, seq: int, now: datetime) -> None:
    chat = store.chats[talk_id]
    chat.speaker_id, chat.conversation, chat.seq = speaker_id, conversation, seq
    store.persons[speaker_id].bookmark = conversation.bookmark
    store.persons[speaker_id].last_at = now


def _claim(store: FakeStore, talk_id: int, seq: int, incoming: Incoming, now: datetime) -> bool:
    chat = store.chats[talk_id]
    if incoming.key in chat.keys:
        return False
    chat.keys.add(incoming.key)
    chat.lines.append(Line(seq, now, incoming.action, None))
    return True


def _put(
    store: FakeStore, talk: Talk, seq: int, cause: str, messages: Sequence[Outgoing], now: datetime
) -> Sequence[Parcel]:
    lines = store.chats[talk.id].lines
    lines.extend(Line(seq + place, now, None, message) for place, message in enumerate(messages))
    return [Parcel(talk.id, seq + place, talk.address, message, now, now) for place, message in enumerate(messages)]


def _join(store: FakeStore, talk_id: int, label: str, now: datetime) -> int:
    person_id = store.next_id()
    store.persons[person_id] = _Person(Learner(person_id))
    store.chats[talk_id].people[person_id] = label
    return person_id


def _move_in(store: FakeStore, talk_id: int, person_id: int, now: datetime) -> None:
    store.chats[talk_id].people[person_id] = store.persons[person_id].learner.name or ""


def _set_name(store: FakeStore, person_id: int, talk_id: int, name: str) -> None:
    store.change(person_id, name=name)
    store.chats[talk_id].people[person_id] = name


def _set_membership(store: FakeStore, person_id: int, unit_id: int | None, group: str | None, now: datetime) -> None:
    unit = next((unit for unit in store.units if unit.id == unit_id), None)
    store.change(person_id, unit=unit, group=group)
    _count_from(store, person_id, now)


def _add_consent(  # noqa: PLR0917 - an answer has that many parts
    store: FakeStore, person_id: int, kind: str, version: int, text: str, agreed: bool, now: datetime, by: str = ""
) -> None:
    if kind == "guardian":
        store.change(person_id, guardian_agreed=agreed)
    consents = store.persons[person_id].learner.consents
    store.change(person_id, consents={**consents, kind: agreed})
    _count_from(store, person_id, now)


def _count_from(store: FakeStore, person_id: int, now: datetime) -> None:
    learner = store.persons[person_id].learner
    if learner.counted_from is None and learner.group and learner.consents.get("progress"):
        store.change(person_id, counted_from=now)


def _erase(store: FakeStore, person_id: int, now: datetime, talk_id: int | None = None) -> int | None:
    del store.persons[person_id]
    store.completions.pop(person_id, None)
    store.codes = [code for code in store.codes if person_id not in (code.person_id, code.typed_by)]
    speaks_here = None
    for chat in list(store.chats.values()):
        if person_id not in chat.people:
            continue
        if len(chat.people) == 1 and chat.id != talk_id:
            del store.chats[chat.id]
            continue
        _leave_chat(store, chat, person_id, now)
        speaks_here = chat.speaker_id if chat.id == talk_id else speaks_here
    return speaks_here


def _leave_chat(store: FakeStore, chat: _Chat, person_id: int, now: datetime) -> None:
    del chat.people[person_id]
    chat.lines.clear()
    successor = next(iter(chat.people), None) or _join(store, chat.id, "", now)
    if chat.speaker_id == person_id:
        chat.speaker_id, chat.conversation = successor, Conversation(AtMenu())


def _part(store: FakeStore, person_id: int, talk_id: int, now: datetime) -> int | None:
    if sum(person_id in chat.people for chat in store.chats.values()) == 1:
        return None
    store.codes = [row for row in store.codes if (row.kind, row.person_id, row.talk_id) != ("link", person_id, talk_id)]
    _leave_chat(store, store.chats[talk_id], person_id, now)
    return store.chats[talk_id].speaker_id


def _merge(store: FakeStore, from_id: int, into_id: int, now: datetime) -> None:
    other, kept = store.persons[from_id], store.persons[into_id]
    one = joined(store.person(into_id).learner, store.person(from_id).learner, now)
    mentors = [mentor for mentor in (kept.mentor_id, other.mentor_id) if mentor not in (None, from_id, into_id)]
    store.persons[into_id] = _Person(
        one, kept.bookmark or other.bookmark, kept.last_at or other.last_at, next(iter(mentors), None),
        kept.asked or other.asked,
    )  # fmt: skip
    del store.persons[from_id]
    for somebody in store.persons.values():
        somebody.mentor_id = into_id if somebody.mentor_id == from_id else somebody.mentor_id
    for chat in store.chats.values():
        if into_id in chat.people:
            chat.people.pop(from_id, None)
            chat.people[into_id] = chat.people[into_id] or one.name or ""
        elif from_id in chat.people:
            labels = {**chat.people, from_id: one.name or chat.people[from_id]}
            chat.people = {into_id if known == from_id else known: label for known, label in labels.items()}
        chat.speaker_id = into_id if chat.speaker_id == from_id else chat.speaker_id
    for row in store.codes:
        row.person_id = into_id if row.person_id == from_id else row.person_id
    store.codes = [row for row in store.codes if (row.kind, row.person_id) != ("link", into_id)]
    store.attempts = {one: into_id if owner == from_id else owner for one, owner in store.attempts.items()}
    for person_id in (from_id, into_id):
        store.completions.pop(person_id, None)


def _add_evidence(store: FakeStore, entry: NewEvidence) -> int | None:
    source = (entry.person_id, entry.source, entry.kind, entry.item_id, entry.level)
    if source in store.sources:
        return None
    store.sources.add(source)
    entry_id = store.next_id()
    learner = store.persons[entry.person_id].learner
    line = Evidence(
        entry_id, entry.kind, entry.skill_id, entry.item_id, entry.level, entry.at, entry.rule_version, entry.revokes_id
    )
    store.change(entry.person_id, evidence=(*learner.evidence, line))
    return entry_id


def _answer(
    store: FakeStore, attempt_id: str, objective_id: str, variant_id: str, choice: str, right: bool, now: datetime
) -> None:
    owner = store.attempts[attempt_id]
    seen = store.persons[owner].learner.seen
    if (attempt_id, variant_id) in store.answers:
        return
    store.answers.add((attempt_id, variant_id))
    store.change(owner, seen={**seen, variant_id: seen.get(variant_id, 0) + 1})


def _start_attempt(store: FakeStore, person_id: int, attempt_id: str, *_rest: object) -> None:
    store.attempts[attempt_id] = person_id


def _complete(store: FakeStore, person_id: int, completions: Iterable[Completion]) -> None:
    recorded = store.completions.setdefault(person_id, {})
    for completion in completions:
        recorded.setdefault((completion.skill_id, completion.level), completion)


def _uncomplete(store: FakeStore, person_id: int, keep: Iterable[Completion]) -> None:
    kept = {(completion.skill_id, completion.level) for completion in keep}
    recorded = store.completions.get(person_id, {})
    for key in set(recorded) - kept:
        del recorded[key]


def _issue(store: FakeStore, person_id: int, talk_id: int, issued: CodeIssued, now: datetime) -> None:
    if issued.kind in ("recovery", "link"):
        store.codes = [row for row in store.codes if (row.person_id, row.kind) != (person_id, issued.kind)]
    uses = 30 if issued.kind == "mentee" else 1
    store.codes.append(
        _CodeRow(
            store.next_id(), issued.code, issued.kind, person_id, talk_id, None, issued.skill_id, issued.task_id, uses,
            issued.expires_at,
        )
    )  # fmt: skip


def _typed(store: FakeStore, code_id: int, talk_id: int, person_id: int, now: datetime) -> bool:
    row = next(row for row in store.codes if row.id == code_id)
    if row.typed_in is not None or row.uses_left < 1:
        return False
    store.codes = [other for other in store.codes if other.typed_in != talk_id or not other.uses_left]
    row.typed_in, row.typed_by = talk_id, person_id
    return True


def _use(store: FakeStore, code_id: int, person_id: int, now: datetime) -> bool:
    row = next(row for row in store.codes if row.id == code_id)
    if row.uses_left < 1:
        return False
    row.uses_left -= 1
    return True


def _follow(store: FakeStore, mentor_id: int, mentee_id: int, now: datetime) -> None:
    store.persons[mentee_id].mentor_id = mentor_id


def _leave(store: FakeStore, mentee_id: int, now: datetime) -> None:
    store.persons[mentee_id].mentor_id = None


def _close_ticket(store: FakeStore, person_id: int, now: datetime) -> None:
    store.persons[person_id].asked = False


def _open_ticket(store: FakeStore, person_id: int, talk_id: int, at: str, text: str, now: datetime) -> None:
    store.persons[person_id].asked = True
    store.tickets.append((person_id, at, text))


_METHODS: dict[str, Callable[..., Any]] = {
    "conversations.take": _take,
    "conversations.talk": _talk,
    "conversations.save": _save,
    "conversations.directory": FakeDirectory,
    "inbox.claim": _claim,
    "outbox.add": _put,
    "outbox.lines": lambda store, talk_id, after, limit: [
        line for line in store.chats[talk_id].lines if line.seq > after
    ],
    "people.join": _join,
    "people.learner": lambda store, person_id: store.person(person_id).learner,
    "people.move_in": _move_in,
    "people.set_form": lambda store, person_id, form: store.change(person_id, form=form),
    "people.set_name": _set_name,
    "people.set_membership": _set_membership,
    "people.set_age": lambda store, person_id, is_child: store.change(person_id, is_child=is_child),
    "people.add_consent": _add_consent,
    "people.erase": _erase,
    "ledger.start_attempt": _start_attempt,
    "ledger.answer": _answer,
    "ledger.finish_attempt": lambda store, *rest: None,
    "ledger.add": _add_evidence,
    "ledger.evidence": lambda store, person_id: store.person(person_id).learner.evidence,
    "ledger.people": lambda store: [
        person_id for person_id in store.persons if store.person(person_id).learner.evidence
    ],
    "ledger.completions": lambda store, person_id: tuple(
        sorted(store.completions.get(person_id, {}).values(), key=lambda done: done.at)
    ),
    "ledger.complete": _complete,
    "ledger.uncomplete": _uncomplete,
    "codes.issue": _issue,
    "codes.use": _use,
    "codes.typed": _typed,
    "people.merge": _merge,
    "people.part": _part,
    "people.bookmark": lambda store, person_id: store.person(person_id).bookmark,
    "codes.missed": lambda store, scope, now: store.misses.append((scope, now)),
    "mentorships.make_mentor": lambda store, person_id, unit_id, now: store.change(person_id, is_mentor=True),
    "mentorships.follow": _follow,
    "mentorships.leave": _leave,
    "tickets.open": _open_ticket,
    "tickets.close": _close_ticket,
}
