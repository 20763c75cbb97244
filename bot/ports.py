"""
What the services need from the outside, as promises that `db/` keeps (and, for tests, an in-memory fake).

One service call is one unit of work: returning commits, an exception rolls everything back; nobody calls commit.
All moments are UTC-aware; ids are database integers; texts are NFC.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Concatenate, Literal, ParamSpec, Protocol, TypeVar

from bot.dialogue.conversation import Conversation
from bot.dialogue.directory import Directory
from bot.dialogue.facts import CodeIssued
from bot.dialogue.messages import Action, Address, Incoming, Outgoing
from bot.dialogue.places import Learning
from bot.learning.completion import Completion
from bot.learning.evidence import Evidence, Kind, Level
from bot.learning.people import Learner, Unit
from bot.learning.reach import Reach, Reached
from bot.learning.tally import Question, Tally
from bot.reports.table import Report


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation as a turn finds it: its state and the person who speaks."""

    id: int
    address: Address
    seq: int
    """Number of the last line, incoming or outgoing, of this conversation; lines are numbered without gaps."""
    conversation: Conversation
    learner: Learner
    is_new: bool


class Conversations(Protocol):
    """The state of every chat."""

    def take(self, address: Address, now: datetime) -> Talk:
        """
        Return the conversation at an address, locked until the end of the transaction.

        An address never heard of gets a conversation and a nameless person, both made here.
        """

    def find(self, address: Address) -> int | None:
        """Return the id of the conversation at an address, or None."""

    def talk(self, talk_id: int) -> Talk | None:
        """Return a conversation by its id, locked until the end of the transaction; None if it is erased."""

    def set_reachable(self, address: Address, reachable: bool) -> None:
        """Keep whether somebody lets us write to them; an unknown address is none of ours."""

    def save(self, talk_id: int, speaker_id: int, conversation: Conversation, seq: int, now: datetime) -> None:
        """Keep the state; the bookmark is kept with the person who speaks."""

    def directory(self, talk: Talk, now: datetime) -> Directory:
        """Return the look-ups of a conversation within this transaction."""

    def expire(self, before: datetime) -> int:
        """Erase conversations last used before a moment by people who never agreed to be counted; return how many."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chat as a page shows it: what the learner did, or what the assistant said."""

    seq: int
    at: datetime
    action: Action | None
    said: Outgoing | None


class Inbox(Protocol):
    """What came in, each exactly once."""

    def claim(self, talk_id: int, seq: int, incoming: Incoming, now: datetime) -> bool:
        """Keep an incoming; return False if its key was seen before at this address (then nothing is kept)."""

    def forget_words(self, before: datetime) -> int:
        """Blank the free text of everything older than a moment; return how many lines."""


PULLED = frozenset({"web", "terminal"})
"""Channels whose pages fetch their lines themselves: nothing of theirs is ever on its way."""

ParcelKind = Literal["reply", "notice"]
"""What somebody waits for, and what nobody does: reminders, announcements."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message on its way out. `(talk_id, seq)` names it."""

    talk_id: int
    seq: int
    address: Address
    message: Outgoing
    created_at: datetime
    last_in_at: datetime
    """When the person there last gave a sign of life."""
    kind: ParcelKind = "reply"
    not_before: datetime | None = None
    not_after: datetime | None = None
    """When a notice is no longer worth sending."""
    attempts: int = 0
    bubbles: int = 0
    """How many of its bubbles are out."""
    unknowns: int = 0
    """How often nobody knew whether a bubble arrived."""
    was_begun: bool = False
    """Whether it was marked as being sent by a process that has gone since: it may have arrived."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of a parcel in one go at it."""

    parcel: Parcel
    """With its new counts."""
    state: Literal["waiting", "sent", "expired", "dead"]
    error: str = ""
    external_ids: tuple[str, ...] = ()
    """What the platform calls the bubbles that went out in this go."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that will not be sent any more unless somebody says so."""

    id: int
    channel: str
    kind: ParcelKind
    error: str
    created_at: datetime
    person_name: str
    """Empty unless they agreed to be counted: only then the office may know it."""
    unit_id: int | None
    unit_name: str


