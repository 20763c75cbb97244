"""
The web chat over the fake product, as a process of its own: `python -m tests.browser.fake_server PORT FOLDER`.

It keeps its conversations in the folder, so that it can be stopped and started again.
"""

import sys
from pathlib import Path

import uvicorn

from bot.webkit.server import Server
from tests.channels.web import fakes


def main(port: int, folder: Path) -> None:
    """Serve until told to stop."""
    web = fakes.chat(fakes.Product(kept_in=folder / "talks.pickle"))
    config = uvicorn.Config(
        fakes.app(web, frame_ancestors=("http://localhost:*",)),
        host="127.0.0.1",
        port=port,
        log_level="warning",
        timeout_graceful_shutdown=1,
    )
    Server(config, web.hub.close).run()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
