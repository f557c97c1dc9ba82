import pytest
from allauth.account.forms import ResetPasswordKeyForm
from django import forms
from django.template import Context, Template

from customer_portal.forms.account import NewPasswordForm
from customer_portal.templatetags.portal import device, fours


class Order(forms.Form):
    name = forms.CharField(label="Name", help_text="As the ward knows it", widget=forms.TextInput(attrs={"placeholder": "Name"}))
    phone = forms.CharField(label="Phone", required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    time = forms.ChoiceField(label="Time", choices=[("12", "12:00"), ("13", "13:00")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="I agree")


def rendered(form):
    return Template('{% include "portal/pieces/form.html" %}').render(Context({"form": form}))


def test_a_field_has_a_label_a_hint_it_is_described_by_and_no_placeholder():
    html = rendered(Order())

    assert '<label class="field__label" for="id_name">Name</label>' in html
    assert 'id="id_name_helptext">As the ward knows it' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert "placeholder" not in html


def test_a_field_that_may_stay_empty_says_so_and_a_phone_gets_the_keys_for_phones():
    html = rendered(Order())

    assert html.count("(optional)") == 1
    assert 'inputmode="tel"' in html


def test_a_form_without_mistakes_has_no_summary():
    assert "error-summary" not in rendered(Order())


def test_every_mistake_stands_beside_its_field_and_is_linked_from_the_summary():
    html = rendered(Order({"time": "14"}))

    assert "3 things to correct" in html
    for field in ("name", "time", "agree"):
        assert f'<a href="#id_{field}">' in html
        assert f'id="id_{field}_error"' in html
        assert f'id="id_{field}"' in html


def test_a_mistake_of_the_whole_form_stands_in_the_summary():
    form = Order({"name": "Aline", "time": "12", "agree": "on"})
    form.add_error(None, "Lunch is closed.")

    html = rendered(form)

    assert "1 thing to correct" in html
    assert "<li>Lunch is closed.</li>" in html


def test_our_words_change_what_a_form_says_and_not_what_it_checks():
    assert list(NewPasswordForm().fields) == list(ResetPasswordKeyForm().fields)
    assert NewPasswordForm().fields["password1"].label == "New password"


def test_a_secret_stands_in_groups_of_four():
    assert fours("JAERA3OTG5") == "JAER A3OT G5"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14; TECNO BG6) Chrome/140.0.0.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("curl/8.5", "curl/8.5"),
    ],
)
def test_a_device_is_named_in_words(said, words):
    assert device(said) == words
