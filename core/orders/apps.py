from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "core.orders"
    label = "orders"

    def ready(self) -> None:
        from core.orders import receivers  # noqa: F401
