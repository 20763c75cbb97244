"""The one way to say "this unit and everything below it": its path is the beginning of theirs."""

from sqlalchemy import Select, bindparam, select

from db.tables import unit

_top = unit.alias("top")


def unit_ids_below() -> Select[tuple[int]]:
    """Return the ids of the subtree of the unit given as `below`, itself included."""
    path = select(_top.c.path).where(_top.c.id == bindparam("below")).scalar_subquery()
    return select(unit.c.id).where(unit.c.path.startswith(path))
