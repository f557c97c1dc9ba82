"""Sign-in by allauth: e-mail or phone, proven by a code, rate-limited; staff with a second factor."""

ACCOUNT_ADAPTER = "core.accounts.adapter.AccountAdapter"
MFA_ADAPTER = "core.accounts.adapter.SecondFactorAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# allauth keeps its addresses to itself: User.email holds proven ones only and follows them (core/accounts/ways.py).
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FORM_CLASS = "core.accounts.forms.name.NameForm"
ACCOUNT_SIGNUP_FIELDS = ["phone*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 3
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# A person without an e-mail gets back in with a code to their phone. A code is asked for anew, not sent once more:
# for a number nobody has, allauth's resending ends in an error page.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
# Digits only: codes are typed on phones. Three tries a code and few codes a day leave nothing to guess.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
# key: the account, phone or e-mail. A hospital's patients and staff share one address (ip), so that one is wide.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    "signup": "20/m/ip,200/d/ip",
    "request_login_code": "20/m/ip,3/m/key,20/d/key",
    "reset_password": "20/m/ip,3/m/key,20/d/key",
    "verify_phone": "20/m/ip,1/30s/key,10/d/key",
    "confirm_email": "1/10s/key,20/d/key",
    "change_phone": "6/m/user,20/d/user",
    "manage_email": "10/m/user",
}
ACCOUNT_FORMS = {
    "login": "customer_portal.forms.account.SignInForm",
    "signup": "customer_portal.forms.account.SignUpForm",
    "request_login_code": "customer_portal.forms.account.RequestCodeForm",
    "reset_password": "customer_portal.forms.account.ResetPasswordForm",
    "reset_password_from_key": "customer_portal.forms.account.NewPasswordForm",
    "change_password": "customer_portal.forms.account.ChangePasswordForm",
    "set_password": "customer_portal.forms.account.SetPasswordForm",
    "add_email": "customer_portal.forms.account.AddEmailForm",
    "change_phone": "customer_portal.forms.account.ChangePhoneForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Dusangire"
# Nobody signs in before a phone or an e-mail of theirs is proven, so a second address that waits for its code is no reason to refuse.
MFA_ALLOW_UNVERIFIED_EMAIL = True
STAFF_IDLE_MINUTES = 30
DEFAULT_EXCEPTION_REPORTER_FILTER = "backoffice.reporting.NoSecrets"


def sign_up_settings(sms_backend: str) -> dict[str, object]:
    """With SMS the phone is asked for and proven; without it the e-mail is, and the phone is only a contact."""
    return {"ACCOUNT_PHONE_VERIFICATION_ENABLED": sms_backend != "off"}
