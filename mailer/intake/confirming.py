"""A yes or a no to "is it so?" and nothing else: only that settles what was asked about."""

from mailer.intake.verdict import Answer


def _words(text: str) -> frozenset[str]:
    return frozenset("".join(mark if mark.isalnum() else " " for mark in text.lower()).split())


_AROUND = _words("""
    dat dit het is zo helemaal hoor ik that this it s thats right correct juist indeed inderdaad zeker
    bevestig bevestigd confirm confirmed i dank bedankt thanks u je you ca cest das
""")
_YES = _words("""
    ja jawel yes yep klopt akkoord ok oke oké okay juist correct right inderdaad indeed bevestig
    bevestigd confirm confirmed oui stimmt jo
""")
_NO = _words("nee neen no nope niet not non nein nicht")


def bare_answer(text: str) -> Answer | None:
    """Give yes or no for a reply that holds nothing beside it, None for any other."""
    words = _words(text)
    if words & _NO:
        return Answer.NO if words <= _NO | _AROUND | {"klopt", "stimmt"} else None
    return Answer.YES if words & _YES and words <= _YES | _AROUND else None
