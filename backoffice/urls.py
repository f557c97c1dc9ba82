"""All addresses of the house."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path

from backoffice.entrance import Invitation

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/invitation/<str:token>/", Invitation.as_view(), name="account_invitation"),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", include("backoffice.api.urls")),
    path("kitchen/", include("kitchen_screen.urls")),
    path("", include("customer_portal.urls")),
]
handler400 = "customer_portal.views.errors.bad_request"
handler403 = "customer_portal.views.errors.permission_denied"
handler404 = "customer_portal.views.errors.page_not_found"
handler429 = "customer_portal.views.errors.too_many_requests"
handler500 = "customer_portal.views.errors.server_error"

if settings.DEBUG:
    urlpatterns.insert(0, path("development/", include("backoffice.development")))
    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)
