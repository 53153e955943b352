from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "groupe.web"
    label = "web"

    def ready(self) -> None:
        from groupe.web.menu import register_entries

        register_entries()
