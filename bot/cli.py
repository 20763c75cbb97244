"""`hocso …`: the arguments of each command, nothing else. What a command needs is imported when it runs."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper

_LEVELS = ("S", "Q", "T", "M", "V")
_BY = ("unit", "skill", "group", "month")
_INTERRUPTED = 130
"""What a shell expects of a program that Ctrl-C has ended."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 not as it should be, 2 not understood."""
    _speak_utf8()
    chosen = parser().parse_args(arguments)
    try:
        status: int = import_module(f"bot.commands.{chosen.module}").run(chosen)
    except KeyboardInterrupt:
        return _INTERRUPTED
    return status


def _speak_utf8() -> None:
    """Let Vietnamese be typed and printed on every terminal, and into pipes."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def parser() -> argparse.ArgumentParser:
    """Return the whole command line."""
    root = argparse.ArgumentParser(prog="hocso", description="Học Số: trợ lý ảo dạy kỹ năng số")
    _add_data_dir(root)
    commands = root.add_subparsers(required=True, metavar="lệnh")

    run = _add(commands, "run", "serve", "chạy trang chat và trang của xã")
    run.add_argument("--host", help="địa chỉ nghe (0.0.0.0 để máy khác trong mạng vào được)")
    run.add_argument("--port", type=int, help="cổng (mặc định 8080)")
    run.add_argument("--public-url", help="địa chỉ người dân dùng, in vào mã QR: https://…")

    chat = _add(commands, "chat", "chat", "trò chuyện ngay trong cửa sổ lệnh")
    chat.add_argument("--unit", help="mã đơn vị, như khi quét mã QR")
    chat.add_argument("--fresh", action="store_true", help="chỉ thử, không ghi vào dữ liệu")
    chat.add_argument("--save", type=_path, help="lưu những gì đã gõ thành một bài kiểm thử .chat")

    check = _add(commands, "check", "check", "xem bài học và bài kiểm tra có lỗi gì")
    check.add_argument("--json", action="store_true", help="in thêm một dòng JSON ở cuối")
    check.add_argument(
        "--coverage", action="store_true", help="in bảng: bài nào dạy điều gì, theo nguồn nào, hạn xem lại"
    )
    check.add_argument("--content", type=_path, help="thư mục content khác")
    check.add_argument("--quizzes", type=_path, help="thư mục quizzes khác")

    export = _add(commands, "export", "export", "xuất số liệu, giống hệt tệp tải từ trang của xã")
    export.add_argument("file", type=_path, help="tệp .csv hoặc .xlsx sẽ ghi")
    export.add_argument("--level", choices=_LEVELS, default="Q", help="ít nhất mức nào (mặc định Q)")
    export.add_argument("--from", dest="first_month", metavar="2026-01", help="từ tháng")
    export.add_argument("--to", dest="last_month", metavar="2026-12", help="đến hết tháng")
    export.add_argument("--unit", help="mã đơn vị, tính cả bên dưới")
    export.add_argument("--group", help="mã nhóm: cadre, pupil, worker, resident")
    export.add_argument("--skill", help="mã kỹ năng")
    export.add_argument("--by", default="unit", help=f"mỗi dòng là gì: {', '.join(_BY)}; ghép được, như unit,skill")

    lists = _add(commands, "import", "bring_in", "nhập danh sách đơn vị hoặc số dân của xã")
    lists.add_argument("what", choices=("units", "denominators"), help="đơn vị, hoặc số người để so")
    lists.add_argument("file", type=_path, help="tệp .xlsx, .xls, .ods hoặc .csv")
    lists.add_argument("--apply", action="store_true", help="ghi thật; không có thì chỉ xem trước")

    _add(commands, "verify", "verify", "tính lại mọi kết quả từ bằng chứng và so với sổ")

    backup = _add(commands, "backup", "backup", "sao lưu, cả khi đang chạy")
    backup.add_argument("file", type=_path, nargs="?", help="tệp sẽ ghi (mặc định: trong thư mục dữ liệu)")
    restore = _add(commands, "restore", "restore", "lấy lại một bản sao lưu")
    restore.add_argument("file", type=_path, help="tệp sao lưu")

    _add_channels(commands)

    staff = _add(commands, "staff", "staff", "tài khoản cán bộ")
    acts = staff.add_subparsers(dest="act", required=True, metavar="việc")
    reset = acts.add_parser("reset", help="đặt mật khẩu mới cho người quên mật khẩu")
    reset.add_argument("login", help="tên đăng nhập")
    link = acts.add_parser("link", help="tạo đường dẫn một lần để lập tài khoản")
    for act in (reset, link):
        _add_data_dir(act)
    return root


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, module: str, about: str
) -> argparse.ArgumentParser:
    """Add a command that is carried out by `bot.commands.<module>`."""
    command = commands.add_parser(name, help=about, description=about)
    command.set_defaults(module=module)
    _add_data_dir(command)
    return command


def _add_channels(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command for Zalo and Telegram."""
    channels = _add(commands, "channels", "channels", "xem các kênh Zalo, Telegram; đặt hoặc gỡ webhook")
    ways = channels.add_subparsers(dest="act", metavar="việc")
    for word, about in (("set", "cho nền tảng gửi tin tới địa chỉ của mình"), ("remove", "thôi nhận qua webhook")):
        way = ways.add_parser(word, help=about)
        way.add_argument("channel", choices=("telegram", "zalo_bot"), help="kênh nào")
        _add_data_dir(way)
    sign_in = ways.add_parser("sign-in", help="nhận quyền của Zalo OA, một lần")
    sign_in.add_argument("channel", choices=("zalo_oa",), help="kênh nào")
    sign_in.add_argument("--refresh-token", help="lấy từ API Explorer của ứng dụng Zalo")
    sign_in.add_argument("--code", help="lấy từ địa chỉ mà Zalo đưa về sau khi cấp quyền")
    sign_in.add_argument("--verifier", help="code verifier đi cùng mã ấy")
    _add_data_dir(sign_in)


def _add_data_dir(command: argparse.ArgumentParser) -> None:
    """Take the folder of the data before as after the name of a command: nobody remembers which it was."""
    command.add_argument(
        "--data-dir", type=_path, default=argparse.SUPPRESS, help="thư mục dữ liệu (mặc định: thư mục data)"
    )


def _path(text: str) -> object:
    from pathlib import Path

    return Path(text)
