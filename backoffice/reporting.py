"""What an error report may hold: no password, code or token, whatever form it was typed into."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

SECRET_FIELDS = re.compile(r"password|proof|code|token|secret|key", re.IGNORECASE)


class NoSecrets(SafeExceptionReporterFilter):
    """Django hides what a view names as sensitive; this hides it in every form."""

    def get_post_parameters(self, request: HttpRequest | None) -> Any:
        if request is None:
            return {}
        posted = super().get_post_parameters(request).copy()
        for name in posted:
            if SECRET_FIELDS.search(name):
                posted[name] = self.cleansed_substitute
        return posted
