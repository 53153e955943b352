from django.apps import AppConfig


class SharedServicesConfig(AppConfig):
    name = "shared_services"
