"""The menu of a meal."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path


def menu(request: HttpRequest) -> HttpResponse:
    """?meal=YYYY-MM-DD-period; without it the first meal that can still be ordered."""
    raise Http404


urlpatterns = [path("", menu, name="menu")]
