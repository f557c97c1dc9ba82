"""Sign-in by allauth: e-mail or phone, verified, rate-limited; staff with a second factor."""

ACCOUNT_ADAPTER = "core.accounts.adapter.AccountAdapter"
MFA_ADAPTER = "core.accounts.adapter.SecondFactorAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FORM_CLASS = "core.accounts.forms.NameForm"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# A person without an e-mail gets back in with a code to their phone.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# Digits only: codes are typed on phones.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
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


def sign_up_settings(sms_backend: str) -> dict[str, object]:
    """With SMS the phone is asked for and proven; without it the e-mail is, and the phone is only a contact."""
    if sms_backend == "off":
        return {
            "ACCOUNT_SIGNUP_FIELDS": ["email*", "phone*", "password1*"],
            "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
            "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED": True,
            "ACCOUNT_PHONE_VERIFICATION_ENABLED": False,
        }
    return {
        "ACCOUNT_SIGNUP_FIELDS": ["phone*", "email", "password1*"],
        "ACCOUNT_EMAIL_VERIFICATION": "optional",
        "ACCOUNT_PHONE_VERIFICATION_ENABLED": True,
    }
