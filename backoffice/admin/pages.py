"""A page of one's own inside an admin class: `custom_urls = [("week", "menu_menuday_week", MenuWeek.as_view(model_admin=self))]`."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.generic import TemplateView
from unfold.views import UnfoldModelAdminViewMixin


class DeskPage(UnfoldModelAdminViewMixin, TemplateView):
    """Give `title`, `template_name` and `permission_required`; the context's `head` is what stands on top."""

    def get(self, request: HttpRequest, model_admin: Any = None, **kwargs: Any) -> HttpResponse:
        """Unfold puts model_admin into the address's arguments too; TemplateView would hand it over twice."""
        return super().get(request, **kwargs)
