from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ConsolidationConfig(AppConfig):
    name = "groupe.consolidation"
    label = "consolidation"

    def ready(self) -> None:
        from establishments.closed import register_closes
        from groupe.consolidation.selectors.closes import last_closes

        register_closes(last_closes)
        post_migrate.connect(place_slots, sender=self)


def place_slots(**_kwargs: Any) -> None:
    """Every part of every figure has its place, once the tables stand."""
    from groupe.consolidation.engine.plan import current_plan
    from groupe.consolidation.layout import append_slots, forget_layout

    append_slots(current_plan())
    forget_layout()
