"""What the journal's commands are called by people."""

from collections.abc import Callable, Mapping

from mailer.speech.catalogue import mark as _

DEEDS: Mapping[str, str] = {
    "RequestSubscription": _("asked to be on the list"),
    "NamePerson": _("was named by somebody else"),
    "Confirm": _("answered a question for confirmation"),
    "Unsubscribe": _("left the list"),
    "RequestAddressChange": _("asked for another address"),
    "ImportPerson": _("put on the list"),
    "ErasePerson": _("forgot a person"),
    "Suppress": _("shut an address to mail"),
    "RecordAnswer": _("wrote down an answer"),
    "AskAnswer": _("asked whether it is an answer"),
    "ConfirmAnswer": _("heard whether it was an answer"),
    "LapseOffer": _("let an offer lapse"),
    "RecordAttendance": _("wrote down who was there"),
    "ImportMeeting": _("announced or changed a meeting"),
    "MoveMeeting": _("moved a meeting"),
    "CancelMeeting": _("cancelled a meeting"),
    "CloseMeeting": _("closed the answers"),
    "HoldMeeting": _("noted that a meeting has been"),
    "TakeStep": _("made a step ready"),
    "StopStep": _("stopped a step"),
    "AddLatecomers": _("sent a step to latecomers"),
    "StartRun": _("started a run"),
    "PauseRun": _("paused a run"),
    "ResumeRun": _("went on with a run"),
    "CancelRun": _("called off a run"),
    "FinishRun": _("finished a run"),
    "RetryDelivery": _("tried a mail again"),
    "RetryRun": _("tried the rest of a run again"),
    "ResolveDelivery": _("settled a mail of unknown fate"),
    "NoteNotFound": _("did not find a mail at the provider"),
    "PauseHouse": _("stopped all sending"),
    "ReleaseHouse": _("let sending go on"),
    "RecordBounce": _("noted a bounce"),
    "RecordComplaint": _("noted a complaint"),
    "PassOn": _("told a writer that a person reads it"),
    "HandleParked": _("dealt with a mail"),
    "DiscardParked": _("put a mail away"),
    "ReopenMail": _("took a mail up again"),
    "InviteCoordinator": _("let somebody into the console"),
    "RemoveCoordinator": _("shut the console to somebody"),
    "SetPassword": _("chose a password"),
    "SetSecondFactor": _("turned codes from a phone on or off"),
    "SendTestCopy": _("sent a test copy"),
    "SendDigest": _("sent a coordinator the digest"),
    "KeepLetter": _("changed a letter"),
    "RestoreLetter": _("brought back a letter"),
    "Parked": _("left a mail to a person"),
    "Ignored": _("left a mail alone"),
    "Unknown": _("does not know whether a mail arrived"),
    "Deliver": _("did not get a mail delivered"),
}
"""Command -> what was done."""

DOERS: Mapping[str, str] = {
    "clock": _("the clock"),
    "kring": _("Kring by itself"),
    "unknown": _("somebody unknown"),
}
_PLACES: Mapping[str, str] = {
    " in the console": _("in the console"),
    " on the command line": _("on the command line"),
}


def filters(say: Callable[[str], str]) -> dict[str, Callable[[str], str]]:
    """Give what templates say it with; `say` translates."""

    def deed(command: str) -> str:
        return say(DEEDS[command]) if command in DEEDS else command

    def doer(who: str) -> str:
        for ending, place in _PLACES.items():
            if who.endswith(ending):
                return f"{who.removesuffix(ending)} {say(place)}"
        return say(DOERS[who]) if who in DOERS else who

    return {"deed": deed, "doer": doer}
