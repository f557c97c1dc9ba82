from django.apps import AppConfig
from django.contrib import admin
from django.contrib.admin import sites


class BackofficeConfig(AppConfig):
    name = "backoffice"
    label = "backoffice"

    def ready(self) -> None:
        """Put the house's own site in the place of Unfold's, before any admin module registers with it."""
        from backoffice.site import DeskSite

        admin.site = sites.site = DeskSite()
