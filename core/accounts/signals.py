"""Facts accounts announces."""

from django.dispatch import Signal

sms_wanted = Signal()  # phone (E.164), text: a code or a word about the account, to be sent at once
person_joined = Signal()  # person, by, now: somebody has an account now
