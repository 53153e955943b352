from django.apps import AppConfig


class AcquisitionsConfig(AppConfig):
    name = "acquisitions"

    def ready(self) -> None:
        from acquisitions.routes import document_types, routes
        from acquisitions.routes.diligence import checked
        from acquisitions.web.menu import register_entries

        routes(), document_types()  # a mistake in the files shows when the product starts
        checked()
        register_entries()
