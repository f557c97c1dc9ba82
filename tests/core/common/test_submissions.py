"""One press, one result."""

import pytest

from core.common import submissions
from core.common.models import Submission
from tests.snapshots import nothing_changed

pytestmark = pytest.mark.django_db


def test_the_first_press_is_the_first_and_its_twin_finds_it(now):
    first, is_first = submissions.claim(scope="order:1", key="a", content=[1, "x"], now=now)
    with nothing_changed():
        twin, twin_is_first = submissions.claim(scope="order:1", key="a", content=[1, "x"], now=now)
    assert (is_first, twin_is_first, twin.pk) == (True, False, first.pk)
    row = Submission.objects.get()
    assert (row.pk, row.scope, row.key, row.fingerprint, row.at) == (first.pk, "order:1", "a", first.fingerprint, now)


def test_a_key_with_another_content_is_refused(now):
    submissions.claim(scope="order:1", key="a", content=[1], now=now)
    with nothing_changed(), pytest.raises(submissions.KeyReused) as refused:
        submissions.claim(scope="order:1", key="a", content=[2], now=now)
    assert refused.value.code == "key_reused"
    assert refused.value.text == "This form was sent before with another content. Open it again and send it once more."


def test_a_key_counts_within_its_scope(now):
    assert [submissions.claim(scope=scope, key="a", content=[], now=now)[1] for scope in ("order:1", "order:2")] == [True, True]


def test_a_fingerprint_depends_on_the_content_and_not_on_the_order_of_names():
    assert submissions.fingerprint({"a": 1, "b": [2]}) == submissions.fingerprint({"b": [2], "a": 1})
    different = [[1], ["1"], [1, None], [None, 1], [], {"a": 1}, [[1]], [1.0]]
    assert len({submissions.fingerprint(content) for content in different}) == len(different)
