"""Recognising a meeting reply in winmail.dat (MS-OXTNEF), which is all that old Exchange servers send."""

from mailer.message.mail import Part

SIGNATURE = b"\x78\x9f\x3e\x22"
"""The four octets a TNEF stream begins with (MS-OXTNEF section 2.1.3.1)."""

_SEARCHED = 65_536
"""Octets in which the message class stands; it is among the first attributes."""

_CLASSES = {
    b"IPM.Microsoft Schedule.MtgRespP": "ACCEPTED",
    b"IPM.Microsoft Schedule.MtgRespN": "DECLINED",
    b"IPM.Microsoft Schedule.MtgRespA": "TENTATIVE",
    b"IPM.Schedule.Meeting.Resp.Pos": "ACCEPTED",
    b"IPM.Schedule.Meeting.Resp.Neg": "DECLINED",
    b"IPM.Schedule.Meeting.Resp.Tent": "TENTATIVE",
}
"""Message classes of meeting responses, old spelling and new (MS-OXOCAL), and what they amount to."""


def is_tnef(part: Part) -> bool:
    """Say whether the part is a TNEF stream, whatever it is called."""
    return part.content.startswith(SIGNATURE)


def meeting_answer(part: Part) -> str:
    """Give the PARTSTAT that the message class amounts to; "" when it is no meeting response."""
    head = part.content[:_SEARCHED]
    wide = head.replace(b"\0", b"")
    return next((answer for name, answer in _CLASSES.items() if name in head or name in wide), "")
