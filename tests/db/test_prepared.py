"""Prepared statements come to the same through the driver as on the usual way."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    create_engine,
    delete,
    false,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import StaticPool

from bot.ports import Work
from db.codec import to_json
from db.columns import Json, UTCDateTime
from db.database import Database
from db.prepared import Prepared, Values, may_go_directly
from db.sqlite import writing_engine
from tests.storage import MONDAY

thing = Table(
    "thing",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", String(60), nullable=False, unique=True),
    Column("words", String(200)),
    Column("state", Json),
    Column("at", UTCDateTime),
    Column("on_date", Date),
    Column("is_good", Boolean, nullable=False, server_default=false()),
    Column("counted", Integer, nullable=False, server_default=text("7")),
)
NAMES = tuple(column.name for column in thing.columns)
RAW = """
SELECT *, typeof(words), typeof(state), typeof(at), typeof(on_date), typeof(is_good), typeof(counted)
FROM thing ORDER BY id
"""

ADD = Prepared(
    insert(thing).values(
        name=bindparam("name"),
        words=bindparam("words"),
        state=bindparam("state", type_=Json),
        at=bindparam("at", type_=UTCDateTime),
        on_date=bindparam("on_date", type_=Date),
        is_good=bindparam("is_good", type_=Boolean),
    )
)
ADD_WHAT_IS_NAMED = Prepared(insert(thing))
ADD_AND_RETURN = Prepared(insert(thing).returning(thing.c.id, thing.c.at, thing.c.counted, thing.c.is_good))
ALL = Prepared(select(thing).order_by(thing.c.id))
OF_NAME = Prepared(select(thing).where(thing.c.name == bindparam("of_name")))
SOME = Prepared(select(thing.c.name, thing.c.at, thing.c.state).where(thing.c.at > bindparam("since")))
NUMBERED = Prepared(select(thing.c.id, func.count().over()).order_by(thing.c.id).limit(bindparam("most")))
CHANGE = Prepared(
    update(thing)
    .where(thing.c.name == bindparam("of_name"), thing.c.is_good.is_(False))
    .values(
        state=bindparam("new_state"), at=bindparam("now"), counted=thing.c.counted + bindparam("more"), is_good=True
    )
)
CHANGE_AND_RETURN = Prepared(
    update(thing)
    .where(thing.c.name == bindparam("of_name"))
    .values(state=bindparam("new_state"))
    .returning(thing.c.state, thing.c.counted)
)
REMOVE = Prepared(delete(thing).where(thing.c.name == bindparam("of_name")))
ADD_IF_NEW = Prepared(
    {"sqlite": sqlite.insert(thing).on_conflict_do_nothing(index_elements=["name"]), "postgresql": insert(thing)}
)


@dataclass(frozen=True, slots=True)
class Ways:
    """Two empty tables: one connection lets its driver be used, the other does not."""

    direct: Connection
    usual: Connection

    def run(self, prepared: Prepared, values: Values) -> tuple[int, int]:
        return self._both(lambda connection: prepared.run(connection, values))

    def first(self, prepared: Prepared, values: Values) -> tuple[Any, Any]:
        return self._both(lambda connection: _row(prepared.first(connection, values)))

    def all(self, prepared: Prepared, values: Values) -> tuple[Any, Any]:
        return self._both(lambda connection: list(map(_row, prepared.all(connection, values))))

    def many(self, prepared: Prepared, rows: Sequence[Values]) -> None:
        self._both(lambda connection: prepared.many(connection, rows))

    def stored(self) -> tuple[Any, Any]:
        """Return what lies in both files, as SQLite itself sees it."""
        return self._both(lambda connection: list(map(_row, connection.exec_driver_sql(RAW))))

    def _both(self, act: Callable[[Connection], Any]) -> tuple[Any, Any]:
        return act(self.direct), act(self.usual)


def _row(found: Sequence[Any] | None) -> tuple[Any, ...] | None:
    """Return a row as a tuple: SQLAlchemy has a type of its own for it."""
    return None if found is None else tuple(found)


def _engine() -> Engine:
    engine = create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"isolation_level": None}, json_serializer=to_json
    )
    thing.metadata.create_all(engine)
    return engine


@pytest.fixture(scope="module")
def connections() -> Iterator[Ways]:
    engines = _engine(), _engine()
    direct, usual = (engine.connect() for engine in engines)
    may_go_directly(direct.info, cast(sqlite3.Connection, direct.connection.driver_connection))
    with direct, usual:
        yield Ways(direct, usual)
    for engine in engines:
        engine.dispose()


@pytest.fixture
def ways(connections: Ways) -> Ways:
    return emptied(connections)


def emptied(ways: Ways) -> Ways:
    for connection in (ways.direct, ways.usual):
        connection.exec_driver_sql("DELETE FROM thing")
    return ways


def a_thing(name: str = "a", **values: Any) -> dict[str, Any]:
    return {"name": name, "words": None, "state": None, "at": None, "on_date": None, "is_good": False, **values}


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
zones = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(1970, 1, 2), datetime(2199, 1, 1), timezones=zones)  # noqa: DTZ001 - zones are put in
things = st.fixed_dictionaries(
    {
        "name": words,
        "words": st.none() | words,
        "state": json_values,
        "at": st.none() | moments,
        "on_date": st.none() | st.dates(date(1900, 1, 1), date(2199, 1, 1)),
        "is_good": st.booleans(),
    }
)
several_things = st.lists(things, min_size=1, max_size=4, unique_by=lambda one: str(one["name"]))


@settings(max_examples=60)
@given(rows=several_things, new_state=json_values, now=moments, more=st.integers(-5, 5))
def test_both_ways_store_and_return_the_same(
    connections: Ways, rows: list[dict[str, Any]], new_state: Any, now: datetime, more: int
) -> None:
    ways = emptied(connections)
    for row in rows:
        assert ways.run(ADD, row) == (1, 1)
    assert_same(ways.stored())

    change = {"of_name": rows[0]["name"], "new_state": new_state, "now": now, "more": more}
    for _ in range(2):
        assert_same(ways.run(CHANGE, change))
    assert_same(ways.stored())

    last = {"of_name": rows[-1]["name"]}
    questions: list[tuple[Prepared, Values]] = [(ALL, {}), (OF_NAME, last), (SOME, {"since": now})]
    for prepared, values in questions:
        assert_same(ways.all(prepared, values))
        assert_same(ways.first(prepared, values))


def assert_same(both: tuple[Any, Any]) -> None:
    direct, usual = both
    assert direct == usual


@given(rows=several_things)
def test_many_rows_are_stored_as_one_by_one(connections: Ways, rows: list[dict[str, Any]]) -> None:
    ways = emptied(connections)
    ways.many(ADD, rows)
    direct, usual = ways.stored()

    assert direct == usual
    assert len(direct) == len(rows)


@given(row=things)
def test_what_was_stored_comes_back(connections: Ways, row: dict[str, Any]) -> None:
    ways = emptied(connections)
    ADD.run(ways.direct, row)
    found = OF_NAME.first(ways.direct, {"of_name": row["name"]})

    assert found is not None
    kept = dict(zip(NAMES, found, strict=True))
    assert {name: kept[name] for name in row} == row
    assert kept["counted"] == 7


def test_moments_come_back_in_utc_whatever_zone_they_came_in(ways: Ways) -> None:
    hanoi = MONDAY.astimezone(timezone(timedelta(hours=7)))
    ways.run(ADD, a_thing(at=hanoi))

    direct, usual = ways.first(SOME, {"since": MONDAY - timedelta(hours=1)})

    assert direct == usual
    assert direct[1] == MONDAY
    assert direct[1].tzinfo is UTC


def test_a_moment_without_a_zone_is_refused_both_ways(ways: Ways) -> None:
    naive = MONDAY.replace(tzinfo=None)

    with pytest.raises(ValueError, match="without a time zone"):
        ADD.run(ways.direct, a_thing(at=naive))
    with pytest.raises(Exception, match="without a time zone"):
        ADD.run(ways.usual, a_thing(at=naive))
    assert ways.stored() == ([], [])


@pytest.mark.parametrize("values", [{"name": "a"}, {"name": "a", "state": {"b": 1}, "at": MONDAY}])
def test_what_is_not_given_gets_its_default(ways: Ways, values: dict[str, Any]) -> None:
    assert ways.run(ADD_WHAT_IS_NAMED, values) == (1, 1)

    direct, usual = ways.stored()
    assert direct == usual
    found = ALL.first(ways.direct, {})
    assert found is not None
    assert dict(zip(NAMES, found, strict=True)) == {
        "id": 1, "name": "a", "words": None, "state": values.get("state"), "at": values.get("at"), "on_date": None,
        "is_good": False, "counted": 7,
    }  # fmt: skip


def test_one_statement_may_be_given_other_names_each_time(ways: Ways) -> None:
    for values in ({"name": "a"}, {"name": "b", "words": "w"}, {"words": "x", "name": "c"}, {"name": "d"}):
        ways.run(ADD_WHAT_IS_NAMED, values)

    direct, usual = ways.stored()
    assert direct == usual
    assert [row[1:3] for row in direct] == [("a", None), ("b", "w"), ("c", "x"), ("d", None)]


def test_what_an_insert_returns_is_the_same(ways: Ways) -> None:
    values = {"name": "a", "at": MONDAY, "is_good": True}

    direct, usual = ways.first(ADD_AND_RETURN, values)

    assert direct == usual == (1, MONDAY, 7, True)
    assert [type(value) for value in direct] == [type(value) for value in usual]


def test_what_an_update_returns_is_the_same(ways: Ways) -> None:
    ways.run(ADD, a_thing())

    for state in ({"lesson": ["a", 1, None]}, None):
        values = {"of_name": "a", "new_state": state}
        direct, usual = ways.all(CHANGE_AND_RETURN, values)

        assert direct == usual == [(state, 7)]


def test_a_default_that_only_sqlalchemy_knows_is_refused_rather_than_left_empty(ways: Ways) -> None:
    other = Table("other", MetaData(), Column("id", Integer, primary_key=True), Column("kind", String, default="plain"))
    other.create(ways.direct)
    prepared = Prepared(insert(other))

    with pytest.raises(TypeError, match="default"):
        prepared.run(ways.direct, {"id": 1})
    assert prepared.run(ways.direct, {"id": 1, "kind": "special"}) == 1


def test_no_rows_are_none_and_nothing_touched_is_zero(ways: Ways) -> None:
    nobody = {"of_name": "nobody"}
    change = {**nobody, "new_state": {}, "now": MONDAY, "more": 1}

    assert ways.first(OF_NAME, nobody) == (None, None)
    assert ways.all(OF_NAME, nobody) == ([], [])
    assert ways.run(CHANGE, change) == (0, 0)
    assert ways.run(REMOVE, nobody) == (0, 0)


def test_a_limit_may_be_bound(ways: Ways) -> None:
    ways.many(ADD, [a_thing(name) for name in "abc"])

    direct, usual = ways.all(NUMBERED, {"most": 2})

    assert direct == usual == [(1, 3), (2, 3)]


def test_each_dialect_may_have_a_statement_of_its_own(ways: Ways) -> None:
    touched = [ways.run(ADD_IF_NEW, {"name": "a"}) for _ in range(2)]

    assert touched == [(1, 1), (0, 0)]


def test_a_statement_that_fails_leaves_the_table_as_it_was(ways: Ways) -> None:
    ways.run(ADD, a_thing("a"))
    rows = [a_thing("a")]
    with pytest.raises(Exception, match="UNIQUE"):
        ADD.many(ways.direct, rows)
    with pytest.raises(IntegrityError):
        ADD.many(ways.usual, rows)

    assert [len(found) for found in ways.stored()] == [1, 1]


def test_the_engine_that_writes_lets_its_driver_be_used(tmp_path: Path) -> None:
    engine = writing_engine(tmp_path / "some.db")
    with engine.connect() as connection:
        thing.metadata.create_all(connection)
        driver = connection.connection.driver_connection
        assert driver is not None
        statements: list[str] = []
        driver.set_trace_callback(statements.append)
        found = ADD_AND_RETURN.first(connection, {"name": "a"})
        driver.set_trace_callback(None)
    engine.dispose()

    assert type(found) is list
    assert len(statements) == 1


# --- on each kind of database -----------------------------------------------------------------------------------------


async def test_on_every_database_the_same_comes_back(database: Database) -> None:
    row = a_thing(state={"bài": [1, None, True]}, at=MONDAY, on_date=MONDAY.date(), is_good=True, words="chào bà")

    def act(work: Work) -> Any:
        connection = cast(Any, work.ledger)._connection
        thing.metadata.create_all(connection)
        try:
            ADD.many(connection, [row, {**row, "name": "b"}])
            touched = CHANGE.run(connection, {"of_name": "a", "new_state": None, "now": MONDAY, "more": 1})
            return touched, OF_NAME.first(connection, {"of_name": "b"}), len(ALL.all(connection, {}))
        finally:
            thing.metadata.drop_all(connection)

    touched, found, count = await database.write(act)

    assert (touched, count) == (0, 2)
    assert dict(zip(NAMES, found, strict=True)) == {**row, "name": "b", "id": 2, "counted": 7}


async def test_readers_go_the_usual_way(database: Database) -> None:
    prepared = Prepared(select(bindparam("at", type_=UTCDateTime).label("at")))

    def act(work: Work) -> Any:
        connection = cast(Any, work.ledger)._connection
        return prepared.first(connection, {"at": MONDAY})

    assert tuple(await database.read(act)) == (MONDAY,)
