"""Within the day a takeover is taken back, all of it or nothing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from acquisitions.enums import DealState, TakeoverState
from acquisitions.models import Deal, DealTarget, IntegrationAction, Takeover
from acquisitions.selectors.takeovers import may_be_undone
from acquisitions.services.holding import changed, held, moved
from acquisitions.services.takeover.naming import at_site
from acquisitions.services.takeover.picture import put_back
from acquisitions.services.words import told
from establishments.models import Establishment, LegalEntity, Mandate
from establishments.services.seller import seller_months_remove
from establishments.services.structure import entry_undo
from groupe.accounts.models import User
from groupe.accounts.services.invitations import invitation_cancel
from groupe.kernel.errors import DomainError, WrongState
from groupe.kernel.recording import saving


@saving()
def takeover_undo(*, deal: Deal, word: str, author: User, expected: int | None = None) -> Takeover:
    """As if it had not been; 409 on another day, or once something was reported.

    The register keeps the names of what was opened, outside the group: figures as they were known in between name
    them, and the same sites enter again from there.
    """
    deal = held(deal, expected, (DealState.WON,))
    takeover = Takeover.objects.select_for_update().filter(deal=deal, state=TakeoverState.DONE).first()
    if takeover is None:
        raise WrongState("not_done", _("There is no takeover to undo."))
    if not may_be_undone(takeover):
        raise WrongState("too_late", _("A takeover is undone on its day only."))
    word = told(word, "word")
    made: dict[str, Any] = takeover.made
    entity = LegalEntity.objects.get(pk=made["entity"])
    _people_gone(made)
    _sites_gone(made)
    IntegrationAction.objects.filter(pk__in=made["actions"]).delete()
    put_back(made["before"], [each["establishment"] for each in made["sites"]], entity)
    _entity_known(takeover, made, entity)
    takeover.state, takeover.confirmed_by, takeover.confirmed_at, takeover.made = TakeoverState.PREPARED, None, None, {}
    takeover.save()
    moved(deal, author, DealState.WON, made["deal"]["stage"], word)
    _deal_as_before(deal, made["deal"])
    return takeover


def _people_gone(made: dict[str, Any]) -> None:
    """Mandates go; who was invited and has not answered yet goes with them."""
    Mandate.objects.filter(pk__in=made["mandates"]).delete()
    for person in User.objects.filter(pk__in=made["people"], is_active=False):
        invitation_cancel(user=person)


def _sites_gone(made: dict[str, Any]) -> None:
    seller_months_remove(reports=made["reports"])
    for each in made["sites"]:
        target = DealTarget.objects.get(pk=each["target"])
        row = Establishment.objects.get(pk=each["establishment"])
        try:
            with at_site(target):
                entry_undo(establishment=row)
        except DomainError as error:
            raise WrongState("told_since", error.message) from error
        if each["new"]:
            target.register = row
        elif row.kind != each["kind"]:
            row.kind = each["kind"]
            row.save(update_fields=["kind"])
        target.establishment = None
        target.save()


def _entity_known(takeover: Takeover, made: dict[str, Any], entity: LegalEntity) -> None:
    """An entity that was opened is in the register from now on: the plan names it instead of opening it again."""
    if made["entity_new"]:
        takeover.plan["entity"] |= {"code": entity.code, "name": ""}


def _deal_as_before(deal: Deal, before: dict[str, str | None]) -> None:
    fields = {field.attname: field for field in Deal._meta.concrete_fields}
    for name, text in before.items():
        setattr(deal, name, None if text is None else fields[name].to_python(text))
    changed(deal)
