from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "groupe.api"
    label = "api"
