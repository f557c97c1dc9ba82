"""Checkout in one page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path


def checkout(request: HttpRequest) -> HttpResponse:
    raise Http404


urlpatterns = [path("checkout/", checkout, name="checkout")]
