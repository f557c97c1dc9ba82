"""Words that come from files translators do not read: the titles of roles.toml, and what allauth says when something is wrong."""

from django.utils.translation import gettext_lazy as _

ERRORS = {
    "account_inactive": _("This account is shut."),
    "cannot_remove_primary_email": _("Make another address the main one first."),
    "duplicate_email": _("This address is on your account already."),
    "email_password_mismatch": _("E-mail or password are not correct."),
    "phone_password_mismatch": _("Phone or password are not correct."),
    "username_password_mismatch": _("Type an e-mail or a phone, and the password to it."),
    "email_taken": _("Somebody has this e-mail already."),
    "phone_taken": _("Somebody has this phone already."),
    "enter_current_password": _("This is not your present password."),
    "incorrect_code": _("This is not the code we sent. Look again; a newer code takes the place of an older one."),
    "incorrect_password": _("This is not your password."),
    "invalid_login": _("Type an e-mail or a phone."),
    "max_email_addresses": _("At most %d addresses. Remove one first."),
    "too_many_login_attempts": _("Too many tries. Wait a few minutes."),
    "unverified_primary_email": _("Confirm the address first."),
    "select_only_one": _("Give the e-mail or the phone, not both."),
    "same_as_current": _("This is the one you have already."),
    "rate_limited": _("Too many tries. Wait half a minute."),
}
SECOND_FACTOR_ERRORS = {
    "cannot_delete_authenticator": _("Staff keep the second factor. When the phone is lost, an administrator resets it."),
    "cannot_generate_recovery_codes": _("Turn on the second factor first."),
    "incorrect_code": _("This code is not right, or was used. Wait for the next one in the app."),
}
ROLES = {
    "administrator": _("Administrator"),
    "operations_manager": _("Operations manager"),
    "order_desk": _("Order desk"),
    "finance": _("Finance"),
    "head_chef": _("Head chef"),
    "kitchen_staff": _("Kitchen staff"),
    "dispatcher": _("Dispatcher"),
    "courier": _("Courier or ward porter"),
    "nutritionist": _("Nutritionist"),
    "nurse": _("Nurse or medical staff"),
    "ward_clerk": _("Ward clerk"),
    "support": _("Support"),
    "customer": _("Customer"),
}
"""The titles of roles.toml, for translators; a test holds the two together."""
