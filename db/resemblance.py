"""Finding the unit that somebody means, by its code or by a name typed in a hurry."""

from collections.abc import Sequence
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import Connection, Row, bindparam, func, select

from bot.learning.people import Unit
from bot.text.folding import fold
from db.subtree import unit_ids_below
from db.tables import unit

COMMUNES = frozenset({"xa", "phuong", "dac_khu"})
"""Kinds of unit that a poster stands for as a whole: names are looked for within one."""

_ALIKE = 80
"""From here on two names resemble each other, of 100."""

_LONGEST = 80
"""Letters of a text that are compared; a pasted page against every unit of a province would hold up everybody."""

_SHORTEST_TYPO = 3
"""A text shorter than this resembles everything."""

_UNIT = (unit.c.id, unit.c.code, unit.c.name, unit.c.kind, unit.c.parent_id)

_BY_CODE = select(*_UNIT).where(func.lower(unit.c.code) == bindparam("wanted"))

_poster = unit.alias("poster")
_COMMUNE = (
    select(unit.c.id)
    .join(_poster, _poster.c.path.startswith(unit.c.path))
    .where(func.lower(_poster.c.code) == bindparam("wanted"), unit.c.kind.in_(COMMUNES))
    .order_by(func.length(unit.c.path).desc())
    .limit(1)
)

_ALL = select(*_UNIT, unit.c.name_search).order_by(unit.c.name_sort)
_BELOW = _ALL.where(unit.c.id.in_(unit_ids_below()))


def unit_with_code(connection: Connection, code: str) -> Unit | None:
    """Return the unit with that code, in any case."""
    row = connection.execute(_BY_CODE, {"wanted": code.lower()}).first()
    return _unit(row) if row else None


def units_resembling(connection: Connection, text: str, poster_code: str | None, limit: int) -> Sequence[Unit]:
    """Return units whose folded name begins with the text, holds it or resembles it, in this order."""
    wanted = fold(text)[:_LONGEST]
    if not wanted:
        return []
    scored = [(_likeness(wanted, row.name_search), row) for row in _candidates(connection, poster_code)]
    found = sorted((one for one in scored if one[0] >= _ALIKE), key=lambda one: -one[0])  # keeps the order of names
    return [_unit(row) for _, row in found[:limit]]


def _candidates(connection: Connection, poster_code: str | None) -> Sequence[Row[*tuple[Any, ...]]]:
    commune = connection.scalar(_COMMUNE, {"wanted": poster_code.lower()}) if poster_code else None
    if commune is None:
        return connection.execute(_ALL).all()
    return connection.execute(_BELOW, {"below": commune}).all()


def _likeness(wanted: str, name: str) -> float:
    """Return how alike two folded texts are; what begins with the text, or holds it, is more than alike."""
    if name.startswith(wanted):
        return 102
    if wanted in name:
        return 101
    return fuzz.partial_ratio(wanted, name) if len(wanted) >= _SHORTEST_TYPO else 0


def _unit(row: Row[*tuple[Any, ...]]) -> Unit:
    return Unit(row.id, row.code, row.name, row.kind, row.parent_id)
