"""Drawn plates."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path


def plate(request: HttpRequest, version_id: int) -> HttpResponse:
    raise Http404


urlpatterns = [path("plates/<int:version_id>.svg", plate, name="plate")]
