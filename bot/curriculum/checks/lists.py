"""The lists that messages are judged by: addresses as computers write them, each one once."""

import re
from collections.abc import Iterable, Iterator

from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.checks.names import check_id, check_once, check_unique
from bot.curriculum.checks.sources import check_sources
from bot.curriculum.files import BrandsFile, HostsFile, ScamsFile
from bot.curriculum.problems import Finding, Path

OFFICIAL = 24
"""So many kinds of scams are on the official list."""
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_ENDING = re.compile(_LABEL)

_Places = list[tuple[Path, str]]


def check_hosts(file: HostsFile, _glossary: Glossary) -> Iterator[Finding]:
    """Check content/lists/hosts.yaml."""
    hosts = [(("hosts", place, "host"), one.host) for place, one in enumerate(file.hosts)]
    endings, shorteners = _places("odd_endings", file.odd_endings), _places("shorteners", file.shorteners)
    yield from _host_names([*hosts, *shorteners])
    yield from check_once([*hosts, *shorteners])
    yield from check_once(endings)
    for place, one in enumerate(file.hosts):
        if not one.owner.strip():
            yield Finding(("hosts", place, "owner"), "còn để trống", "ghi địa chỉ này là của ai")
    for at, ending in endings:
        if not _ENDING.fullmatch(ending):
            yield Finding(at, f"đuôi “{ending}” viết chưa đúng kiểu", "viết thường, không có dấu chấm: top")
    yield from check_sources(file.sources)


def check_brands(file: BrandsFile, _glossary: Glossary) -> Iterator[Finding]:
    """Check content/lists/brands.yaml."""
    yield from check_once([(("brands", place, "name"), one.name) for place, one in enumerate(file.brands)])
    spellings: _Places = []
    for place, one in enumerate(file.brands):
        at: Path = ("brands", place)
        spellings += _places("spellings", one.spellings, at)
        yield from _host_names(_places("hosts", one.hosts, at))
        if not one.spellings:
            yield Finding((*at, "spellings"), "chưa có cách viết nào", "thêm tên viết thường, liền nhau: vietcombank")
    yield from check_once(spellings)
    for here, spelling in spellings:
        if not spelling.strip() or spelling != spelling.lower():
            yield Finding(here, f"cách viết “{spelling}” chưa đúng kiểu", "viết chữ thường, không để trống")
    yield from check_sources(file.sources)


def check_scams(file: ScamsFile, _glossary: Glossary) -> Iterator[Finding]:
    """Check content/lists/scams.yaml."""
    yield from check_unique(
        [(("scams", place, "id"), one.id) for place, one in enumerate(file.scams)], "ở một kiểu khác"
    )
    for place, one in enumerate(file.scams):
        at: Path = ("scams", place)
        yield from check_id(one.id, (*at, "id"))
        if not one.title.strip():
            yield Finding((*at, "title"), "còn để trống", "viết tên kiểu lừa bằng lời thường")
        if one.official is not None and not 1 <= one.official <= OFFICIAL:
            what = f"danh sách chính thức chỉ có {OFFICIAL} hình thức, không có số {one.official}"
            yield Finding((*at, "official"), what, f"ghi số từ 1 đến {OFFICIAL}, hoặc bỏ dòng này")
    yield from check_sources(file.sources)


def _places(name: str, several: Iterable[str], at: Path = ()) -> _Places:
    return [((*at, name, place), one) for place, one in enumerate(several)]


def _host_names(hosts: _Places) -> Iterator[Finding]:
    for at, host in hosts:
        if not _HOST.fullmatch(host):
            how = "viết thường, không có https:// hay dấu /: dichvucong.gov.vn"
            yield Finding(at, f"“{host}” không phải tên miền", how)
