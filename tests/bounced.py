"""Reports of mail that came back, as a mail server makes them."""

from __future__ import annotations

OURS = "<0123456789abcdef@kraamzorg.test>"


def report(
    *,
    message_id: str = OURS,
    to: str = "sanne@client.test",
    action: str = "failed",
    status: str = "5.1.1",
    form: str = "message/rfc822",
    body: bytes = b"Hallo\r\n",
    times: int = 1,
) -> bytes:
    head = f"""\
From: MAILER-DAEMON@mx.test
To: wachtlijst@kraamzorg.test
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

I'm sorry to have to inform you.
--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b1
Content-Type: {form}

From: Wachtlijsttool <wachtlijst@kraamzorg.test>
To: {to}
Message-ID: {message_id}
Subject: Bericht

"""
    return head.replace("\n", "\r\n").encode() + body * times + b"\r\n--b1--\r\n"
