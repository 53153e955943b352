from django.apps import AppConfig


class AcquisitionsConfig(AppConfig):
    name = "acquisitions"

    def ready(self) -> None:
        from acquisitions.enums import Route
        from acquisitions.routes import document_types, routes
        from acquisitions.routes.diligence import checked
        from acquisitions.routes.integration import hundred_days
        from acquisitions.web.menu import register_entries

        routes(), document_types()  # a mistake in the files shows when the product starts
        checked()
        for route in Route.values:
            hundred_days(route)
        register_entries()
