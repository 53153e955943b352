"""The clocks of a room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from acquisitions import clocks as rules
from acquisitions.access import get_deal_for, works_on
from acquisitions.enums import DealState
from acquisitions.models import AuthorisationFile
from acquisitions.selectors.clocks import Clock, clocks_of, reminded
from acquisitions.services.rooms import entered
from acquisitions.web.clocks.words import countdown
from acquisitions.web.room import room
from establishments.access import access_in
from groupe.accounts.signed_in import user_of
from groupe.kernel.web import formats
from groupe.kernel.web.components import Empty
from groupe.kernel.web.tables import Column, build_table

NOTHING_RUNS = Empty(
    title=gettext_lazy("Nothing runs"), icon="clock",
    text=gettext_lazy("Give the deadline and the hearing in the overview of the file."),
)  # fmt: skip
CLOCKS = (
    Column("label", gettext_lazy("What"), wrap=True, value=lambda clock: clock.label.capitalize()),
    Column("on", gettext_lazy("When"), value=lambda clock: formats.when(clock.at or clock.on), wrap=True),
    Column("left", gettext_lazy("Time left"), "tag", value=countdown, tone=lambda clock: clock.tone or "ok"),
    Column("missed", gettext_lazy("If it is missed"), wrap=True),
)


@require_safe
def clocks(request: HttpRequest, code: str) -> HttpResponse:
    access = access_in(request)
    deal = get_deal_for(access, code)
    entered(deal=deal, user=user_of(request), what="clocks")
    found = clocks_of([deal])[deal.pk]
    context = {
        **room(request, deal, "clocks"),
        "table": build_table(request, CLOCKS, found, sort="", empty=NOTHING_RUNS, caption=_("Clocks")),
        "near": near_of(found),
        "authorisations": [(sent, _state(sent)) for sent in deal.authorisations.all()],
        "commitments": deal.commitments.all(),
        "may_write": works_on(access, deal) and deal.state != DealState.LOST,
    }
    return render(request, "acquisitions/clocks/clocks.html", context)


def near_of(found: list[Clock]) -> list[tuple[Clock, str]]:
    return [(clock, countdown(clock)) for clock in reminded(found)]


def _state(sent: AuthorisationFile) -> str:
    if sent.answered_on:
        return f"{sent.get_answer_display()}, {formats.day(sent.answered_on)}"
    complete = rules.complete_on(sent.received_on, sent.asked_on, sent.completed_on)
    if complete is None:
        return _("waits for what was asked for on %(day)s") % {"day": formats.day(sent.asked_on)}
    told = {"day": formats.day(complete), "last": formats.day(rules.refused_after(complete))}
    return _("complete on %(day)s; silence up to %(last)s is a refusal") % told
