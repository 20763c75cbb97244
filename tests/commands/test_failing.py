"""Whatever goes wrong around a command is one sentence with the way out."""

import errno
from typing import get_args

import pytest

from bot.commands.failing import sentence
from bot.ports import StorageBusy, StorageFull, StorageUnavailable
from bot.services.refusing import Refused
from db.errors import AlreadyRunning, Kind, StorageProblem
from tests.commands.conftest import Hocso


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_problem_of_the_storage_has_its_words(kind: Kind) -> None:
    said = sentence(StorageProblem(kind, "hocso.db"))

    assert said is not None
    assert said.endswith(".")
    assert "{" not in said


@pytest.mark.parametrize("failure", [StorageBusy(), StorageFull(), StorageUnavailable()])
def test_what_may_pass_says_that_nothing_is_lost(failure: Exception) -> None:
    assert "chưa có gì bị mất" in (sentence(failure) or "")


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (Refused("Không được."), "Không được."),
        (AlreadyRunning("hocso.db"), "Học Số đang chạy và giữ dữ liệu này (hocso.db)."),
        (FileNotFoundError(errno.ENOENT, "No such file", "a.csv"), "Không tìm thấy a.csv."),
        (IsADirectoryError(errno.EISDIR, "Is a directory", "a"), "a là thư mục, không phải tệp."),
        (PermissionError(errno.EACCES, "Permission denied", "a"), "Không được phép mở a. Hãy xem lại quyền."),
        (OSError(errno.ENOSPC, "No space left on device"), "Ổ đĩa đã đầy. Dọn bớt chỗ rồi chạy lại."),
        (OSError(errno.EIO, "Input/output error", "a"), "Không mở được a: Input/output error"),
    ],
)
def test_an_expected_failure_is_said_in_vietnamese(failure: Exception, said: str) -> None:
    assert (sentence(failure) or "").startswith(said)


def test_a_fault_of_the_program_is_not_hidden() -> None:
    assert sentence(KeyError("x")) is None


def test_without_the_driver_of_the_server_it_says_what_to_install(
    hocso: Hocso, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_driver(_url: object) -> None:
        raise ModuleNotFoundError("asyncpg")

    monkeypatch.setattr("db.upgrading.create_async_engine", no_driver)
    monkeypatch.setenv("HOCSO_DATABASE_URL", "postgresql://hocso@127.0.0.1:1/hocso")

    for command in ("verify", "chat"):
        ran = hocso(command)
        assert (ran.status, ran.err) == (
            1, "Thiếu thư viện cho PostgreSQL. Hãy cài thêm: pip install 'hocso[postgres]'.\n",
        )  # fmt: skip


@pytest.mark.parametrize("command", ["verify", "chat"])
def test_a_server_that_does_not_answer_is_said_to_be_silent(
    hocso: Hocso, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("HOCSO_DATABASE_URL", "postgresql://hocso:secret@127.0.0.1:1/hocso")

    ran = hocso(command)

    assert ran.status == 1
    assert ran.err.startswith("Máy chủ PostgreSQL không nhận kết nối: postgresql://hocso:***@127.0.0.1:1/hocso.")
