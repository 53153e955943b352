from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "groupe.accounts"
    label = "accounts"
