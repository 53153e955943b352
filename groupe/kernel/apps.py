from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "groupe.kernel"
    label = "kernel"
