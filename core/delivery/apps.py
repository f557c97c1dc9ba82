from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "core.delivery"
    label = "delivery"

    def ready(self) -> None:
        from core.delivery import receivers  # noqa: F401
