"""The kinds of places where people are counted."""

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "tinh": "Tỉnh",
    "xa": "Xã",
    "phuong": "Phường",
    "dac_khu": "Đặc khu",
    "thon": "Thôn",
    "to_dan_pho": "Tổ dân phố",
    "truong": "Trường học",
    "co_quan": "Cơ quan",
    "doanh_nghiep": "Doanh nghiệp",
    "hop_tac_xa": "Hợp tác xã",
    "cho": "Chợ",
}
"""Each as it is stored, and as it is shown."""


def kind_words(kind: str) -> str:
    """Return a kind as it is shown."""
    return KINDS.get(kind, kind)
