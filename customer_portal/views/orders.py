"""A customer's orders."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path


def orders(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


urlpatterns = [
    path("orders/", orders, name="orders"),
    path("orders/<str:number>/", orders, name="order"),
    path("orders/<str:number>/live/", orders, name="order-live"),
    path("orders/<str:number>/cancel/", orders, name="order-cancel"),
    path("orders/<str:number>/repeat/", orders, name="order-repeat"),
]
