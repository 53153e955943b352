from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "groupe.web"
    label = "web"
