"""Where a person goes after signing in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path


def after_sign_in(request: HttpRequest) -> HttpResponse:
    raise Http404


urlpatterns = [path("welcome/", after_sign_in, name="after-sign-in")]
