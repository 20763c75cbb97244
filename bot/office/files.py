"""A report as a file to take away."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.office.rendering import NEVER_KEPT
from bot.reports.files import WRITERS
from bot.reports.table import Report

_MEDIA_TYPES: Mapping[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def download(report: Report, name: str, kind: str) -> Response:
    """Return a report as an attachment. Takes a while for a long one: call it in a thread."""
    if kind not in WRITERS:
        raise HTTPException(404)
    headers = {**NEVER_KEPT, "content-disposition": f'attachment; filename="{name}.{kind}"'}
    return Response(WRITERS[kind](report), media_type=_MEDIA_TYPES[kind], headers=headers)
