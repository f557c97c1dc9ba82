from django.apps import AppConfig


class NutritionConfig(AppConfig):
    name = "core.nutrition"
    label = "nutrition"
