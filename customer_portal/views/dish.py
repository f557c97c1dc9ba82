"""What a dish is made of."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path


def dish(request: HttpRequest, key: str) -> HttpResponse:
    """?meal=YYYY-MM-DD-period; without it the first meal it can still be ordered for."""
    raise Http404


urlpatterns = [path("dishes/<slug:key>/", dish, name="dish")]
