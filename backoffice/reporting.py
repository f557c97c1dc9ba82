"""What an error report may hold: no password, code or token, whatever form it was typed into, and nothing of anybody's health."""

from __future__ import annotations

import re
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

HEALTH_MODULES = (
    "core.eaters",
    "core.common.sealing",
    "backoffice.admin.eaters",
    "customer_portal.views.people",
    "customer_portal.forms.people",
)
SECRET_FIELDS = re.compile(r"password|proof|code|token|secret|key", re.IGNORECASE)


class NoSecrets(SafeExceptionReporterFilter):
    """Django hides what a view names as sensitive; this hides it in every form.

    Where health facts are open, no value of any frame is told: on a page that names its whole form sensitive, and in the
    modules that open them.
    """

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: FrameType) -> Any:
        found = super().get_traceback_frame_variables(request, tb_frame)
        is_closed_page = getattr(request, "sensitive_post_parameters", None) == "__ALL__"
        if is_closed_page or tb_frame.f_globals.get("__name__", "").startswith(HEALTH_MODULES):
            return [(name, self.cleansed_substitute) for name, _value in found]
        return found

    def get_post_parameters(self, request: HttpRequest | None) -> Any:
        if request is None:
            return {}
        posted = super().get_post_parameters(request).copy()
        for name in posted:
            if SECRET_FIELDS.search(name):
                posted[name] = self.cleansed_substitute
        return posted
