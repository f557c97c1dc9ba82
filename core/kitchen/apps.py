from django.apps import AppConfig


class KitchenConfig(AppConfig):
    name = "core.kitchen"
    label = "kitchen"

    def ready(self) -> None:
        from core.kitchen import receivers  # noqa: F401
