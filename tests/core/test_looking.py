"""What only looks while somebody types takes no place among those who write."""

from __future__ import annotations

import pytest

from tests.crowds import another_writer

pytestmark = pytest.mark.real


def test_a_look_does_not_wait_for_somebody_who_writes(real_portal):
    browser = real_portal.test_client()

    with another_writer(real_portal, "job"):
        answer = browser.post("/zh-hans/consultations/topics/similar", data={"title": "新开路夜间停车"})

    assert (answer.status_code, answer.get_data(as_text=True).strip()) == (200, "")
