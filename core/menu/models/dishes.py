"""Dishes and the words they are sorted by."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Sum, When
from django.utils.translation import gettext_lazy as _

from core.common.history import Tracked
from core.common.models import Named, Period, Site
from core.common.text import localised
from core.nutrition.models import Tag


class Category(Named):
    """How the menu is sorted: breakfast, lunch, dinner, snacks, beverages."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)
    history = Tracked()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")


class Station(Named):
    """A place in the kitchen where dishes are made; each has its own board."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("active"), default=True)
    history = Tracked()

    class Meta:
        verbose_name = _("station")
        verbose_name_plural = _("stations")


class DishStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    ACTIVE = "active", _("active")
    ARCHIVED = "archived", _("archived")


class TaxClass(models.TextChoices):
    STANDARD = "standard", _("standard rate")
    EXEMPT = "exempt", _("exempt")


class Vessel(models.TextChoices):
    PLATE = "plate", _("plate")
    BOWL = "bowl", _("bowl")
    CUP = "cup", _("cup")


class DishQuerySet(models.QuerySet["Dish"]):
    def active(self) -> DishQuerySet:
        return self.filter(status=DishStatus.ACTIVE)

    def on(self, *, site: Site, day: date, period: str) -> DishQuerySet:
        """Dishes that are planned for a service, on sale or not."""
        return self.filter(menu_items__menu_day__site=site, menu_items__menu_day__date=day, menu_items__menu_day__period=period)

    def with_today(self, *, site: Site | None, day: date, now: datetime) -> DishQuerySet:
        """Each dish with `left_today`: portions left over all services of the day at the site, empty where it is on none;
        and `struck_until`: when it is back, empty where it is not struck off."""
        from core.menu.models.calendar import DishStrike, MenuItem

        items = MenuItem.objects.filter(dish=OuterRef("pk"), menu_day__site=site, menu_day__date=day, menu_day__is_published=True)
        left = Case(When(portions_planned__gt=F("portions_sold"), then=F("portions_planned") - F("portions_sold")), default=0)
        strikes = DishStrike.objects.filter(dish=OuterRef("pk"), site=site, lifted_at__isnull=True, until__gt=now)
        return self.annotate(
            left_today=Subquery(items.order_by().values("dish").annotate(left=Sum(left)).values("left")),
            struck_until=Subquery(strikes.values("until")[:1]),
        )


class Dish(Named):
    """Something to eat or drink that is sold by the portion. Prices in whole francs, VAT included."""

    description_en = models.CharField(_("description, English"), max_length=300, blank=True)
    description_rw = models.CharField(_("description, Kinyarwanda"), max_length=300, blank=True)
    description_fr = models.CharField(_("description, French"), max_length=300, blank=True)
    kitchen_name_en = models.CharField(_("kitchen name, English"), max_length=40, blank=True, help_text=_("Short, for the kitchen board."))
    kitchen_name_rw = models.CharField(_("kitchen name, Kinyarwanda"), max_length=40, blank=True)
    kitchen_name_fr = models.CharField(_("kitchen name, French"), max_length=40, blank=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="dishes", verbose_name=_("category"))
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="dishes", verbose_name=_("station"))
    price = models.PositiveIntegerField(_("price, RWF"))
    staff_price = models.PositiveIntegerField(_("staff price, RWF"), null=True, blank=True)
    tax_class = models.CharField(_("tax class"), max_length=10, choices=TaxClass.choices, default=TaxClass.STANDARD)
    prep_minutes = models.PositiveSmallIntegerField(_("minutes to make"), default=30)
    iddsi_texture = models.PositiveSmallIntegerField(
        _("texture (IDDSI)"), default=7, validators=[MaxValueValidator(7)], help_text=_("0 thin drink to 7 regular food, IDDSI framework.")
    )
    vessel = models.CharField(_("served in"), max_length=6, choices=Vessel.choices, default=Vessel.PLATE)
    at_breakfast = models.BooleanField(_("at breakfast"), default=False)
    at_lunch = models.BooleanField(_("at lunch"), default=False)
    at_dinner = models.BooleanField(_("at dinner"), default=False)
    tags = models.ManyToManyField(Tag, blank=True, related_name="dishes", verbose_name=_("tags"))
    photo = models.ImageField(_("photo"), upload_to="dishes/", blank=True)
    thumbnail = models.ImageField(_("small photo"), upload_to="dishes/", blank=True, editable=False)
    is_featured = models.BooleanField(_("featured"), default=False)
    status = models.CharField(_("state"), max_length=10, choices=DishStatus.choices, default=DishStatus.DRAFT)

    objects = DishQuerySet.as_manager()
    history = Tracked(m2m_fields=["tags"])

    class Meta:
        verbose_name = _("dish")
        verbose_name_plural = _("dishes")
        constraints = [
            models.CheckConstraint(
                condition=Q(iddsi_texture__lte=7), name="dish_iddsi", violation_error_message=_("IDDSI levels go from 0 to 7.")
            ),
            models.CheckConstraint(
                condition=Q(staff_price__isnull=True) | Q(staff_price__lte=F("price")),
                name="dish_staff_price",
                violation_error_message=_("The staff price is not above the price."),
            ),
            models.CheckConstraint(
                condition=Q(at_breakfast=True) | Q(at_lunch=True) | Q(at_dinner=True),
                name="dish_has_a_period",
                violation_error_message=_("A dish is served at one period at least."),
            ),
        ]
        indexes = [models.Index(fields=["status", "category"], name="dish_status_category")]

    def clean(self) -> None:
        super().clean()
        wrong = {}
        if self.price is not None and self.staff_price is not None and self.staff_price > self.price:
            wrong["staff_price"] = _("The staff price is not above the price.")
        if not self.periods:
            wrong["at_breakfast"] = _("A dish is served at one period at least.")
        if wrong:
            raise ValidationError(wrong)

    @property
    def description(self) -> str:
        return localised(self, "description")

    @property
    def kitchen_name(self) -> str:
        """The short name for the board; the full name where none is given."""
        return localised(self, "kitchen_name") or self.name

    @property
    def periods(self) -> list[str]:
        return [period for period in Period.values if getattr(self, f"at_{period}")]
