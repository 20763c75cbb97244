"""The same commands where the data is on a PostgreSQL server."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.commands.conftest import Hocso
from tests.commands.processes import get
from tests.commands.test_run import Start
from tests.storage import administer, postgres_server

__all__ = ["postgres_server"]

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

HOPELESS = "Máy chủ PostgreSQL không nhận kết nối: "


@pytest.fixture
def url(postgres_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty database of its own, which every command here uses."""
    asyncio.run(administer(postgres_server, "CREATE DATABASE for_commands"))
    url = make_url(postgres_server).set(drivername="postgresql", database="for_commands")
    monkeypatch.setenv("HOCSO_DATABASE_URL", url.render_as_string(hide_password=False))
    yield url.render_as_string(hide_password=False)
    asyncio.run(administer(postgres_server, "DROP DATABASE for_commands WITH (FORCE)"))


def test_everything_works_there_too(
    hocso: Hocso, url: str, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    assert "Chưa có dữ liệu ở đây (for_commands)" in hocso("verify").err
    lines = iter(["2", "1"])
    monkeypatch.setattr("builtins.input", lambda _: next(lines, "") or (_ for _ in ()).throw(EOFError))

    for command in (["chat"], ["verify"], ["export", "a.csv"], ["staff", "link"]):
        ran = hocso(*command)
        assert ran.status == 0, ran.err
    server = start("run", "--port", "0", data_dir=data, database_url=url)
    assert get(server.url())[0] == 200
    assert hocso("verify").status == 0
    assert (tmp_path / "a.csv").stat().st_size > 0
    assert not (data / "hocso.db").exists()


@pytest.mark.parametrize("command", [["run", "--port", "0"], ["verify"], ["chat"]])
@pytest.mark.parametrize("wrong", ["database", "username"])
def test_a_wrong_address_is_said_without_its_password(
    hocso: Hocso, postgres_server: str, monkeypatch: pytest.MonkeyPatch, command: list[str], wrong: str
) -> None:
    address = make_url(postgres_server).set(drivername="postgresql", password="bí-mật")
    address = address.set(database="nothing") if wrong == "database" else address.set(username="nobody")
    monkeypatch.setenv("HOCSO_DATABASE_URL", address.render_as_string(hide_password=False))

    ran = hocso(*command)

    assert ran.status == 1
    assert ran.err.startswith(HOPELESS)
    assert "bí-mật" not in ran.err
    assert "%C3" not in ran.err
