from django.apps import AppConfig


class EatersConfig(AppConfig):
    name = "core.eaters"
    label = "eaters"

    def ready(self) -> None:
        from core.eaters import receivers  # noqa: F401
