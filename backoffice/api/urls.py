"""Version 1. What is here stays as it is; a change that breaks a program goes into the next version."""

from django.urls import path

from backoffice.api import docs, menu, orders, slots, tokens, zones

app_name = "api"

urlpatterns = [
    path("menu/", menu.MenuView.as_view(), name="menu"),
    path("zones/", zones.ZonesView.as_view(), name="zones"),
    path("slots/", slots.SlotsView.as_view(), name="slots"),
    path("orders/", orders.OrdersView.as_view(), name="orders"),
    path("orders/<str:number>/", orders.OrderView.as_view(), name="order"),
    path("orders/<str:number>/cancel/", orders.CancelView.as_view(), name="order-cancel"),
    path("token/", tokens.TokenView.as_view(), name="token"),
    path("schema/", docs.SchemaView.as_view(), name="schema"),
    path("docs/", docs.docs, name="docs"),
]
