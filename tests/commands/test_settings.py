"""What may be decided from outside, and what is said about what may not."""

from pathlib import Path

import pytest

from bot.settings import Settings, UnknownSetting, check_plan, known_variables, read_settings

EVERYWHERE = "0.0.0.0"  # noqa: S104 - nothing is bound here


def test_without_anything_there_is_a_default_for_everything() -> None:
    settings = read_settings({}, {})

    assert settings == Settings()
    assert (settings.data_dir, settings.host, settings.port) == (Path("data"), "127.0.0.1", 8080)


def test_the_environment_is_above_the_default_and_the_command_line_above_both() -> None:
    environment = {"HOCSO_PORT": "9000", "HOCSO_HOST": EVERYWHERE}

    settings = read_settings({"port": 9001, "host": None}, environment)

    assert (settings.port, settings.host) == (9001, EVERYWHERE)


def test_only_the_environment_that_is_given_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOCSO_PORT", "9000")

    assert read_settings({}, {}).port == 8080
    assert read_settings({}).port == 9000


def test_small_letters_and_empty_values_are_understood() -> None:
    settings = read_settings({}, {"hocso_port": "9000", "HOCSO_HOST": "", "HOCSO_COMMUNE": " ", "HOCSO_DATA_DIR": ""})

    assert settings == Settings(port=9000)


def test_variables_of_others_are_left_alone() -> None:
    assert read_settings({}, {"PORT": "x", "HOCSOX": "y", "MY_HOCSO_PORT": "z"}) == Settings()


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("HOCSO_PRT", "HOCSO_PORT"),
        ("HOCSO_PUBLICURL", "HOCSO_PUBLIC_URL"),
        ("hocso_data", "HOCSO_DATA_DIR"),
        ("HOCSO_DATABASE", "HOCSO_DATABASE_URL"),
        ("HOCSO_COMMUNE_NAME", "HOCSO_COMMUNE"),
    ],
)
def test_a_name_that_nobody_knows_is_refused_with_the_nearest_one(name: str, nearest: str) -> None:
    with pytest.raises(UnknownSetting) as refusal:
        read_settings({}, {name: "1"})

    assert str(refusal.value) == f"Không có cài đặt nào tên là {name}. Có phải là {nearest} không?"


def test_a_name_like_no_other_is_refused_with_all_of_them() -> None:
    with pytest.raises(UnknownSetting) as refusal:
        read_settings({}, {"HOCSO_ZZZ": "1"})

    assert all(name in str(refusal.value) for name in known_variables())


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("HOCSO_PORT", "tám nghìn", "một số từ 0 đến 65535"),
        ("HOCSO_PORT", "70000", "một số từ 0 đến 65535"),
        ("HOCSO_PORT", "-1", "một số từ 0 đến 65535"),
        ("HOCSO_PUBLIC_URL", "hocso.xa-mau.vn", "http:// hoặc https:// rồi tên miền"),
        ("HOCSO_PUBLIC_URL", "ftp://hocso.xa-mau.vn", "http:// hoặc https:// rồi tên miền"),
        ("HOCSO_PUBLIC_URL", "https://xa-mau.vn/hocso", "http:// hoặc https:// rồi tên miền"),
        ("HOCSO_FRAME_ANCESTORS", "https://a.vn;", "http:// hoặc https:// rồi tên miền"),
        ("HOCSO_FRAME_ANCESTORS", "https://a.vn *", "http:// hoặc https:// rồi tên miền"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_one_that_would(name: str, value: str, wanted: str) -> None:
    with pytest.raises(UnknownSetting) as refusal:
        read_settings({}, {name: value})

    assert str(refusal.value).count("\n") == 0
    assert name in str(refusal.value)
    assert wanted in str(refusal.value)


def test_every_value_that_does_not_fit_is_said_at_once() -> None:
    with pytest.raises(UnknownSetting) as refusal:
        read_settings({"port": 70000}, {"HOCSO_PUBLIC_URL": "x"})

    assert len(str(refusal.value).splitlines()) == 2


def test_a_password_in_an_address_is_never_shown() -> None:
    with pytest.raises(UnknownSetting) as refusal:
        read_settings({}, {"HOCSO_DATABASE_URL": "mysql://hocso:bí-mật@host/db"})

    assert "bí-mật" not in str(refusal.value)
    assert "postgresql://" in str(refusal.value)


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        (Settings(), "http://127.0.0.1:8080"),
        (Settings(host=EVERYWHERE, port=80), "http://127.0.0.1:80"),
        (Settings(host="::"), "http://127.0.0.1:8080"),
        (Settings(host="::1"), "http://[::1]:8080"),
        (Settings(host="192.168.1.10"), "http://192.168.1.10:8080"),
        (Settings(public_url="https://hoc.example/"), "https://hoc.example"),
    ],
)
def test_the_address_is_one_that_a_browser_understands(settings: Settings, address: str) -> None:
    assert settings.address == address


