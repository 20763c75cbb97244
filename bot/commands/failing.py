"""Failures in the words of whoever sits at the keyboard, each with the way out."""

from errno import ENOSPC

from bot.app import BrokenContent
from bot.ports import StorageUnavailable
from bot.services.refusing import Refused
from bot.settings import UnknownSetting
from db.errors import StorageProblem

_STORAGE = {
    "missing": "Chưa có dữ liệu ở đây ({0}). Hãy chạy Học Số một lần để tạo, hoặc chỉ đúng thư mục bằng --data-dir.",
    "exists": "Đã có tệp {0}; hãy chọn tên khác, bản cũ được giữ nguyên.",
    "damaged": "Tệp {0} bị hỏng, không dùng được.",
    "foreign": "Tệp {0} không phải dữ liệu của Học Số.",
    "newer": "Dữ liệu {0} do một bản Học Số mới hơn tạo ra. Hãy cập nhật chương trình.",
    "older": "Dữ liệu {0} do một bản Học Số cũ hơn tạo ra. Hãy chạy Học Số một lần để nâng cấp; bản cũ được sao lưu.",
    "full": "Ổ đĩa đã đầy. Dọn bớt chỗ rồi chạy lại; chưa có gì bị mất.",
    "busy": "Học Số đang chạy và giữ dữ liệu này ({0}). Dừng nó lại (Ctrl-C) rồi chạy lại lệnh này.",
    "unsupported": "Dữ liệu ở máy chủ PostgreSQL: hãy dùng pg_dump và pg_restore.",
    "unwritable": "Không ghi được {0}. Hãy xem lại thư mục và quyền ghi.",
    "unreachable": "Máy chủ PostgreSQL không nhận kết nối: {0}. Hãy xem máy chủ đã chạy, tên và mật khẩu đã đúng chưa.",
    "undriven": "Thiếu thư viện cho PostgreSQL. Hãy cài thêm: pip install 'hocso[postgres]'.",
}


def sentence(failure: Exception) -> str | None:
    """Return what to say about a failure; None for one that is a fault of the program."""
    match failure:
        case BrokenContent(problems=problems):
            return "Nội dung bài học có lỗi, chưa chạy được:\n" + "\n".join(map(str, problems))
        case StorageProblem(kind=kind, subject=subject):
            return _STORAGE[kind].format(subject)
        case StorageUnavailable():
            return "Dữ liệu đang bận hoặc ổ đĩa đã đầy. Chờ một chút rồi chạy lại; chưa có gì bị mất."
        case Refused() | UnknownSetting():
            return str(failure)
        case OSError():
            return _of_system(failure)
    return None


def _of_system(problem: OSError) -> str:
    subject = problem.filename or "tệp"
    match problem:
        case FileNotFoundError():
            return f"Không tìm thấy {subject}."
        case IsADirectoryError():
            return f"{subject} là thư mục, không phải tệp."
        case PermissionError():
            return f"Không được phép mở {subject}. Hãy xem lại quyền."
    if problem.errno == ENOSPC:
        return "Ổ đĩa đã đầy. Dọn bớt chỗ rồi chạy lại."
    return f"Không mở được {subject}: {problem.strerror or problem}"
