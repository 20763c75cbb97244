"""Sources: an address to look at, and a date until which it may be believed."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.curriculum.problems import Finding, Path
from bot.learning.course import Source

LONGEST_TRUST = 18  # months


def check_sources(sources: Sequence[Source], at: Path = ("sources",)) -> Iterator[Finding]:
    """Check that there are sources at all."""
    if not sources:
        yield Finding(at, "chưa có nguồn nào", "thêm ít nhất một nguồn: title, url, checked_on, review_by")


def check_source(source: Source, at: Path) -> Iterator[Finding]:
    """Check one source."""
    if not source.title.strip():
        yield Finding((*at, "title"), "còn để trống", "viết tên văn bản hoặc tên trang")
    if not source.url.startswith("https://") or " " in source.url or "." not in source.url:
        yield Finding((*at, "url"), "không phải địa chỉ https", "chép nguyên địa chỉ trang, bắt đầu bằng https://")
    if source.review_by <= source.checked_on:
        how = "ghi ngày sẽ xem lại, muộn hơn ngày đã kiểm tra"
        yield Finding((*at, "review_by"), "ngày xem lại không sau ngày kiểm tra", how)
    elif source.review_by > _months_later(source.checked_on, LONGEST_TRUST):
        what = f"ngày xem lại muộn hơn {LONGEST_TRUST} tháng sau ngày kiểm tra"
        yield Finding((*at, "review_by"), what, "ghi ngày sớm hơn; luật và phí thì không quá vài tháng")


def check_still_good(source: Source, at: Path, today: date) -> Iterator[Finding]:
    """Remind the author of a source that should have been looked at again by now."""
    if source.review_by < today:
        what = f"nguồn này cần xem lại từ ngày {source.review_by:%d/%m/%Y}"
        how = "mở lại trang nguồn, sửa bài nếu có gì đổi, rồi ghi ngày mới"
        yield Finding((*at, "review_by"), what, how, "reminder")


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, min(day.day, 28))