class Outbox(Protocol):
    """What goes out, per conversation in order."""

    def add(self, talk: Talk, seq: int, cause: str, messages: Sequence[Outgoing], now: datetime) -> Sequence[Parcel]:
        """
        Put replies behind each other, the first under number `seq`; `cause` makes putting them twice impossible.

        Return what has to be sent: nothing where a page fetches its lines itself.
        """

    def add_notice(
        self, talk_id: int, cause: str, message: Outgoing, now: datetime, not_after: datetime
    ) -> Parcel | None:
        """
        Put something that nobody waits for at the end of a conversation.

        None if it was put there before, or nobody can be reached there.
        """

    def waiting(self, channel: str, account: str, kind: ParcelKind, limit: int, now: datetime) -> Sequence[Parcel]:
        """Return what is on its way, oldest first; of notices only those whose time has come."""

    def begin(self, parcels: Iterable[Parcel]) -> None:
        """Mark parcels as being sent: whoever finds such a mark after a restart knows that they may have arrived."""

    def settle(self, progress: Iterable[Progress], now: datetime) -> None:
        """Write down what became of parcels."""

    def replace(self, talk_id: int, seq: int, message: Outgoing) -> None:
        """Change what is said in a message that still waits."""

    def dead(self, below: int | None, limit: int) -> Sequence[DeadLetter]:
        """Return the newest messages that could not be sent, of a subtree or of everybody."""

    def send_again(self, dead_ids: Iterable[int], now: datetime) -> int:
        """Put dead messages at the end of their conversations once more; return how many there were."""

    def counts(self, channel: str, account: str, since: datetime | None = None) -> "OutboxCounts":
        """Return how many messages of an account are on their way or dead, and how many expired since a moment."""

    def lines(self, talk_id: int, after: int, limit: int) -> Sequence[Line]:
        """Return the lines of a chat numbered above `after`, in order; the newest `limit` if there are more."""


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """How an account's messages stand."""

    waiting: int
    oldest: datetime | None
    expired: int
    dead: int


