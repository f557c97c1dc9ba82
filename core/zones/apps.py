from django.apps import AppConfig


class ZonesConfig(AppConfig):
    name = "core.zones"
    label = "zones"
