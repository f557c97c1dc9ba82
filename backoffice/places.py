"""Which kitchen a member of staff is working for."""

from django.http import HttpRequest

from core.common.models import Site


def here(request: HttpRequest) -> Site | None:
    """The person's own site; else the first active one. Asked once a request."""
    if not hasattr(request, "site_here"):
        request.site_here = request.user.site or Site.objects.filter(is_active=True).order_by("pk").first()
    return request.site_here
