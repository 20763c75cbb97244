"""The server process, told to let go of what never ends by itself."""

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn


class Server(uvicorn.Server):
    """
    A uvicorn server that ends its event streams first.

    uvicorn waits for open connections before it tells the app that it stops, and a stream stays open for ever. Start it
    with `timeout_graceful_shutdown=1` all the same, for whatever else hangs.
    """

    def __init__(self, config: uvicorn.Config, on_exit: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_exit = on_exit

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """
        Stop when asked to, and be done with it.

        uvicorn raises the signal once more at its end, which would cancel the closing of the database behind it.
        """
        before = {sign: signal.signal(sign, self.handle_exit) for sign in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then stop as uvicorn does."""
        self._on_exit()
        await super().shutdown(sockets)
