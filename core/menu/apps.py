from django.apps import AppConfig


class MenuConfig(AppConfig):
    name = "core.menu"
    label = "menu"