def test_only_https_makes_cookies_strict() -> None:
    assert Settings(public_url="https://hoc.example").is_https
    assert not Settings(public_url="http://hoc.example").is_https
    assert not Settings().is_https


def test_origins_of_frames_are_separated_by_spaces() -> None:
    settings = read_settings({}, {"HOCSO_FRAME_ANCESTORS": " https://a.vn  http://localhost:* "})

    assert settings.frame_ancestors == ("https://a.vn", "http://localhost:*")


def test_a_plan_that_is_not_there_is_refused_with_those_that_are() -> None:
    settings = read_settings({}, {"HOCSO_PLAN": "bin-an"})

    with pytest.raises(UnknownSetting, match=r"tên là bin-an .* Các kế hoạch đang có: binh-an, mau\."):
        check_plan(settings, ["binh-an", "mau"])
    with pytest.raises(UnknownSetting, match=r"Chưa có kế hoạch nào\."):
        check_plan(settings, [])


def test_content_of_ones_own_may_do_without_the_plan_of_the_default() -> None:
    check_plan(read_settings({}, {}), [])
    check_plan(read_settings({}, {"HOCSO_PLAN": "binh-an"}), ["binh-an"])


# --- platforms --------------------------------------------------------------------------------------------------------

TOKEN = "123456:ABC-def_GHI"
TOKENS = ("TELEGRAM_TOKEN", "ZALO_BOT_TOKEN")
BOOLEANS = ("TELEGRAM_WEBHOOK", "ZALO_BOT_WEBHOOK", "ZALO_OA_BUTTONS")


@pytest.mark.parametrize("name", TOKENS)
@pytest.mark.parametrize(
    "value", ["bí-mật", "123456", "123456:", "123456:AB", ":ABCDEF", "x:ABCDEF", "1:AB CD", "1:AB/C"]
)
def test_a_token_that_can_be_none_is_refused_without_showing_it(name: str, value: str) -> None:
    with pytest.raises(UnknownSetting) as refusal:
        read_settings({}, {f"HOCSO_{name}": value})

    assert str(refusal.value) == (
        f"Giá trị của HOCSO_{name} chưa dùng được: cần mã của bot như nơi cấp đã gửi, dạng 123456:ABC-…."
    )


@pytest.mark.parametrize("name", TOKENS)
def test_what_was_copied_with_spaces_around_it_is_no_token_and_not_shown(name: str) -> None:
    with pytest.raises(UnknownSetting) as refusal:
        read_settings({}, {f"HOCSO_{name}": f"{TOKEN} x"})

    assert TOKEN not in str(refusal.value)


@pytest.mark.parametrize("name", TOKENS)
def test_a_token_is_taken_as_it_is_and_shown_nowhere(name: str) -> None:
    settings = read_settings({}, {f"HOCSO_{name}": TOKEN})

    assert getattr(settings, name.lower()) == TOKEN
    assert TOKEN not in repr(settings)
    assert TOKEN not in str(settings)


def test_secrets_of_an_official_account_are_shown_nowhere() -> None:
    settings = read_settings({}, {"HOCSO_ZALO_OA_APP_SECRET": "bí-mật-1", "HOCSO_ZALO_OA_WEBHOOK_SECRET": "bí-mật-2"})

    assert (settings.zalo_oa_app_secret, settings.zalo_oa_webhook_secret) == ("bí-mật-1", "bí-mật-2")
    assert "bí-mật" not in repr(settings) + str(settings)


