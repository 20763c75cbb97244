"""The template engine of every page: whatever is filled in is escaped, and a forgotten value is an error."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.webkit import static

FOLDER = Path(__file__).resolve().parent / "templates"


def environment(*folders: Path) -> Environment:
    """
    Return an engine over some folders of templates, with those that all pages share (`base.html`) behind them.

    `static_url("name")` gives the address of a static file.
    """
    engine = Environment(
        loader=FileSystemLoader([*folders, FOLDER]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    engine.globals["static_url"] = static.url
    return engine
