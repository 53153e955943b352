from django.apps import AppConfig


class EstablishmentsConfig(AppConfig):
    name = "establishments"

    def ready(self) -> None:
        from establishments.web.menu import register_entries

        register_entries()
