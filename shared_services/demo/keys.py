"""What each department is shared by, and the parts that others use: data beside the departments."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from groupe.kernel.ranges import inclusive
from shared_services.demo.departments import WORDS
from shared_services.enums import Driver
from shared_services.models import Department, PoolKey, PoolShare

SINCE: Final = dt.date(2020, 1, 1)


def write_keys(departments: Sequence[Department]) -> None:
    told, since = tomllib.loads(WORDS.read_text()), inclusive(SINCE, None)
    by_code = {row.code: row for row in departments}
    PoolKey.objects.bulk_create(
        PoolKey(department=by_code[one["code"]], driver=Driver(one["key"]), valid=since) for one in told["departments"]
    )
    PoolShare.objects.bulk_create(
        PoolShare(
            giver=by_code[one["giver"]], receiver=by_code[one["receiver"]], percent=Decimal(one["percent"]), valid=since
        )
        for one in told["parts"]
    )
