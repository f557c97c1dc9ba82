"""Sign-in by allauth: e-mail or phone, verified, rate-limited; staff with a second factor."""

from django.utils.translation import gettext_lazy as _

ACCOUNT_ADAPTER = "core.accounts.adapter.AccountAdapter"
MFA_ADAPTER = "core.accounts.adapter.SecondFactorAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email", "phone", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "core.accounts.forms.NameForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Dusangire"
