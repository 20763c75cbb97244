"""The tree of places where people are counted, and how many people there are."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from bot.learning.people import Unit
from bot.ports import Denominator, NewUnit
from bot.text.folding import fold, sort_key
from db.subtree import unit_ids_below
from db.tables import denominator, unit

_COLUMNS = (unit.c.id, unit.c.code, unit.c.name, unit.c.kind, unit.c.parent_id, unit.c.name_sort)

_ALL = select(*_COLUMNS)

_BELOW = _ALL.where(unit.c.id.in_(unit_ids_below()))

_BY_CODE = select(unit.c.id, unit.c.path).where(func.lower(unit.c.code) == func.lower(bindparam("wanted")))

_ADD = insert(unit).returning(unit.c.id)

_PLACE = update(unit).where(unit.c.id == bindparam("unit_id")).values(path=bindparam("new_path"))

_RENAME = (
    update(unit)
    .where(unit.c.id == bindparam("unit_id"))
    .values(
        name=bindparam("new_name"),
        name_search=bindparam("search"),
        name_sort=bindparam("sort"),
        kind=bindparam("new_kind"),
        parent_id=bindparam("parent"),
    )
)

_MOVE = (
    update(unit)
    .where(unit.c.path.startswith(bindparam("old_path", type_=unit.c.path.type)))
    .values(path=bindparam("new_path", type_=unit.c.path.type).concat(func.substr(unit.c.path, bindparam("behind"))))
)

_SAME_DENOMINATOR = (
    denominator.c.unit_id == bindparam("of_unit"),
    denominator.c.group_id == bindparam("of_group"),
    denominator.c.on_date == bindparam("of_date"),
)

_CORRECT = (
    update(denominator).where(*_SAME_DENOMINATOR).values(people=bindparam("new_people"), source=bindparam("new_source"))
)

_ADD_DENOMINATOR = insert(denominator)

_DENOMINATORS = select(denominator).where(denominator.c.on_date <= bindparam("on")).order_by(denominator.c.on_date)

_DENOMINATORS_BELOW = _DENOMINATORS.where(denominator.c.unit_id.in_(unit_ids_below()))

AnyRow = Row[*tuple[Any, ...]]

_NUMBER = re.compile(r"\d+")
_LONGEST_SORT_KEY = unit.c.name_sort.type.length  # type: ignore[attr-defined]


class Units:
    """Keeps `bot.ports.Units`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self, below: int | None = None) -> Sequence[Unit]:
        """Return units in Vietnamese order, parents before children; the subtree of `below` (itself included)."""
        statement = _ALL if below is None else _BELOW
        values = {} if below is None else {"below": below}
        return in_order(self._connection.execute(statement, values).all())

    def put(self, units: Sequence[NewUnit], now: datetime) -> None:
        """Make or rename units; parents come before their children. A unit that moves takes its subtree along."""
        for new in units:
            parent = self._find(new.parent_code) if new.parent_code else None
            found = self._find(new.code)
            if found is None:
                self._add(new, parent, now)
            else:
                self._change(new, found, parent)

    def put_denominators(self, denominators: Sequence[Denominator], now: datetime) -> None:
        """Keep denominators; one of the same unit, group and date replaces the one of before."""
        for new in denominators:
            same = {"of_unit": new.unit_id, "of_group": new.group or "", "of_date": new.on}
            values = {"new_people": new.people, "new_source": new.source}
            if self._connection.execute(_CORRECT, same | values).rowcount == 0:
                self._connection.execute(
                    _ADD_DENOMINATOR,
                    {
                        "unit_id": new.unit_id,
                        "group_id": new.group or "",
                        "people": new.people,
                        "source": new.source,
                        "on_date": new.on,
                    },
                )

    def denominators(self, below: int | None, on: date) -> Sequence[Denominator]:
        """Return for each unit and group the newest denominator dated no later than a day."""
        statement = _DENOMINATORS if below is None else _DENOMINATORS_BELOW
        values = {"on": on} if below is None else {"on": on, "below": below}
        newest = {(row.unit_id, row.group_id): row for row in self._connection.execute(statement, values)}
        return [
            Denominator(row.unit_id, row.group_id or None, row.people, row.source, row.on_date)
            for row in newest.values()
        ]

    def _find(self, code: str) -> AnyRow | None:
        return self._connection.execute(_BY_CODE, {"wanted": code}).first()

    def _add(self, new: NewUnit, parent: AnyRow | None, now: datetime) -> None:
        # The path ends in an id that only the database gives; until then the code stands in for it.
        unit_id = self._connection.execute(
            _ADD,
            {
                "code": new.code,
                "name": new.name,
                "name_search": fold(new.name),
                "name_sort": unit_sort_key(new.name),
                "kind": new.kind,
                "parent_id": parent.id if parent else None,
                "path": f"?{new.code}",
                "created_at": now,
            },
        ).scalar_one()
        self._connection.execute(_PLACE, {"unit_id": unit_id, "new_path": _path(parent, unit_id)})

    def _change(self, new: NewUnit, found: AnyRow, parent: AnyRow | None) -> None:
        self._connection.execute(
            _RENAME,
            {
                "unit_id": found.id,
                "new_name": new.name,
                "search": fold(new.name),
                "sort": unit_sort_key(new.name),
                "new_kind": new.kind,
                "parent": parent.id if parent else None,
            },
        )
        path = _path(parent, found.id)
        if path != found.path:
            self._connection.execute(_MOVE, {"old_path": found.path, "new_path": path, "behind": len(found.path) + 1})


def unit_sort_key(name: str) -> str:
    """Return where a unit stands among its siblings: as in a dictionary, but `Tổ 2` before `Tổ 10`."""
    counted = _NUMBER.sub(lambda number: number.group().zfill(4), name)
    return sort_key(counted)[:_LONGEST_SORT_KEY]


def in_order(rows: Iterable[AnyRow]) -> list[Unit]:
    """Return units with every unit behind its parent, siblings in Vietnamese order whatever the database's own is."""
    rows = sorted(rows, key=lambda row: (row.name_sort, row.id))
    known = {row.id for row in rows}
    children: dict[int | None, list[AnyRow]] = defaultdict(list)
    for row in rows:
        children[row.parent_id if row.parent_id in known else None].append(row)
    ordered: list[Unit] = []
    waiting = children[None][::-1]
    while waiting:
        row = waiting.pop()
        ordered.append(Unit(row.id, row.code, row.name, row.kind, row.parent_id))
        waiting += children[row.id][::-1]
    return ordered


def _path(parent: AnyRow | None, unit_id: int) -> str:
    return f"{parent.path if parent else '/'}{unit_id}/"
