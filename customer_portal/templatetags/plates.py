"""A dish as a small picture: its photo, else the drawn plate of its recipe."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.menu.models import Dish
from core.orders.models import OrderLine

register = template.Library()


@register.simple_tag
def dish_plate(dish: Dish, size: int) -> SafeString:
    """Beside the dish's name, so it says nothing to screen readers."""
    recipe = getattr(dish, "recipe", None)
    return _picture(dish, recipe.published_id if recipe else None, size)


@register.simple_tag
def line_plate(line: OrderLine, size: int) -> SafeString:
    """The plate of the recipe version that was sold."""
    return _picture(line.dish, line.recipe_version_id, size)


def _picture(dish: Dish, version_id: int | None, size: int) -> SafeString:
    if dish.thumbnail:
        address = dish.thumbnail.url
    elif version_id:
        address = reverse("customer_portal:plate", args=[version_id])
    else:
        address = static("house/mark.svg")
    return format_html('<img class="plate" src="{}" width="{}" height="{}" alt="" loading="lazy">', address, size, size)
