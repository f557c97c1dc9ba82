from django.apps import AppConfig


class CustomerPortalConfig(AppConfig):
    name = "customer_portal"
    label = "customer_portal"

    def ready(self):
        from customer_portal import receivers  # noqa: F401
