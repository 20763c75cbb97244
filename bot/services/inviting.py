"""Invitations with which somebody becomes a mentor of a unit."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.learning.codes import Dice, new_code
from bot.learning.people import Unit
from bot.ports import Staff, Work
from bot.services.refusing import Refused
from bot.services.seeing import units_seen_by

MOST_USES = 200
MOST_DAYS = 90


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code that so many people may use until a moment; it is shown once, afterwards only its hash is kept."""

    code: str
    unit: Unit
    uses: int
    expires_at: datetime


def invite_mentors(
    work: Work, staff: Staff, unit_id: int, uses: int, days: int, dice: Dice, now: datetime
) -> Invitation:
    """Make an invitation for mentors of a unit that the member of staff sees."""
    unit = next((unit for unit in units_seen_by(work, staff) if unit.id == unit_id), None)
    if unit is None:
        raise Refused("Đơn vị này nằm ngoài phạm vi tài khoản của anh/chị.", 403)
    if not 1 <= uses <= MOST_USES:
        raise Refused(f"Số người dùng chung một mã là từ 1 đến {MOST_USES}.")
    if not 1 <= days <= MOST_DAYS:
        raise Refused(f"Mã có hạn từ 1 đến {MOST_DAYS} ngày.")
    invitation = Invitation(new_code(dice), unit, uses, now + timedelta(days=days))
    code_id = work.codes.issue_for_mentors(invitation.code, unit.id, staff.id, uses, invitation.expires_at)
    work.offices.note(staff.id, "mời người hướng dẫn", f"{unit.name}, {uses} lượt, mã số {code_id}", now)
    return invitation