TroubleKind = Literal["", "auth", "conflict", "webhook", "quota", "budget", "network"]


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of one of our accounts on a platform."""

    trouble: TroubleKind = ""
    trouble_words: str = ""
    """What the platform said, without secrets."""
    trouble_at: datetime | None = None
    has_lost_buttons: bool = False
    """Whether the platform has refused buttons once: then it is never asked again."""
    month: int = 0
    bubbles: int = 0
    """How many were sent in that month."""
    unknowns: int = 0
    """Of how many bubbles nobody knows whether they arrived."""


class Accounts(Protocol):
    """What must be known of our accounts on the platforms after a restart."""

    def get(self, channel: str, name: str) -> Account:
        """Return what is known of an account; nothing yet is known of a new one."""

    def count(self, channel: str, name: str, month: int, bubbles: int, unknowns: int) -> None:
        """Count what was sent in a month (202611)."""

    def set_trouble(self, channel: str, name: str, kind: TroubleKind, words: str, now: datetime) -> bool:
        """Keep what is wrong with an account, or "" if nothing is any more; return whether that is news."""

    def lose_buttons(self, channel: str, name: str) -> None:
        """Remember that the platform refuses buttons."""

    def file_id(self, channel: str, name: str, digest: str, now: datetime) -> tuple[str, datetime | None] | None:
        """Return what the platform calls a file, and until when it has it; None if it has it no more."""

    def keep_file_id(self, channel: str, name: str, digest: str, file_id: str, until: datetime | None) -> None:
        """Remember what the platform calls a file."""

    def forget_file_id(self, channel: str, name: str, digest: str) -> None:
        """Forget what the platform no longer knows."""

    def tokens(self, channel: str, name: str) -> tuple[str, datetime] | None:
        """Return the tokens of an account, as `keep_tokens` was given them, and when they expire."""

    def keep_tokens(self, channel: str, name: str, tokens: str, expires_at: datetime) -> None:
        """Keep the tokens of an account; what is stored cannot be read without the key of the installation."""

    def stumbled(self, channel: str, name: str, key: str, kind: str, why: str, now: datetime) -> int:
        """Count an event that led to nothing, without its words; return how often it was tried."""

    def stumbles(self, channel: str, name: str, since: datetime) -> int:
        """Return how many events have led to nothing since a moment."""

    def forget_stumbles(self, before: datetime) -> None:
        """Forget events older than a moment."""


class People(Protocol):
    """Everybody who learns."""

    def join(self, talk_id: int, label: str, now: datetime) -> int:
        """Make a nameless person on this phone under a label; return the id."""

    def learner(self, person_id: int) -> Learner:
        """Return what a turn may know of a person."""

    def move_in(self, talk_id: int, person_id: int, now: datetime) -> None:
        """Make a person known on this phone under their own name."""

    def set_form(self, person_id: int, form: str) -> None:
        """Keep how a person is addressed."""

    def set_name(self, person_id: int, talk_id: int, name: str) -> None:
        """Keep a person's name, and use it as the label on this phone."""

    def set_membership(self, person_id: int, unit_id: int | None, group: str | None, now: datetime) -> None:
        """End the membership of before and begin this one."""

    def set_age(self, person_id: int, is_child: bool) -> None:
        """Keep whether a guardian must agree."""

    def add_consent(
        self, person_id: int, kind: str, version: int, text: str, agreed: bool, now: datetime, by: str = ""
    ) -> None:
        """Keep an answer with the text that was shown; `by` says who answered if it was not the person."""

    def bookmark(self, person_id: int) -> Learning | None:
        """Return where a person goes on learning."""

    def erase(self, person_id: int, now: datetime, talk_id: int | None = None) -> int | None:
        """
        Erase a person: name, words, memberships, attempts, evidence and completions; snapshots stay as they are.

        Every line of the chats they took part in goes, and so does a chat where nobody else learns. Only the chat
        `talk_id`, in which they ask for it, always stays, to say that it is done: whoever is returned speaks there
        from now on, somebody else of this phone or a fresh nameless person.
        """

    def merge(self, from_id: int, into_id: int, now: datetime) -> None:
        """
        Make two people one, who keeps everything that both have shown; see `bot.learning.joining` for what wins.

        Their completions are to be recounted after it.
        """

    def part(self, person_id: int, talk_id: int, now: datetime) -> int | None:
        """
        Let a chat know nothing more of a person who learns elsewhere too; None if they learn nowhere else.

        Its lines go, as in erasing; whoever is returned speaks there from now on.
        """


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """An entry to add to the ledger."""

    person_id: int
    kind: Kind
    skill_id: str
    item_id: str
    level: Level
    at: datetime
    rule_version: int
    source: str
    """What it comes from: key of the incoming, id of the attempt, of the confirmation, of the staff action."""
    by_person_id: int | None = None
    by_staff_id: int | None = None
    revokes_id: int | None = None
    reason: str = ""


class Ledger(Protocol):
    """Attempts, evidence and completions. Evidence is only ever added."""

    def start_attempt(
        self, person_id: int, attempt_id: str, quiz_id: str, skill_id: str, seed: int, asked: int, now: datetime
    ) -> None:
        """Keep that an attempt was begun."""

    def answer(
        self, attempt_id: str, objective_id: str, variant_id: str, choice: str, right: bool, now: datetime
    ) -> None:
        """Keep one answer; answering the same question of an attempt again changes nothing."""

    def finish_attempt(self, attempt_id: str, right: int, passed: bool, now: datetime) -> None:
        """Keep how an attempt ended."""

    def add(self, entry: NewEvidence) -> int | None:
        """Add an entry and return its id; None if the same source has already given the same evidence."""

    def evidence(self, person_id: int) -> tuple[Evidence, ...]:
        """Return all entries of a person, in the order in which they were made."""

    def completions(self, person_id: int) -> tuple[Completion, ...]:
        """Return the recorded completions of a person."""

    def complete(self, person_id: int, completions: Iterable[Completion]) -> None:
        """Record completions that are not yet recorded, with the unit and group of their moment."""

    def uncomplete(self, person_id: int, keep: Iterable[Completion]) -> None:
        """Take away every recorded completion of a person that is not among those to keep."""

    def people(self) -> Iterable[int]:
        """Return the ids of everybody who has evidence or a completion."""

    def differences(self, person_id: int, expected: Sequence[Completion]) -> Sequence[str]:
        """Compare what is recorded (with unit, group and month) with what should be; say each difference in a line."""


