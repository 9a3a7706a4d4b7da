"""The mails these tests send and the people they go to."""

from mailer.domain.delivery import Envelope

KRING = "info@kring.example"
BOUNCES = "info+bounce@kring.example"
ANNA = "anna.dewit@zwolle.example"
BART = "b.smit@deventer.example"
CARLA = "carla@kampen.example"

INVITATION = (
    b"From: Kring <info@kring.example>\r\n"
    b"To: anna.dewit@zwolle.example\r\n"
    b"Subject: Uitnodiging\r\n"
    b"Message-ID: <uitnodiging-1@kring.example>\r\n"
    b"\r\n"
    b"Komt u ook?\r\n"
    b".\r\n"
    b"..en wat eet u?\r\n"
)

SUBSCRIBE = (
    b"From: Anna de Wit <anna.dewit@zwolle.example>\r\n"
    b"To: info@kring.example\r\n"
    b"Subject: Uitnodigingen\r\n"
    b"\r\n"
    b"Zet mij op de lijst, alstublieft.\r\n"
)


def to_anna(octets: bytes = INVITATION) -> Envelope:
    return Envelope(BOUNCES, ANNA, octets)
