"""What somebody means to order; a guest's cart is found by a token in the session and survives sign-in."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.common.models import Site
from core.menu.models import MenuItem

MOST_PORTIONS = 50
MOST_LETTERS = 140


class CartQuerySet(models.QuerySet["Cart"]):
    def of(self, *, user: object | None, token: str | None) -> CartQuerySet:
        """A person's basket, or that of a guest's token: one or none."""
        if user is not None:
            return self.filter(user=user)
        try:
            return self.filter(token=uuid.UUID(token or ""), user__isnull=True)
        except ValueError:
            return self.none()


class Cart(models.Model):
    """One basket: a person's, or a guest's by token. Not tracked by history: nothing in it is promised.

    lost = [{"dish": id, "date": "2026-11-25", "period": "lunch", "quantity": 2}, …]: lines whose dish was taken off its
    day, until their owner has seen it.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="cart", verbose_name=_("person")
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="carts", verbose_name=_("site"))
    changed_at = models.DateTimeField(_("changed"))
    lost = models.JSONField(_("taken off the menu"), default=list, blank=True, editable=False)

    objects = CartQuerySet.as_manager()

    class Meta:
        verbose_name = _("basket")
        verbose_name_plural = _("baskets")
        indexes = [models.Index(fields=["changed_at"], condition=Q(user__isnull=True), name="cart_guest_age")]

    def __str__(self) -> str:
        return str(self.user or _("guest"))


class CartLineQuerySet(models.QuerySet["CartLine"]):
    def of(self, *, user: object | None, token: str | None) -> CartLineQuerySet:
        """What is in a person's basket, or in that of a guest's token."""
        return self.filter(cart__in=Cart.objects.of(user=user, token=token))


class CartLine(models.Model):
    """A dish of a menu day in the basket; `seen_price` is what the person was shown, in francs."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines", verbose_name=_("basket"))
    item = models.ForeignKey(MenuItem, on_delete=models.CASCADE, related_name="cart_lines", verbose_name=_("dish of a day"))
    quantity = models.PositiveSmallIntegerField(_("quantity"), validators=[MinValueValidator(1), MaxValueValidator(MOST_PORTIONS)])
    note = models.CharField(_("note"), max_length=MOST_LETTERS, blank=True)
    seen_price = models.PositiveIntegerField(_("price shown, RWF"))

    objects = CartLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("basket line")
        verbose_name_plural = _("basket lines")
        constraints = [
            models.UniqueConstraint(fields=["cart", "item"], name="cart_item_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1, quantity__lte=MOST_PORTIONS), name="cart_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.item.dish}"

    @property
    def amount(self) -> int:
        return self.quantity * self.item.price
