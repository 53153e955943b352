from django.apps import AppConfig


class SharedServicesConfig(AppConfig):
    name = "shared_services"

    def ready(self) -> None:
        from establishments.access import bring_scope
        from shared_services.access import served_by_pool
        from shared_services.web.menu import register_entries

        bring_scope("pool", served_by_pool)
        register_entries()