def test_settings_of_platforms_are_known_without_our_prefix() -> None:
    environment = {
        "TELEGRAM_BASE_URL": "http://127.0.0.1:8081/bot",
        "telegram_token": TOKEN,
        "ZALO_OA_ID": "388",
        "ZALO_BOT_BASE_URL": "http://127.0.0.1:8082/bot",
    }

    settings = read_settings({}, environment)

    assert settings == Settings(
        telegram_base_url="http://127.0.0.1:8081/bot",
        telegram_token=TOKEN,
        zalo_oa_id="388",
        zalo_bot_base_url="http://127.0.0.1:8082/bot",
    )


@pytest.mark.parametrize("is_first", [True, False])
def test_with_our_prefix_a_setting_of_a_platform_is_above_the_one_without(is_first: bool) -> None:
    pairs = [("HOCSO_TELEGRAM_BASE_URL", "http://ours/bot"), ("TELEGRAM_BASE_URL", "http://theirs/bot")]

    settings = read_settings({}, dict(pairs if is_first else reversed(pairs)))

    assert settings.telegram_base_url == "http://ours/bot"


def test_an_empty_one_with_our_prefix_leaves_the_one_without() -> None:
    settings = read_settings({}, {"HOCSO_TELEGRAM_BASE_URL": "", "TELEGRAM_BASE_URL": "http://theirs/bot"})

    assert settings.telegram_base_url == "http://theirs/bot"


def test_what_platforms_call_otherwise_is_left_alone() -> None:
    environment = {
        "TELEGRAM_CHAT_ID": "7",
        "ZALO_APP": "x",
        "PUBLIC_URL": "https://x.vn",
        "OPERATOR": "me",
        "TELEGRAM": "1",
    }

    assert read_settings({}, environment) == Settings()


@pytest.mark.parametrize("name", ["TELEGRAM_BASE_URL", "ZALO_BOT_BASE_URL", "ZALO_OA_BASE_URL", "ZALO_OAUTH_BASE_URL"])
@pytest.mark.parametrize(
    "value", ["api.telegram.org", "ftp://x.vn", "https://", "https://x.vn/bot?x=1", "https://x.vn/a b"]
)
def test_an_address_of_a_platform_that_is_none_is_refused(name: str, value: str) -> None:
    with pytest.raises(UnknownSetting) as refusal:
        read_settings({}, {f"HOCSO_{name}": value})

    assert f"HOCSO_{name}" in str(refusal.value)
    assert "cần http:// hoặc https:// rồi địa chỉ." in str(refusal.value)


@pytest.mark.parametrize("value", ["telegram:1234567", "telegram:-100200", "zalo_bot:6ede9afa66b8", "zalo_oa:24684"])
def test_the_operator_is_a_chat_of_a_channel(value: str) -> None:
    assert read_settings({}, {"HOCSO_OPERATOR": value}).operator == value


@pytest.mark.parametrize("value", ["1234567", "web:abc", "telegram:", "@hoa", "telegram:12 34", "Telegram:1"])
def test_an_operator_that_is_no_chat_is_refused_with_how_to_find_out(value: str) -> None:
    with pytest.raises(UnknownSetting) as refusal:
        read_settings({}, {"HOCSO_OPERATOR": value})

    assert "HOCSO_OPERATOR" in str(refusal.value)
    assert "telegram:1234567 (gõ /id cho bot để biết)" in str(refusal.value)


@pytest.mark.parametrize("name", BOOLEANS)
@pytest.mark.parametrize(
    ("value", "is_on"),
    [("1", True), ("true", True), ("yes", True), ("0", False), ("no", False), ("", False)],
)
def test_something_is_on_or_off(name: str, value: str, is_on: bool) -> None:
    assert getattr(read_settings({}, {f"HOCSO_{name}": value}), name.lower()) is is_on


@pytest.mark.parametrize("name", BOOLEANS)
@pytest.mark.parametrize("value", ["có", "2", "bật"])
def test_what_is_neither_on_nor_off_is_refused_with_what_would_do(name: str, value: str) -> None:
    with pytest.raises(UnknownSetting) as refusal:
        read_settings({}, {f"HOCSO_{name}": value})

    assert str(refusal.value) == f"Giá trị “{value}” của HOCSO_{name} chưa dùng được: cần 1 (bật) hoặc 0 (tắt)."
