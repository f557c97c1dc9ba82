"""The basket."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path


def basket(request: HttpRequest) -> HttpResponse:
    raise Http404


urlpatterns = [
    path("basket/", basket, name="basket"),
    path("basket/set/", basket, name="basket-set"),
    path("basket/prices/", basket, name="basket-prices"),
    path("basket/swap/", basket, name="basket-swap"),
]
