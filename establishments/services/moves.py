"""The moves of a report by their names, as addresses of pages and of the API give them."""

from __future__ import annotations

from typing import Final

from establishments.access import Can
from establishments.enums import Status
from establishments.models import Report
from establishments.services.reporting import Outcome, report_freeze, report_reopen, report_return, report_validate
from groupe.accounts.models import User

MOVES: Final = ("validate", "return", "freeze", "reopen")


def move_allowed(move: str, report: Report, may: frozenset[Can]) -> bool:
    """What is submitted goes back to the site through who validates; what is validated, also through who freezes."""
    if move == "return" and report.status == Status.VALIDATED:
        return bool({Can.VALIDATE, Can.FREEZE} & may)
    return {"validate": Can.VALIDATE, "return": Can.VALIDATE, "freeze": Can.FREEZE, "reopen": Can.REOPEN}[move] in may


def report_move_by_name(move: str, *, report: Report, author: User, reason: str = "") -> Outcome:
    """`reason` serves `return` and `reopen`, which need one."""
    if move == "validate":
        return report_validate(report=report, author=author)
    if move == "freeze":
        return report_freeze(report=report, author=author)
    if move == "return":
        return report_return(report=report, author=author, reason=reason)
    return report_reopen(report=report, author=author, reason=reason)
