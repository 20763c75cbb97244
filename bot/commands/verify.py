"""`hocso verify`: rebuild every completion from the evidence and compare it with the ledger."""

import asyncio
from argparse import Namespace

from bot.commands.common import settings_of, spoken
from bot.commands.reading import reading
from bot.ports import Work
from bot.services.completing import verify


def run(chosen: Namespace) -> int:
    """Print each difference; 1 if there is any."""
    return spoken(lambda: asyncio.run(_verify(chosen)))


async def _verify(chosen: Namespace) -> int:
    async with reading(settings_of(chosen)) as (database, content):

        def differences(work: Work) -> list[str]:
            return list(verify(work, content.rules))

        found = await database.read(differences)
    for line in found:
        print(line)
    print(f"Có {len(found)} chỗ khác với bằng chứng." if found else "Sổ khớp với bằng chứng.")
    return 1 if found else 0
