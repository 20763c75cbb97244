"""What people write for the kinds of units."""

from collections.abc import Mapping

from bot.learning.unit_kinds import KINDS
from bot.text.folding import fold

_ALSO: Mapping[str, tuple[str, ...]] = {
    "tinh": ("thành phố", "tp", "tỉnh, thành phố"),
    "xa": ("thị trấn",),
    "thon": ("làng", "bản", "ấp", "buôn", "buôn làng", "xóm", "khóm", "sóc", "plei"),
    "to_dan_pho": ("tdp", "tổ", "khu phố", "khu dân cư", "khu", "tổ dân cư"),
    "truong": ("trường", "nhà trường"),
    "co_quan": ("đơn vị", "cơ quan, đơn vị"),
    "doanh_nghiep": ("công ty", "dn", "nhà máy", "xí nghiệp"),
    "hop_tac_xa": ("htx",),
}

_BY_WORD = {fold(word): kind for kind, label in KINDS.items() for word in (kind, label, *_ALSO.get(kind, ()))}


def read_kind(text: str) -> str | None:
    """Return the kind that a text means, or None."""
    return _BY_WORD.get(fold(text))
