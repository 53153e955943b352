"""A process that writes without pause until it is ended: `python -m tests.consolidation.writer SEED CODE...`.

Submissions and revisions of its own sites, and transfers of them, each in a transaction of its own.
"""

from __future__ import annotations

import os
import random
import sys

import django


def main(seed: int, codes: list[str]) -> None:
    from django.db import transaction

    from groupe.kernel.periods import Month
    from tests.consolidation.world import World

    chance = random.Random(seed)
    world, start = World(), Month.parse("2024-01")
    since = dict.fromkeys(codes, start)
    while True:
        code = chance.choice(codes)
        with transaction.atomic():
            if chance.random() < 0.1 and since[code] < start + 18:
                since[code] = since[code] + chance.randint(1, 3)
                world.transfer(code, f"{since[code]}-12", territory=f"T{chance.randint(1, 3)}")
            else:
                month = start + chance.randint(0, 20)
                world.report(code, str(month), {"PR_G1": chance.randint(1, 9999), "EFF_FIN": chance.randint(1, 50)})


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groupe.settings")
    django.setup()
    main(int(sys.argv[1]), sys.argv[2:])
