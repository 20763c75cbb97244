import gzip
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.webkit import errors, static

NAMES = sorted(
    path.relative_to(folder).as_posix()
    for folder in static._FOLDERS
    if folder.is_dir()
    for path in folder.rglob("*")
    if path.is_file()
)


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=[static.mount()], exception_handlers=errors.handlers()))


@pytest.mark.parametrize("name", NAMES)
def test_every_file_is_served_and_kept_for_a_year_under_its_hash(client: TestClient, name: str) -> None:
    answer = client.get(static.url(name))

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.content == static.load(name).body


def test_scripts_and_styles_are_packed_for_who_can_unpack(client: TestClient) -> None:
    address = static.url("pico.min.css")
    plain = client.get(address, headers={"accept-encoding": "identity"})
    packed = client.get(address, headers={"accept-encoding": "gzip"})

    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 4
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"
    assert packed.content == plain.content


def test_an_old_address_gives_the_new_file_but_not_for_long(client: TestClient) -> None:
    assert client.get("/static/look.css?v=old").headers["cache-control"] == "public, max-age=3600"


def test_what_a_browser_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/static/look.css")
    again = client.get("/static/look.css", headers={"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_fonts_are_named_with_their_hash_in_the_style_sheet() -> None:
    css = static.load("fonts.css").body.decode()
    addresses = re.findall(r'url\("([^"]+)"\)', css)

    assert len(addresses) == 4
    for address in addresses:
        name, _, version = address.partition("?v=")
        assert version == static.load(name).version


@pytest.mark.parametrize("name", ["", "nope.css", "../guard.py", "%2e%2e/guard.py", "/etc/passwd", "fonts", "a%00b"])
def test_nothing_else_is_given_out(client: TestClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize("name", ["./look.css", "a/../look.css", "look.css/", "fonts/../look.css", ".//look.css"])
def test_a_file_has_one_spelling_so_that_nobody_fills_the_memory_with_it(name: str) -> None:
    with pytest.raises(FileNotFoundError):
        static.load(name)


def test_no_file_of_ours_names_another_host() -> None:
    ours = [name for name in NAMES if name.endswith((".css", ".js", ".svg")) and "/" not in name]
    for name in ours:
        text = static.load(name).body.decode()
        hosts = set(re.findall(r"(?:url\(|src=|href=|fetch\(|import )[\"'`]?(https?://[^\"')\s]+)", text))

        assert hosts == set(), name


def test_packing_changes_nothing() -> None:
    file = static.load("htmx.min.js")

    assert file.packed is not None
    assert gzip.decompress(file.packed) == file.body
    assert static.load(Path("htmx.min.js").as_posix()) is file
