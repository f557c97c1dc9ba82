from django.apps import AppConfig


class SlotsConfig(AppConfig):
    name = "core.slots"
    label = "slots"
