"""All of the house's addresses, and one that answers without doing anything: the machine's speed on this day."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from backoffice.urls import urlpatterns as house


def null(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("null/", null), *house]
