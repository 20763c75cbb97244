"""`hocso restore`: put a copy in the place of the data; what was there is kept beside it."""

from argparse import Namespace

from bot import clock
from bot.commands.common import settings_of, spoken
from bot.learning.calendar import local
from bot.services.refusing import Refused
from db.backup import restore


def run(chosen: Namespace) -> int:
    """Put the copy back and say where the replaced data was kept."""
    return spoken(lambda: _restore(chosen))


def _restore(chosen: Namespace) -> int:
    if not chosen.file.is_file():
        raise Refused(f"Không có tệp sao lưu {chosen.file}.")
    settings = settings_of(chosen)
    kept = restore(settings.database_url, settings.data_dir, chosen.file, local(clock.now()))
    print(f"Đã lấy lại dữ liệu từ {chosen.file}. Hãy chạy lại Học Số.")
    if kept is not None:
        print(f"Dữ liệu trước đó vẫn còn ở {kept}.")
    return 0
