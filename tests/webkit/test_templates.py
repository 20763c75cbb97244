from pathlib import Path

import pytest
from jinja2 import UndefinedError

from bot.webkit import errors, templates
from bot.webkit.errors import TROUBLES


def test_what_is_filled_in_is_escaped() -> None:
    assert templates.environment().from_string("{{ name }}").render(name="<b>") == "&lt;b&gt;"


def test_a_forgotten_value_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        templates.environment().from_string("{{ name }}").render()


def test_own_templates_may_build_on_the_shared_ones(tmp_path: Path) -> None:
    (tmp_path / "mine.html").write_text('{% extends "base.html" %}{% block main %}<p>Của tôi</p>{% endblock %}')
    page = templates.environment(tmp_path).get_template("mine.html").render()

    assert '<html lang="vi">' in page
    assert "<p>Của tôi</p>" in page
    assert "/static/pico.min.css?v=" in page


def test_an_unknown_static_file_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        templates.environment().from_string("{{ static_url('nope.css') }}").render()


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=str)
def test_every_trouble_has_a_page_with_a_way_out(trouble: errors.Trouble) -> None:
    page = templates.environment().get_template("trouble.html").render(trouble=trouble)

    assert trouble.sentence in page
    assert 'href="/"' in page
