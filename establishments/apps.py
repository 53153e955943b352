from django.apps import AppConfig
from django.core.checks import register


class EstablishmentsConfig(AppConfig):
    name = "establishments"

    def ready(self) -> None:
        from establishments.catalogue.checks import check_catalogue
        from establishments.web.caption import roles_caption
        from establishments.web.menu import register_entries
        from groupe.kernel.web.navigation import describe_user_by

        register(check_catalogue)
        register_entries()
        describe_user_by(roles_caption)
