"""
Every table. Repositories build their statements from these, once, at import.

Least data: no citizen number, no address below the thôn, no phone number, no birth date; free text is blanked after
30 days. Moments are UTC; `month` is the local month (Asia/Ho_Chi_Minh) as 202611. Ids that are remembered outside
their row (by a sender, a state, an entry of the ledger) are never given twice: `autoincrement` tells SQLite.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from db.columns import Json, UTCDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

NOTHING = text("''")
LEVEL = "level IN ('S', 'Q', 'T', 'M', 'V')"

# --- places where people are counted ------------------------------------------------------------------------------

unit = Table(
    "unit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("name_search", String(120), nullable=False, index=True),
    Column("name_sort", String(250), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("parent_id", ForeignKey("unit.id"), index=True),
    Column("path", String(400), nullable=False, unique=True),  # ids from the root, "/1/7/": a subtree is a prefix
    Column("created_at", UTCDateTime, nullable=False),
)

denominator = Table(
    "denominator",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("group_id", String(20), nullable=False, server_default=NOTHING),  # "" = everybody; NULLs would not be unique
    Column("people", Integer, nullable=False),
    Column("source", String(200), nullable=False),
    Column("on_date", Date, nullable=False),
    UniqueConstraint("unit_id", "group_id", "on_date"),
    CheckConstraint("people >= 0", name="people"),
)

# --- people and their chats ---------------------------------------------------------------------------------------

person = Table(
    "person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("form", String(20)),
    Column("name", String(60)),
    Column("name_sort", String(130)),
    Column("is_child", Boolean, nullable=False, server_default=false()),
    Column("guardian_agreed", Boolean, nullable=False, server_default=false()),
    Column("consents", Json, nullable=False),  # the answers now in force; `consent` keeps all of them
    Column("counted_from", UTCDateTime),
    Column("bookmark", Json),
    Column("last_at", UTCDateTime),
    Column("created_at", UTCDateTime, nullable=False),
    sqlite_autoincrement=True,
)

membership = Table(
    "membership",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("unit_id", ForeignKey("unit.id")),
    Column("group_id", String(20)),
    Column("from_at", UTCDateTime, nullable=False),
    Column("to_at", UTCDateTime),
    Index(
        "uq_membership_current",
        "person_id",
        unique=True,
        sqlite_where=text("to_at IS NULL"),
        postgresql_where=text("to_at IS NULL"),
    ),
)

consent = Table(
    "consent",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("agreed", Boolean, nullable=False),
    Column("answered_by", String(40), nullable=False, server_default=NOTHING),
    Column("at", UTCDateTime, nullable=False),
)

conversation = Table(
    "conversation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("account", String(60), nullable=False),
    Column("external_id", String(120), nullable=False),
    Column("speaker_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("state", Json, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("is_reachable", Boolean, nullable=False, server_default=true()),
    Column("last_at", UTCDateTime, nullable=False, index=True),
    Column("created_at", UTCDateTime, nullable=False),
    UniqueConstraint("channel", "account", "external_id"),
    sqlite_autoincrement=True,
)

# A person on a phone, under the name given for its chooser.
address = Table(
    "address",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("label", String(60), nullable=False),
    UniqueConstraint("conversation_id", "person_id"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False),
    Column("key", String(80), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("action", Json, nullable=False),
    Column("words", Text, nullable=False, server_default=NOTHING),  # apart from the action, so that they can be blanked
    Column("at", UTCDateTime, nullable=False),
    UniqueConstraint("conversation_id", "key"),
    UniqueConstraint("conversation_id", "seq"),
    Index("ix_inbox_words", "at", sqlite_where=text("words <> ''"), postgresql_where=text("words <> ''")),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False),
    Column("channel", String(20), nullable=False),  # of the conversation: what a sender asks for, in one index
    Column("kind", String(8), nullable=False, server_default="reply"),
    Column("seq", Integer, nullable=False),
    Column("cause", String(120), nullable=False),
    Column("message", Json, nullable=False),
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("bubbles", Integer, nullable=False, server_default="0"),  # how many of its bubbles are out
    Column("unknowns", Integer, nullable=False, server_default="0"),  # how often nobody knew whether one arrived
    Column("not_before", UTCDateTime),
    Column("not_after", UTCDateTime),
    Column("error", String(40)),
    Column("external_id", Text),  # of every bubble, separated by spaces
    Column("created_at", UTCDateTime, nullable=False),
    Column("sent_at", UTCDateTime),
    UniqueConstraint("conversation_id", "seq"),
    UniqueConstraint("conversation_id", "cause"),
    CheckConstraint("kind IN ('reply', 'notice')", name="kind"),
    CheckConstraint("state IN ('waiting', 'sending', 'sent', 'expired', 'dead')", name="state"),
    Index(
        "ix_outbox_due",
        "channel",
        "kind",
        "id",
        sqlite_where=text("state IN ('waiting', 'sending')"),
        postgresql_where=text("state IN ('waiting', 'sending')"),
    ),
    Index("ix_outbox_dead", "id", sqlite_where=text("state = 'dead'"), postgresql_where=text("state = 'dead'")),
    Index(
        "ix_outbox_expired",
        "channel",
        "created_at",
        sqlite_where=text("state = 'expired'"),
        postgresql_where=text("state = 'expired'"),
    ),
    sqlite_autoincrement=True,
)

# --- the accounts that messages go through ------------------------------------------------------------------------

# One of our accounts on a platform, with what must be known of it after a restart.
account = Table(
    "account",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("name", String(60), primary_key=True),
    Column("trouble", String(20), nullable=False, server_default=NOTHING),
    Column("trouble_words", String(300), nullable=False, server_default=NOTHING),
    Column("trouble_at", UTCDateTime),
    Column("has_lost_buttons", Boolean, nullable=False, server_default=false()),
    Column("month", Integer, nullable=False, server_default="0"),
    Column("bubbles", Integer, nullable=False, server_default="0"),  # sent in that month
    Column("unknowns", Integer, nullable=False, server_default="0"),  # of which nobody knows, ever
)

# What a platform calls a file that it was given once.
uploaded = Table(
    "uploaded",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("account", String(60), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("file_id", String(400), nullable=False),
    Column("until", UTCDateTime),
)

# The pair of tokens of an account whose platform changes them; sealed, the key lies outside the database.
token = Table(
    "token",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("account", String(60), primary_key=True),
    Column("sealed", Text, nullable=False),
    Column("expires_at", UTCDateTime, nullable=False),
)

# An event of a platform that led to nothing: unknown to us, or one that the program stumbled over. Never its words.
stumble = Table(
    "stumble",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("account", String(60), nullable=False),
    Column("key", String(80), nullable=False),
    Column("kind", String(60), nullable=False),
    Column("why", String(60), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("at", UTCDateTime, nullable=False, index=True),
    UniqueConstraint("channel", "account", "key"),
)

# --- the ledger ---------------------------------------------------------------------------------------------------

attempt = Table(
    "attempt",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("quiz_id", String(40), nullable=False),
    Column("skill_id", String(40), nullable=False),
    Column("seed", Integer, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("right", Integer),
    Column("passed", Boolean),
    Column("started_at", UTCDateTime, nullable=False),
    Column("finished_at", UTCDateTime),
)

answer = Table(
    "answer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("attempt_id", ForeignKey("attempt.id", ondelete="CASCADE"), nullable=False),
    Column("objective_id", String(40), nullable=False),
    Column("variant_id", String(40), nullable=False),
    Column("choice", String(40), nullable=False),
    Column("right", Boolean, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    UniqueConstraint("attempt_id", "variant_id"),
)

evidence = Table(
    "evidence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("skill_id", String(40), nullable=False),
    Column("item_id", String(40), nullable=False),
    Column("level", String(1), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("rule_version", Integer, nullable=False),
    Column("source", String(120), nullable=False),
    Column("by_person_id", Integer),  # no foreign key: whoever confirmed may be erased, the fact stays
    Column("by_staff_id", ForeignKey("staff.id")),
    Column("revokes_id", ForeignKey("evidence.id"), unique=True),
    Column("reason", String(200), nullable=False, server_default=NOTHING),
    UniqueConstraint("person_id", "source", "kind", "item_id", "level"),
    CheckConstraint(LEVEL, name="level"),
    CheckConstraint("revokes_id IS NULL OR reason <> ''", name="reason"),
)

completion = Table(
    "completion",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("skill_id", String(40), nullable=False),
    Column("level", String(1), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("month", Integer, nullable=False),
    Column("unit_id", ForeignKey("unit.id")),
    Column("group_id", String(20)),
    Column("rule_version", Integer, nullable=False),
    Column("evidence_id", Integer, nullable=False),  # no foreign key: it would cost an index; both go with the person
    UniqueConstraint("person_id", "skill_id", "level"),
    CheckConstraint(LEVEL, name="level"),
    # Everything a tally asks for, in this order, so that it is answered from the index alone.
    Index("ix_completion_tally", "level", "month", "unit_id", "skill_id", "group_id", "person_id"),
)

snapshot = Table(
    "snapshot",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("question", Json, nullable=False),
    Column("question_key", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("rows", Json, nullable=False),
    Column("taken_at", UTCDateTime, nullable=False),
    Column("taken_by", String(60), nullable=False),
    Column("reason", String(200), nullable=False, server_default=NOTHING),
    UniqueConstraint("question_key", "version"),
    CheckConstraint("version = 1 OR reason <> ''", name="reason"),
)

# --- mentors, codes, requests -------------------------------------------------------------------------------------

mentor = Table(
    "mentor",
    metadata,
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("since", UTCDateTime, nullable=False),
    Column("until", UTCDateTime),
)

mentorship = Table(
    "mentorship",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("mentor_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("mentee_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("from_at", UTCDateTime, nullable=False),
    Column("to_at", UTCDateTime),
    CheckConstraint("mentor_id <> mentee_id", name="not_oneself"),
    Index(
        "uq_mentorship_current",
        "mentee_id",
        unique=True,
        sqlite_where=text("to_at IS NULL"),
        postgresql_where=text("to_at IS NULL"),
    ),
)

code = Table(
    "code",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hash", String(64), nullable=False, unique=True),
    Column("kind", String(10), nullable=False),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), index=True),
    Column("conversation_id", ForeignKey("conversation.id", ondelete="SET NULL"), index=True),
    Column("unit_id", ForeignKey("unit.id")),
    Column("staff_id", ForeignKey("staff.id")),
    Column("skill_id", String(40), nullable=False, server_default=NOTHING),
    Column("task_id", String(40), nullable=False, server_default=NOTHING),
    Column("uses_left", Integer, nullable=False),
    Column("expires_at", UTCDateTime),
    # Of a link code: where it was typed, and by whom, until the one who was shown it answers.
    Column("typed_in_id", ForeignKey("conversation.id", ondelete="SET NULL"), index=True),
    Column("typed_by_id", ForeignKey("person.id", ondelete="CASCADE"), index=True),
    CheckConstraint("uses_left >= 0", name="uses_left"),
    CheckConstraint("kind IN ('mentor', 'mentee', 'confirm', 'recovery', 'link')", name="kind"),
    sqlite_autoincrement=True,
)

# A wrong guess at a code or a password, kept only to slow down the next.
miss = Table(
    "miss",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("scope", String(120), nullable=False),
    Column("at", UTCDateTime, nullable=False, index=True),
    Index("ix_miss_scope_at", "scope", "at"),
)

ticket = Table(
    "ticket",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("conversation_id", ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at_place", String(120), nullable=False),
    Column("text", String(500), nullable=False, server_default=NOTHING),
    Column("opened_at", UTCDateTime, nullable=False),
    Column("closed_at", UTCDateTime),
    Index(
        "uq_ticket_open",
        "person_id",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
)

# --- the office ---------------------------------------------------------------------------------------------------

staff = Table(
    "staff",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login", String(60), nullable=False, unique=True),
    Column("name", String(60), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("unit_id", ForeignKey("unit.id")),
    Column("created_at", UTCDateTime, nullable=False),
    Column("left_at", UTCDateTime),
)

sign_in = Table(
    "sign_in",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("staff_id", ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", UTCDateTime, nullable=False),
    Column("used_at", UTCDateTime, nullable=False),
    Column("revoked_at", UTCDateTime),
)

setup_link = Table(
    "setup_link",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("expires_at", UTCDateTime, nullable=False),
    Column("used_at", UTCDateTime),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UTCDateTime, nullable=False),
    Column("staff_id", ForeignKey("staff.id")),
    Column("action", String(40), nullable=False),
    Column("subject", String(200), nullable=False),
)
