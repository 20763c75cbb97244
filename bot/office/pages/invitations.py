"""Invitations for mentors: a form, and the sheet of paper that is handed out."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.responses import Response

from bot.learning.calendar import local
from bot.learning.codes import spell
from bot.office.door import Visit
from bot.office.pages.tally import Option, unit_options
from bot.office.rendering import page
from bot.ports import Work
from bot.services.inviting import MOST_DAYS, MOST_USES, Invitation, invite_mentors
from bot.services.refusing import Refused
from bot.services.seeing import units_seen_by
from bot.webkit import qr
from bot.webkit.leading import is_reachable, public_base, typed

USUAL_USES = 10
USUAL_DAYS = 14


@dataclass(frozen=True, slots=True)
class InvitationsPage:
    """The form for an invitation."""

    units: Sequence[Option]
    uses: int
    days: int
    most_uses: int = MOST_USES
    most_days: int = MOST_DAYS
    problem: str = ""


@dataclass(frozen=True, slots=True)
class InvitationSheet:
    """The sheet with the code; it is shown this once, since only a hash of the code is kept."""

    unit: str
    code: str
    qr: Markup
    address: str
    """What to type where nothing can be scanned."""
    uses: int
    good_until: str
    is_reachable: bool
    """Whether a phone finds anything behind the QR code: not if it leads to this very machine."""


async def show(visit: Visit) -> Response:
    """Show the form."""
    return await _form(visit, USUAL_USES, USUAL_DAYS)


async def invite(visit: Visit) -> Response:
    """Make an invitation and show its sheet."""
    office = visit.office
    unit_id, uses, days = visit.number("don-vi"), visit.number("so-nguoi"), visit.number("so-ngay")
    if unit_id is None:
        return await _form(visit, uses or USUAL_USES, days or USUAL_DAYS, "Anh/chị chọn đơn vị cần người hướng dẫn.")
    try:
        invitation = await office.database.write(
            invite_mentors, visit.staff, unit_id, uses or 0, days or 0, office.dice, office.now()
        )
    except Refused as refusal:
        return await _form(visit, uses or USUAL_USES, days or USUAL_DAYS, refusal.sentence)
    return page("invitation.html", _sheet(visit, invitation), visit.frame)


async def _form(visit: Visit, uses: int, days: int, problem: str = "") -> Response:
    units = await visit.office.database.read(_units, visit)
    return page(
        "invitations.html", InvitationsPage(units, uses, days, problem=problem), visit.frame, 422 if problem else 200
    )


def _units(work: Work, visit: Visit) -> list[Option]:
    return unit_options(units_seen_by(work, visit.staff), visit.number("don-vi"), with_everything=False)


def _sheet(visit: Visit, invitation: Invitation) -> InvitationSheet:
    base = public_base(visit.office.public_url, visit.request)
    return InvitationSheet(
        unit=invitation.unit.name,
        code=spell(invitation.code),
        qr=qr.drawing(f"{base}/?c={invitation.code}", "Mã QR của giấy mời"),
        address=typed(base),
        uses=invitation.uses,
        good_until=f"{local(invitation.expires_at):%d/%m/%Y}",
        is_reachable=is_reachable(base),
    )
