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
