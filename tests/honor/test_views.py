from datetime import timedelta

from portal.core import clock
from portal.honor import services
from tests.factories.honor import (
    Office,
    at,
    decided,
    praised,
)

DAY = timedelta(days=1)


def text_of(answer):
    return answer.get_data(as_text=True)


def now_published(office, **kw):
    """A reminder that is shown today."""
    with at(clock.today() - timedelta(days=40)):
        entry = decided(office, **kw)
    services.publish_reminder(entry, actor=office.issuer)
    return entry


def now_praised(office, **kw):
    with at(clock.today() - timedelta(days=40)):
        return praised(office, **kw)


def test_the_boards(client):
    office = Office()
    red, black = now_praised(office), now_published(office)

    roll, reminders = client.get("/honor/"), client.get("/honor/reminders")

    assert "阿福粥铺" in text_of(roll) and "旧码头路" not in text_of(roll)
    assert "旧码头路" in text_of(reminders) and "阿福粥铺" not in text_of(reminders)
    assert reminders.headers["X-Robots-Tag"] == "noindex, noarchive"
    assert 'name="robots"' in text_of(reminders) and 'name="robots"' not in text_of(roll)
    assert client.get(f"/honor/{red.code}").status_code == 200
    assert client.get(f"/honor/{black.code}").status_code == 200
