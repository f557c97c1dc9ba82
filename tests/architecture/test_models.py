"""What every model owes the house: a way down, a history, a name, a reason to be deleted with another."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.conf import settings
from django.db import models
from django.test.utils import isolate_apps
from django.utils import timezone
from django.utils.functional import Promise

from core.common.history import Tracked
from tests.architecture.house import SCREENS, allowed, is_history, layers, nothing, our_models, unexplained

Models = Iterable[type[models.Model]]


def forward_relations(model: type[models.Model]) -> list[models.Field]:
    fields = [*model._meta.local_fields, *model._meta.local_many_to_many]
    return [field for field in fields if field.remote_field and isinstance(field.related_model, type)]


def foreign_keys(model: type[models.Model]) -> list[models.ForeignKey]:
    return [field for field in model._meta.local_fields if isinstance(field, models.ForeignKey)]


# --- relations point down ---------------------------------------------------------------------------------


def pointing_up(found: Models) -> list[str]:
    """Relations to a floor above, or to a neighbour on the same floor.

    One kind may point anywhere: who did it (ADR 0001). Rows of `common` and history rows name their actor so.
    """
    floors = layers()
    breaches = []
    for model in found:
        own = model._meta.app_label
        for field in forward_relations(model):
            target = field.related_model._meta
            if target.label == settings.AUTH_USER_MODEL and (own == "common" or field.name == "history_user"):
                continue
            if target.app_label in SCREENS:
                breaches.append(f"{model._meta.label}.{field.name} -> {target.label} (a screen)")
            elif target.app_label in floors and target.app_label != own and floors[target.app_label] >= floors[own]:
                breaches.append(f"{model._meta.label}.{field.name} -> {target.label}")
    return breaches


def test_every_relation_points_down():
    nothing(pointing_up(our_models(history=True, auto_created=True)))


@isolate_apps("core.menu", "core.zones", "core.orders", "core.common")
def test_control_a_relation_that_points_up_or_sideways_is_found():
    class Order(models.Model):
        class Meta:
            app_label = "orders"

    class Zone(models.Model):
        class Meta:
            app_label = "zones"

    class Dish(models.Model):
        last_order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
        zones = models.ManyToManyField(Zone)

        class Meta:
            app_label = "menu"

    class Line(models.Model):
        dish = models.ForeignKey(Dish, on_delete=models.PROTECT, related_name="+")

        class Meta:
            app_label = "orders"

    assert pointing_up([Line]) == []
    assert pointing_up([Dish]) == ["menu.Dish.last_order -> orders.Order", "menu.Dish.zones -> zones.Zone"]


def test_screens_have_no_models():
    nothing([model._meta.label for model in our_models(history=True) if model._meta.app_label in SCREENS])


# --- related_name, on_delete --------------------------------------------------------------------------------


def without_related_name(found: Models) -> list[str]:
    return [
        f"{model._meta.label}.{field.name}" for model in found for field in forward_relations(model) if not field.remote_field.related_name
    ]


def test_every_relation_is_named_from_the_other_side():
    nothing(without_related_name(our_models()))


def deleting_with_another(found: Models) -> list[str]:
    return [
        f"{model._meta.label}.{field.name}"
        for model in found
        for field in foreign_keys(model)
        if field.remote_field.on_delete is not models.PROTECT
    ]


def test_nothing_is_deleted_or_emptied_with_another_row_unless_it_is_part_of_it():
    nothing(unexplained(deleting_with_another(our_models()), "not_protected"))


@isolate_apps("core.menu")
def test_control_an_unnamed_or_unprotected_relation_is_found():
    class Dish(models.Model):
        class Meta:
            app_label = "menu"

    class Photo(models.Model):
        dish = models.ForeignKey(Dish, on_delete=models.CASCADE)

        class Meta:
            app_label = "menu"

    class Price(models.Model):
        dish = models.ForeignKey(Dish, on_delete=models.PROTECT, related_name="prices")

        class Meta:
            app_label = "menu"

    assert without_related_name([Photo, Price]) == ["menu.Photo.dish"]
    assert deleting_with_another([Photo, Price]) == ["menu.Photo.dish"]
    assert unexplained(["menu.Photo.dish"], "not_protected")[0] == "menu.Photo.dish"


# --- history ------------------------------------------------------------------------------------------------


def untracked(found: Models) -> list[str]:
    """Models whose changes leave no history row; append-only and passing rows are listed with their reason."""
    return [model._meta.label for model in found if not hasattr(model._meta, "simple_history_manager_attribute")]


def test_every_model_is_tracked_or_listed_as_append_only_or_passing():
    nothing(unexplained(untracked(our_models(auto_created=True)), "untracked"))


@isolate_apps("core.menu")
def test_control_an_untracked_model_is_found():
    class Kept(models.Model):
        history = Tracked(app="menu")

        class Meta:
            app_label = "menu"

    class Lost(models.Model):
        class Meta:
            app_label = "menu"

    assert untracked([Kept, Lost]) == ["menu.Lost"]


# --- order, clocks, words -----------------------------------------------------------------------------------


def ordered_by_default(found: Models) -> list[str]:
    return [model._meta.label for model in found if model._meta.ordering]


def test_no_model_orders_by_default():
    nothing(ordered_by_default(our_models()))


def own_clocks(found: Models) -> list[str]:
    """Fields that read the time by themselves: an action is told the time."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in found
        for field in model._meta.local_fields
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False) or field.default is timezone.now
    ]


