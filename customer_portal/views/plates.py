"""Drawn plates: a picture for every dish without a photo."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_safe

from core.menu import plate as drawing
from core.menu.models import RecipeVersion, VersionStatus, Vessel

A_YEAR = 365 * 24 * 60 * 60


@require_safe
def plate(request: HttpRequest, version_id: int) -> HttpResponse:
    """The plate of a recipe version. A published version never changes, so its picture is kept for good."""
    frozen = RecipeVersion.objects.exclude(status=VersionStatus.DRAFT).select_related("recipe__dish")
    version = get_object_or_404(frozen, pk=version_id)
    vessel = version.recipe.dish.vessel if version.recipe.dish else Vessel.PLATE
    picture = drawing.draw(list(version.plate["groups"].items()), vessel)
    response = HttpResponse(picture, content_type="image/svg+xml")
    # The same for everybody, whatever middleware has looked up on the way: a sign-in does not fetch all plates again.
    request.session.accessed = False
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


urlpatterns = [path("plates/<int:version_id>.svg", plate, name="plate")]
