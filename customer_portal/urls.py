"""The portal's addresses: each module of views brings its own."""

from customer_portal.views import account, arrival, basket, checkout, dish, menu, orders, people, plates

app_name = "customer_portal"
urlpatterns = [
    *menu.urlpatterns,
    *dish.urlpatterns,
    *plates.urlpatterns,
    *basket.urlpatterns,
    *checkout.urlpatterns,
    *orders.urlpatterns,
    *people.urlpatterns,
    *account.urlpatterns,
    *arrival.urlpatterns,
]