def test_no_field_reads_the_time_by_itself():
    nothing(own_clocks(our_models()))


def undescribed(found: Models) -> list[str]:
    return [model._meta.label for model in found if (model.__doc__ or "").startswith(f"{model.__name__}(")]


def test_every_model_says_what_a_row_is():
    nothing(undescribed(our_models()))


def untranslated(found: Models) -> list[str]:
    """Model and field names people may read that no translator ever sees."""
    breaches = []
    for model in found:
        names = ("verbose_name", "verbose_name_plural")
        breaches += [f"{model._meta.label} {name}" for name in names if not isinstance(model._meta.original_attrs.get(name), Promise)]
        for field in model._meta.local_fields:
            hidden = field.auto_created or not field.editable
            if not hidden and not isinstance(field.verbose_name, Promise):
                breaches.append(f"{model._meta.label}.{field.name}")
            if field.help_text and not isinstance(field.help_text, Promise):
                breaches.append(f"{model._meta.label}.{field.name} help_text")
    return breaches


def test_every_model_and_field_that_people_read_has_a_translatable_name():
    nothing(untranslated(model for model in our_models() if model._meta.label not in allowed("not_shown")))


@isolate_apps("core.menu")
def test_control_default_order_own_clock_missing_words_are_found():
    class Dish(models.Model):
        made_at = models.DateTimeField(auto_now_add=True)
        touched_at = models.DateTimeField(auto_now=True)
        seen_at = models.DateTimeField(default=timezone.now)
        note = models.CharField("note", max_length=10, help_text="A note.")

        class Meta:
            app_label = "menu"
            ordering = ["note"]

    assert ordered_by_default([Dish]) == ["menu.Dish"]
    assert own_clocks([Dish]) == ["menu.Dish.made_at", "menu.Dish.touched_at", "menu.Dish.seen_at"]
    assert undescribed([Dish]) == ["menu.Dish"]
    assert untranslated([Dish]) == [
        "menu.Dish verbose_name",
        "menu.Dish verbose_name_plural",
        "menu.Dish.seen_at",
        "menu.Dish.note",
        "menu.Dish.note help_text",
    ]


def test_control_the_models_are_really_found():
    labels = {model._meta.label for model in our_models()}
    assert {"accounts.User", "orders.Order", "menu.Dish"} <= labels
    assert not any(is_history(model) for model in our_models())
    assert any(is_history(model) for model in our_models(history=True))


@pytest.mark.parametrize("label", sorted(layers()))
def test_every_floor_of_the_house_is_an_app_with_its_own_name(label: str):
    """App labels are for ever (ADR 0001)."""
    from django.apps import apps

    assert apps.get_app_config(label).name == f"core.{label}"
