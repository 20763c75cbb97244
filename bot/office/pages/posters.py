"""The poster of a unit: scanned at the door of the nhà văn hoá, it opens the chat with the unit already known."""

from dataclasses import dataclass

from markupsafe import Markup
from starlette.responses import Response

from bot.office.door import Visit
from bot.office.leading import is_reachable, public_base, typed
from bot.office.rendering import page
from bot.ports import Work
from bot.services.refusing import Refused
from bot.services.seeing import units_seen_by
from bot.webkit import qr


@dataclass(frozen=True, slots=True)
class PosterPage:
    """One sheet for one unit."""

    unit: str
    qr: Markup
    address: str
    """What to type where nothing can be scanned."""
    is_reachable: bool


async def show(visit: Visit) -> Response:
    """Show the poster of a unit that the member of staff sees."""
    code = visit.request.path_params["code"]

    def name(work: Work) -> str:
        for unit in units_seen_by(work, visit.staff):
            if unit.code == code:
                return unit.name
        raise Refused("Không tìm thấy đơn vị này.", 404)

    unit, base = await visit.office.database.read(name), public_base(visit)
    address = f"{base}/?u={code}"
    poster = PosterPage(unit, qr.drawing(address, "Mã QR của trang học"), typed(address), is_reachable(base))
    return page("poster.html", poster, visit.frame)
