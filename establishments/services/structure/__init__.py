"""Changing the structure: every change is dated, atomic, refused with the field to blame, and told to the figures."""

from establishments.services.structure.capacities import capacity_set, capacity_undo
from establishments.services.structure.entities import (
    entity_save,
    holding_set,
    holding_undo,
    term_set,
    term_undo,
)
from establishments.services.structure.entry import Arrival, establishment_enter, establishment_open
from establishments.services.structure.entry_undo import entry_undo
from establishments.services.structure.exits import establishment_close, exit_undo
from establishments.services.structure.fundings import funder_save, funding_add, funding_end
from establishments.services.structure.identity import Identity, establishment_edit
from establishments.services.structure.links import establishments_link, links_undo
from establishments.services.structure.territories import territory_save
from establishments.services.structure.transfers import establishment_transfer, transfer_undo

__all__ = [
    "Arrival",
    "Identity",
    "capacity_set",
    "capacity_undo",
    "entity_save",
    "entry_undo",
    "establishment_close",
    "establishment_edit",
    "establishment_enter",
    "establishment_open",
    "establishment_transfer",
    "establishments_link",
    "exit_undo",
    "funder_save",
    "funding_add",
    "funding_end",
    "holding_set",
    "holding_undo",
    "links_undo",
    "term_set",
    "term_undo",
    "territory_save",
    "transfer_undo",
]
