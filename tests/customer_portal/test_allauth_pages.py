"""Every page, message and mail of allauth that this site can show is the portal's own, none the library's bare one."""

from pathlib import Path

import allauth
import pytest
from django.template.loader import get_template

THEIRS = Path(allauth.__file__).parent / "templates"
# Cannot be reached with these settings: passkeys, links by mail, codes only, changing the one address.
NOT_SHOWN = {
    "account/email_change.html",
    "account/email_confirm.html",
    "account/email/email_confirmation_signup_message.txt",
    "account/email/email_confirmation_signup_subject.txt",
    "account/email/password_reset_key_message.txt",
    "account/email/password_reset_key_subject.txt",
    "account/password_reset_done.html",
    "account/signup_by_passkey.html",
    "mfa/email/webauthn_added_message.txt",
    "mfa/email/webauthn_added_subject.txt",
    "mfa/email/webauthn_removed_message.txt",
    "mfa/email/webauthn_removed_subject.txt",
    "mfa/messages/webauthn_added.txt",
    "mfa/messages/webauthn_removed.txt",
    "mfa/recovery_codes/download.txt",
    "mfa/trust.html",
}
KINDS = (
    "account/*.html",
    "account/*/*.txt",
    "mfa/*.html",
    "mfa/totp/*.html",
    "mfa/recovery_codes/*",
    "mfa/*/*.txt",
    "usersessions/*.html",
    "usersessions/*/*.txt",
)
# Only extended, and only by pages that are all replaced.
BASES = {str(path.relative_to(THEIRS)) for path in THEIRS.rglob("base_*.html")} | {"mfa/totp/base.html", "mfa/recovery_codes/base.html"}
SHOWN = sorted({str(path.relative_to(THEIRS)) for kind in KINDS for path in THEIRS.glob(kind)} - NOT_SHOWN - BASES)


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_of_allauth_is_the_portals_own(name):
    assert "customer_portal" in get_template(name).origin.name


def test_the_list_is_not_empty_by_mistake():
    assert {"account/login.html", "mfa/totp/activate_form.html", "account/messages/logged_in.txt"} <= set(SHOWN)
