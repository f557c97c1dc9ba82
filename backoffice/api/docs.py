"""The OpenAPI document, and the page on which it can be read and tried."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpResponse
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView


class SchemaView(SpectacularAPIView):
    """The OpenAPI document of this API."""


class DocsView(SpectacularSwaggerSplitView):
    """Swagger's page with its own files, shipped with us; its script stands at an address of its own."""

    template_name = "api/docs.html"
    url_name = "api:schema"


# Swagger lays itself out with style attributes; its scripts need nothing more than the strict policy gives.
docs: Callable[..., HttpResponse] = csp_update({"style-src": [SELF, UNSAFE_INLINE]})(DocsView.as_view())
