"""Addresses of the kitchen screen, under /kitchen/."""

from django.urls import path

from kitchen_screen import views

app_name = "kitchen_screen"
urlpatterns = [
    path("", views.stations, name="stations"),
    path("<slug:station>/", views.board, name="board"),
    path("<slug:station>/density/", views.density, name="density"),
    path("<slug:station>/tickets/", views.tickets, name="tickets"),
    path("<slug:station>/tickets/<int:pk>/tap/", views.tap, name="tap"),
    path("<slug:station>/tickets/<int:pk>/seen/", views.seen, name="seen"),
    path("<slug:station>/done/", views.done_lately, name="done"),
    path("<slug:station>/dishes/", views.dishes, name="dishes"),
    path("<slug:station>/dishes/<int:pk>/strike-off/", views.strike_off, name="strike-off"),
    path("<slug:station>/dishes/<int:pk>/put-back/", views.put_back, name="put-back"),
]
