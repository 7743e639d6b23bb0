"""What a mail server sends back is read; whatever else arrives is harmless."""

from __future__ import annotations

import pytest

from kraamzorg_app.domain import bounces
from kraamzorg_app.domain.bounces import Bounce
from tests.bounced import OURS, report


@pytest.mark.parametrize("form", ["message/rfc822", "text/rfc822-headers"])
def test_a_failed_delivery_is_read(form: str) -> None:
    found = bounces.read(report(form=form))
    assert found == Bounce(OURS, "5.1.1", "sanne@client.test")


@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("failed", "4.2.2")]
)
def test_what_may_still_arrive_is_no_bounce(action: str, status: str) -> None:
    assert bounces.read(report(action=action, status=status)) is None


@pytest.mark.parametrize("status", ["5.1.1.1.1", "5.a.b", "5.999999999.1", "5.1", "5.٣.1"])
def test_a_strange_status_is_not_kept(status: str) -> None:
    found = bounces.read(report(status=status))
    assert found is not None
    assert found.status == "5.0.0"


def test_what_is_no_report_is_nothing() -> None:
    ordinary = b"From: a@b.test\r\nSubject: Afwezig\r\n\r\nIk ben er niet.\r\n"
    without_headers = report().replace(b"Message-ID:", b"X-Other:")
    hostile = (b"", b"\x00" * 5000, b"\xff\xfe: \r\n" * 100, ordinary, without_headers)
    assert [bounces.read(raw) for raw in hostile] == [None] * len(hostile)


def test_nesting_beyond_reason_ends_quietly() -> None:
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(3000)
    )
    assert bounces.read(deep) is None


def test_a_report_in_front_of_a_huge_mail_is_read() -> None:
    found = bounces.read(report(body=b"x" * 76 + b"\r\n", times=100_000))
    assert found is not None
    assert found.message_id == OURS
