"""A customer's account."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path


def account(request: HttpRequest) -> HttpResponse:
    raise Http404


urlpatterns = [path("account/", account, name="account")]
