"""The staff tool's site: Unfold's, with one door for signing in, its own content policy, and a search that keeps nothing."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.sites import UnfoldAdminSite

from backoffice import search

View = Callable[..., HttpResponse]


class DeskSite(UnfoldAdminSite):
    def register(self, model_or_iterable: Any, admin_class: type | None = None, **options: Any) -> None:
        """Only the house's own pages: those that libraries bring along show raw rows, secrets and sessions among them."""
        if admin_class is None or admin_class.__module__.split(".")[0] in ("backoffice", "tests"):
            super().register(model_or_iterable, admin_class, **options)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sign-in is allauth's alone: this page would let a session through without the second factor."""
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"), settings.LOGIN_URL)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Signing out is allauth's too: its page ends the session and says so."""
        return HttpResponseRedirect(reverse("account_logout"), preserve_request=True)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("account_change_password"))

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Every page of the desk goes out under ADMIN_CSP; the rest of the house keeps the strict policy."""
        return csp(settings.ADMIN_CSP)(super().admin_view(view, cacheable))

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """What Ctrl K finds. Unlike Unfold's it caches nothing: results name people, and rights change."""
        term = request.GET.get("s", "").strip()
        if len(term) < search.LEAST:
            return HttpResponse()
        context = {"groups": search.find(self, request, term), "term": term}
        return TemplateResponse(request, "unfold/helpers/command_results.html", context, headers={"HX-Trigger": "search"})