class Codes(Protocol):
    """Codes that people read aloud and type; only their keyed hash is kept."""

    def issue(self, person_id: int, talk_id: int, issued: CodeIssued, now: datetime) -> None:
        """Keep a code of a learner or mentor; a recovery code or a link code replaces the one of before."""

    def issue_for_mentors(self, code: str, unit_id: int, staff_id: int, uses: int, expires_at: datetime) -> int:
        """Keep an office invitation that so many people may accept as mentors of a unit; return its id."""

    def use(self, code_id: int, person_id: int, now: datetime) -> bool:
        """Use a code once; return False if it has just been used up."""

    def typed(self, code_id: int, talk_id: int, person_id: int, now: datetime) -> bool:
        """
        Keep where and by whom a link code was typed, until its owner answers; False if somebody was faster.

        Another one that was typed in the same chat and still waits for an answer becomes void.
        """

    def missed(self, scope: str, now: datetime) -> None:
        """Count a wrong guess within a scope (a conversation, a sign-in name, an internet address)."""

    def misses(self, scope: str | None, since: datetime) -> int:
        """Return how many wrong guesses a scope, or everybody together, made since a moment."""


class Mentorships(Protocol):
    """Who may follow and confirm, and whom."""

    def make_mentor(self, person_id: int, unit_id: int, now: datetime) -> None:
        """Make a person a mentor of a unit; being one already changes nothing."""

    def follow(self, mentor_id: int, mentee_id: int, now: datetime) -> None:
        """Let a mentor follow a person from now on, instead of whoever did before."""

    def leave(self, mentee_id: int, now: datetime) -> None:
        """Let nobody follow a person from now on."""


class Tickets(Protocol):
    """Requests for a person."""

    def open(self, person_id: int, talk_id: int, at: str, text: str, now: datetime) -> None:
        """Keep a request; an open one of the same person is refreshed instead."""

    def close(self, person_id: int, now: datetime) -> None:
        """Close the open request of a person, if there is one."""


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit of an imported list, referring to its parent by code."""

    code: str
    name: str
    kind: str
    parent_code: str | None


@dataclass(frozen=True, slots=True)
class Denominator:
    """How many people there are, said by whom and when."""

    unit_id: int
    group: str | None
    people: int
    source: str
    on: date


class Units(Protocol):
    """The tree of places where people are counted."""

    def all(self, below: int | None = None) -> Sequence[Unit]:
        """Return units in Vietnamese order, parents before children; the subtree of `below` (itself included)."""

    def put(self, units: Sequence[NewUnit], now: datetime) -> None:
        """Make or rename units; parents come before their children."""

    def put_denominators(self, denominators: Sequence[Denominator], now: datetime) -> None:
        """Keep denominators; one of the same unit, group and date replaces the one of before."""

    def denominators(self, below: int | None, on: date) -> Sequence[Denominator]:
        """Return for each unit and group the newest denominator dated no later than a day."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody of the commune office; sees the subtree of one unit, or everything if it is None."""

    id: int
    login: str
    name: str
    unit_id: int | None


