"""A list between the look at it and the decision: kept by the page itself, signed, so that nothing is half done."""

from typing import Any, Literal

from itsdangerous import BadData, URLSafeTimedSerializer

from bot.office.office import Office
from bot.ports import Staff
from bot.services.importing.headers import Line, Table

Kind = Literal["don-vi", "tong-so"]

GOOD_FOR = 3_600
"""Seconds in which the decision is to be made."""


def wrap(office: Office, staff: Staff, kind: Kind, table: Table) -> str:
    """Return a list as a text for a hidden field, which nobody but this member of staff can send back, unchanged."""
    lines = [[line.number, dict(line.cells)] for line in table.lines]
    return _signer(office, staff, kind).dumps({"titles": dict(table.titles), "lines": lines})


def unwrap(office: Office, staff: Staff, kind: Kind, text: str) -> Table | None:
    """Return the list, or None if the text is not ours or too old."""
    try:
        data: dict[str, Any] = _signer(office, staff, kind).loads(text, max_age=GOOD_FOR)
    except BadData:
        return None
    return Table(data["titles"], tuple(Line(number, cells) for number, cells in data["lines"]))


def _signer(office: Office, staff: Staff, kind: Kind) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(office.secret, salt=f"upload:{kind}:{staff.id}")
