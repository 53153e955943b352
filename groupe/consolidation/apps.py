from django.apps import AppConfig


class ConsolidationConfig(AppConfig):
    name = "groupe.consolidation"
    label = "consolidation"
