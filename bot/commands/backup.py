"""`hocso backup`: a checked copy of the data, also while the server runs."""

from argparse import Namespace

from bot import clock
from bot.commands.common import settings_of, spoken
from bot.learning.calendar import local
from db.backup import backup


def run(chosen: Namespace) -> int:
    """Write the copy and say where it is."""
    return spoken(lambda: _backup(chosen))


def _backup(chosen: Namespace) -> int:
    settings = settings_of(chosen)
    name = f"hocso-{local(clock.now()):%Y%m%d-%H%M%S}-backup.db"
    target = chosen.file or settings.data_dir
    target = backup(settings.database_url, settings.data_dir, target / name if target.is_dir() else target)
    print(f"Đã sao lưu và kiểm tra: {target.resolve()}")
    print(f"Cất bản sao ở máy khác, cùng với {(settings.data_dir / 'secret.key').resolve()}.")
    return 0
