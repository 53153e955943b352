"""The fingerprint of the definitions is theirs, not that of the process that reads them."""

import re

from groupe.consolidation.engine.plan import current_plan, written


def test_no_plan_is_written_in_an_order_of_chance() -> None:
    texts = [written(plan) for plan in current_plan().codes]
    assert len(set(texts)) == len(texts)
    assert not [text for text in texts if re.search(r"frozenset|\bset\(| at 0x", text)]