class Offices(Protocol):
    """Staff accounts and their sign-ins."""

    def count(self) -> int:
        """Return how many accounts exist."""

    def add(self, login: str, name: str, password_hash: str, unit_id: int | None, now: datetime) -> Staff:
        """Make an account."""

    def by_login(self, login: str) -> tuple[Staff, str] | None:
        """Return an account that is in use with its password hash, or None."""

    def all(self) -> Sequence[Staff]:
        """Return every account that is in use."""

    def set_password(self, staff_id: int, password_hash: str) -> None:
        """Change a password and revoke every sign-in of that account."""

    def sign_in(self, staff_id: int, token_hash: str, now: datetime) -> None:
        """Keep a sign-in."""

    def signed_in(self, token_hash: str, now: datetime) -> Staff | None:
        """Return whose sign-in it is, unless it was revoked, idle too long or too old; note that it is used."""

    def sign_out(self, token_hash: str) -> None:
        """Revoke one sign-in."""

    def revoke_all(self, staff_id: int) -> int:
        """Revoke every sign-in of an account; return how many there were."""

    def leave(self, staff_id: int, now: datetime) -> None:
        """Take an account out of use and revoke its sign-ins; its lines in the audit log stay."""

    def add_setup_link(self, token_hash: str, expires_at: datetime) -> None:
        """Keep a one-time link with which an account can be made; older ones stop working."""

    def has_setup_link(self, token_hash: str, now: datetime) -> bool:
        """Return whether a one-time link could be used now."""

    def use_setup_link(self, token_hash: str, now: datetime) -> bool:
        """Use a one-time link; return False if it is unknown, used or expired."""

    def note(self, staff_id: int | None, action: str, subject: str, now: datetime) -> None:
        """Add a line to the audit log."""

    def log(self, limit: int) -> Sequence[tuple[datetime, str, str, str]]:
        """Return the newest lines of the audit log: when, who, action, subject."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a question's answer was when a period was closed. Never changed; a restated period is a new version."""

    id: int
    question: Question
    version: int
    taken_at: datetime
    taken_by: str
    reason: str
    rows: tuple[Tally, ...]
    report: Report
    """The whole table as it was shown, with names, denominators and totals: these may change later."""


class Tallies(Protocol):
    """Counts for reports: queries over completions, never a second copy."""

    def count(self, question: Question) -> Sequence[Tally]:
        """Return the answer to a question, in report order; unknown units and groups are rows of their own."""

    def reached(self, reach: Reach) -> Sequence[Reached]:
        """Return how many people have enough skills, a row for each unit and group, in no particular order."""

    def periods(self) -> Sequence[int]:
        """Return the months (as 202611) that have completions, newest first."""

    def keep(
        self, question: Question, rows: Sequence[Tally], report: Report, taken_by: str, reason: str, now: datetime
    ) -> Snapshot:
        """Keep an answer for ever, as the next version of its question."""

    def snapshots(self, question: Question | None = None) -> Sequence[Snapshot]:
        """Return what was kept, newest first; only of one question if it is given."""

    def snapshot(self, snapshot_id: int) -> Snapshot | None:
        """Return what was kept under an id, or None."""


class Work(Protocol):
    """One unit of work: one transaction and the nouns it may touch."""

    conversations: Conversations
    inbox: Inbox
    outbox: Outbox
    accounts: Accounts
    people: People
    ledger: Ledger
    codes: Codes
    mentorships: Mentorships
    tickets: Tickets
    units: Units
    offices: Offices
    tallies: Tallies


class StorageUnavailable(Exception):
    """
    Nothing was kept, and trying again later may help: a page answers 503 "xin chờ", a webhook is delivered again.

    Raised by itself when the database cannot be reached, or its disk does not obey.
    """


class StorageBusy(StorageUnavailable):
    """Another process holds the database for longer than can be waited for."""


class StorageFull(StorageUnavailable):
    """There is no room on the disk; everything goes on by itself as soon as there is."""


P = ParamSpec("P")
T = TypeVar("T")


class Storage(Protocol):
    """What the edges await. Services are plain functions of a unit of work; returning commits, raising rolls back."""

    async def write(self, service: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Carry out a service in a transaction of its own."""

    async def write_now(self, service: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Carry out a service that takes a millisecond, such as a turn: the same as `write`, with less ado."""

    async def read(self, service: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Carry out a service that only reads, beside whatever is written; it sees the data of one moment."""

    @property
    def is_shared(self) -> bool:
        """Whether other processes may write as well."""

    def lease(self, name: str) -> AbstractAsyncContextManager["Lease"]:
        """Wait until no other process holds the lease of that name, and hold it; a process that dies lets go."""


class Lease(Protocol):
    """The sole right to do something, among all processes on one database."""

    async def is_held(self) -> bool:
        """Return whether it is still ours; a lost connection loses it."""


@dataclass(slots=True)
class SendFailed(Exception):
    """Why a message could not be sent, in words that the delivery understands."""

    kind: Literal["retry_later", "throttled", "unreachable", "invalid", "auth_broken", "quota_exhausted", "uncertain"]
    retry_after: float | None = None
    """Seconds, where the channel said so."""
