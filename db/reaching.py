"""Who has enough skills: one query over completions, in which everybody is counted where they had enough."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from bot.learning.reach import Reach, Reached
from db.subtree import unit_ids_below
from db.tables import completion

# A skill is completed at a level once, so the n-th completion is the n-th skill. Two of one moment keep their order.
_NUMBER = func.row_number().over(partition_by=completion.c.person_id, order_by=(completion.c.at, completion.c.id))

_COMPLETIONS = select(completion.c.unit_id, completion.c.group_id, _NUMBER.label("number")).where(
    completion.c.level == bindparam("level"),
    completion.c.at < bindparam("before", type_=completion.c.at.type),
)


def count_reached(connection: Connection, reach: Reach) -> Sequence[Reached]:
    """Return the answer, in no particular order."""
    values = {
        "level": reach.level,
        "before": reach.before,
        "among": list(reach.among),
        "at_least": reach.at_least,
        "below": reach.unit_id,
    }
    rows = connection.execute(_statement(reach), values)
    return [Reached(row.unit_id, row.group_id, row.people) for row in rows]


def _statement(reach: Reach) -> Select[*tuple[Any, ...]]:
    among = completion.c.skill_id.in_(bindparam("among", expanding=True))
    numbered = (_COMPLETIONS.where(among) if reach.among else _COMPLETIONS).subquery()
    counted = (
        select(numbered.c.unit_id, numbered.c.group_id, func.count().label("people"))
        .where(numbered.c.number == bindparam("at_least"))
        .group_by(numbered.c.unit_id, numbered.c.group_id)
    )
    # The unit is that of the last completion it took, so it is looked at only once that is known.
    return counted if reach.unit_id is None else counted.where(numbered.c.unit_id.in_(unit_ids_below()))
