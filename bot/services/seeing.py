"""Which units somebody of the office sees: decided here, once, for every page and every file."""

from collections.abc import Sequence

from bot.learning.people import Unit
from bot.ports import Staff, Work
from bot.services.refusing import Refused

FORBIDDEN = 403

OPERATOR = Staff(0, "", "", None)
"""Whoever has the machine itself: sees everything, and has no account that the audit log could name."""


def units_seen_by(work: Work, staff: Staff) -> Sequence[Unit]:
    """Return the units that a member of staff sees, parents before children."""
    return work.units.all(staff.unit_id)


def within(work: Work, staff: Staff, unit_id: int | None) -> int | None:
    """
    Return the unit whose subtree may be looked at, given the one that was asked for.

    Whoever belongs to a unit and asks for everything gets that unit. Refuse a unit outside.
    """
    if unit_id is None:
        return staff.unit_id
    if not sees(work, staff, unit_id):
        raise Refused("Đơn vị này nằm ngoài phạm vi tài khoản của anh/chị.", FORBIDDEN)
    return unit_id


def sees(work: Work, staff: Staff, unit_id: int | None) -> bool:
    """Return whether a member of staff sees a unit; None stands for everything there is."""
    if staff.unit_id is None and unit_id is None:
        return True
    return unit_id is not None and any(unit.id == unit_id for unit in units_seen_by(work, staff))
