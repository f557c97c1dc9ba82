from django.apps import AppConfig


class KitchenScreenConfig(AppConfig):
    name = "kitchen_screen"
    label = "kitchen_screen"
