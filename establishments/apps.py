from django.apps import AppConfig
from django.core.checks import register


class EstablishmentsConfig(AppConfig):
    name = "establishments"

    def ready(self) -> None:
        from establishments.catalogue.checks import check_catalogue
        from establishments.web.menu import register_entries

        register(check_catalogue)
        register_entries()
