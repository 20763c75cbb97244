"""What whoever runs the program may decide: variables that begin with `HOCSO_`, or options of `hocso run`."""

import os
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

PREFIX = "HOCSO_"

_ANYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared, not bound
_HERE = ("127.0.0.1", "::1", "localhost")
_SECRET = frozenset(
    {"database_url", "telegram_token", "zalo_bot_token", "zalo_oa_app_secret", "zalo_oa_webhook_secret"}
)
"""Settings whose value is not shown: it is a secret, or may hold one."""
_OF_PLATFORMS = ("telegram_", "zalo_")
"""How settings begin that are also known without our prefix, as the platforms' own guides call them."""


class UnknownSetting(Exception):
    """A setting that does not exist, or a value that does not fit; the message is for whoever runs the program."""


def _separated(urls: object) -> object:
    return tuple(urls.split()) if isinstance(urls, str) else urls


def _origin(url: str) -> str:
    """Return a web address without its last slash; our pages stand at the top of a site, so it has no path."""
    if url and not re.fullmatch(r"https?://[^\s/?#;,\"'<>]+/?", url):
        raise ValueError("http:// hoặc https:// rồi tên miền, như https://hocso.xa-cua-toi.vn")
    return url.rstrip("/")


def _database(url: str) -> str:
    if url and not re.match(r"(postgres(ql)?|sqlite)(\+\w+)?://", url):
        raise ValueError("postgresql://… hoặc để trống")
    return url


def _token(token: str) -> str:
    if token and not re.fullmatch(r"\d+:[\w-]{3,}", token):
        raise ValueError("mã của bot như nơi cấp đã gửi, dạng 123456:ABC-…")
    return token


