"""The tree of territories."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from establishments.changes import record_change
from establishments.models import Attachment, Territory
from establishments.services.structure.checks import refused
from establishments.services.structure.identity import check_code
from groupe.kernel.recording import saving


@saving()
def territory_save(
    *, territory: Territory | None = None, code: str, name: str, parent: Territory | None = None
) -> Territory:
    """Creates a territory, or renames and moves one; a move holds for the past too, which is computed again."""
    tree = list(Territory.objects.select_for_update(no_key=True).order_by("pk"))
    if territory is None:
        check_code(Territory, code)
        return Territory.objects.create(code=code, name=name, parent=parent)
    if parent is not None and any(above.pk == territory.pk for above in _path(parent, tree)):
        raise refused("parent", _("A territory cannot lie below itself."))
    moved = territory.parent_id != (parent.pk if parent else None)
    territory.name, territory.parent = name, parent
    territory.save(update_fields=["name", "parent"])
    if moved:
        _tell_figures(territory, tree)
    return territory


def _path(territory: Territory, tree: list[Territory]) -> Iterator[Territory]:
    """The territory and those above it."""
    by_pk = {each.pk: each for each in tree}
    node: int | None = territory.pk
    while node is not None:
        yield by_pk[node]
        node = by_pk[node].parent_id


def _tell_figures(territory: Territory, tree: list[Territory]) -> None:
    below = [each.pk for each in tree if any(above.pk == territory.pk for above in _path(each, tree))]
    rows = Attachment.objects.filter(territory__in=below).order_by("valid")
    first: dict[int, dt.date] = {}
    for establishment, valid in rows.values_list("establishment", "valid"):
        first.setdefault(establishment, valid.lower)
    for establishment, day in first.items():
        record_change([establishment], day)
