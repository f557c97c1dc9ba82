"""The door of the kitchen screen: who may come in, and what everybody else is told."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.kitchen import policies

View = Callable[..., HttpResponse]


def asks_in_script(request: HttpRequest) -> bool:
    """Whether the board's own script asks: it wants a short answer, never another page."""
    return "X-Board" in request.headers


def signed_in(view: View) -> View:
    """Lets in who is signed in. The script is told 401, a person gets the log-in and comes back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if asks_in_script(request):
            return JsonResponse({"code": "signed_out", "text": _("Signed out")}, status=401)
        return redirect_to_login(request.get_full_path() if request.method == "GET" else reverse("kitchen_screen:stations"))

    return guarded


def kitchen_only(view: View) -> View:
    """Lets in who may work tickets at a site. The script is told 403, a person gets a page that says why not."""

    @wraps(view)
    @signed_in
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if policies.may_work_somewhere(request.user):
            return view(request, *args, **kwargs)
        if asks_in_script(request):
            return JsonResponse({"code": "not_allowed", "text": _("This account does not work in a kitchen.")}, status=403)
        return render(request, "kitchen_screen/refused.html", status=403)

    return guarded