def _base(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s?#]+", url):
        raise ValueError("http:// hoặc https:// rồi địa chỉ")
    return url


def _operator(address: str) -> str:
    if address and not re.fullmatch(r"(telegram|zalo_bot|zalo_oa):[\w-]+", address):
        raise ValueError("tên kênh rồi mã cuộc trò chuyện, như telegram:1234567 (gõ /id cho bot để biết)")
    return address


_Url = Annotated[str, AfterValidator(_origin)]
_Token = Annotated[str, AfterValidator(_token)]
_Base = Annotated[str, AfterValidator(_base)]


class Settings(BaseSettings):
    """Every setting, with its default. Each is documented in README.md; a test compares the two."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    data_dir: Path = Path("data")
    """Where everything is kept: the database, its backups, the secret key, the cache."""
    host: str = "127.0.0.1"
    """Where the program listens; 0.0.0.0 for every address of this machine."""
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: _Url = ""
    """How people reach the program, for QR codes and links: https://hocso.xa-mau.gov.vn."""
    database_url: Annotated[str, AfterValidator(_database)] = ""
    """A PostgreSQL server; empty means a file of SQLite in the data directory."""
    content_dir: Path | None = None
    """Lessons of one's own instead of those that come with the program."""
    quizzes_dir: Path | None = None
    """Quizzes of one's own, likewise."""
    plan: str = "mau"
    """The plan in force: the name of a file in content/plans, without its ending."""
    commune: str = ""
    """Whose chat it is, for the header of the page: Xã Bình An."""
    frame_ancestors: Annotated[tuple[_Url, ...], NoDecode, BeforeValidator(_separated)] = ()
    """Origins whose pages may show the chat in a frame, separated by spaces: the commune's portal."""

    telegram_token: _Token = Field(default="", repr=False)
    """Of the bot, from BotFather; with it the Telegram channel is on."""
    telegram_base_url: _Base = "https://api.telegram.org/bot"
    """Where the Bot API is, up to where the token follows."""
    telegram_webhook: bool = False
    """Whether Telegram delivers to us (`hocso channels set telegram` tells it so), instead of being asked."""
    zalo_bot_token: _Token = Field(default="", repr=False)
    """Of the Zalo bot, from Zalo Bot Creator; with it the channel is on."""
    zalo_bot_base_url: _Base = "https://bot-api.zaloplatforms.com/bot"
    """Where the Zalo Bot API is, up to where the token follows."""
    zalo_bot_webhook: bool = False
    """Whether Zalo delivers to us, instead of being asked."""
    zalo_oa_id: str = ""
    """Of the Zalo Official Account; with it, the app's id and its secrets the channel is on."""
    zalo_oa_app_id: str = ""
    """Of the Zalo app that the account has allowed to write for it."""
    zalo_oa_app_secret: str = Field(default="", repr=False)
    """Of that app."""
    zalo_oa_webhook_secret: str = Field(default="", repr=False)
    """The "OA Secret Key" of the app's webhook page."""
    zalo_oa_buttons: bool = False
    """Whether to try buttons in messages of the account; refused once, they are never tried again."""
    zalo_oa_base_url: _Base = "https://openapi.zalo.me"
    """Where the OA API is."""
    zalo_oauth_base_url: _Base = "https://oauth.zaloapp.com"
    """Where its tokens are renewed."""
    operator: Annotated[str, AfterValidator(_operator)] = ""
    """Who is told when a channel breaks, over another one: telegram:1234567."""

    @property
    def is_https(self) -> bool:
        """Whether people reach the program over https."""
        return self.public_url.startswith("https://")

    @property
    def is_open(self) -> bool:
        """Whether other machines can reach the program."""
        return self.host not in _HERE

    @property
    def address(self) -> str:
        """The address that is printed and put into codes: the public one, or the one of this machine."""
        host = "127.0.0.1" if self.host in _ANYWHERE else self.host
        return self.public_url or f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: Any, **__: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take nothing but what `read_settings` hands over."""
        return (init_settings,)


def read_settings(given: Mapping[str, object], environment: Mapping[str, str] | None = None) -> Settings:
    """
    Return the settings of the environment, with those given on the command line above them.

    Raise `UnknownSetting` for a variable that nobody knows, naming the nearest one that exists: pydantic refuses
    unknown keys in files, but never looks at variables it does not know.
    """
    variables = os.environ if environment is None else environment
    for name in variables:
        if name.upper().startswith(PREFIX) and name.upper() not in known_variables():
            raise UnknownSetting(_unknown(name))
    chosen = {name: value for name, value in given.items() if value is not None}
    try:
        return Settings(**{**_of(variables), **chosen})
    except ValidationError as problems:
        raise UnknownSetting("\n".join(map(_misfit, problems.errors()))) from problems


def check_plan(settings: Settings, known: Sequence[str]) -> None:
    """Raise `UnknownSetting` if a plan was asked for that is not there; the one of the default may be missing."""
    if "plan" in settings.model_fields_set and settings.plan not in known:
        there_is = f"Các kế hoạch đang có: {', '.join(known)}." if known else "Chưa có kế hoạch nào."
        raise UnknownSetting(f"Không có kế hoạch nào tên là {settings.plan} trong content/plans. {there_is}")


def known_variables() -> list[str]:
    """Return the name of every variable that is a setting."""
    return [PREFIX + field.upper() for field in Settings.model_fields]


def _of(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings that an environment names; an empty one is as good as none."""
    source = EnvSettingsSource(Settings)
    given = {name.lower(): value for name, value in environment.items() if value.strip()}
    bare = {PREFIX.lower() + name: value for name, value in given.items() if name.startswith(_OF_PLATFORMS)}
    source.env_vars = {**bare, **given}
    return source()


def _unknown(name: str) -> str:
    known = [field.upper() for field in Settings.model_fields]
    nearest = get_close_matches(name.upper().removeprefix(PREFIX), known, n=1)
    hint = (
        f"Có phải là {PREFIX}{nearest[0]} không?" if nearest else f"Các tên dùng được: {', '.join(known_variables())}."
    )
    return f"Không có cài đặt nào tên là {name}. {hint}"


def _misfit(problem: Mapping[str, Any]) -> str:
    field = str(problem["loc"][0])
    shown = "" if field in _SECRET else f" “{problem['input']}”"
    return f"Giá trị{shown} của {PREFIX}{field.upper()} chưa dùng được: cần {_wanted(problem)}."


def _wanted(problem: Mapping[str, Any]) -> str:
    """Return what would have fitted; our own checks say it themselves."""
    if "error" in problem.get("ctx", {}):
        return str(problem["ctx"]["error"])
    if problem["type"].startswith("bool"):
        return "1 (bật) hoặc 0 (tắt)"
    return "một số từ 0 đến 65535" if problem["loc"][0] == "port" else "một đường dẫn"
