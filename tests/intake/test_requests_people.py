"""Whom a mail to info@ is about: the writer, or somebody else; the list, or a meeting."""

import pytest

from mailer.intake.verdict import Action, Kind
from tests.intake.request_corpus import written

INTRODUCED = [
    "Als hoofd bedrijfsvoering en financiën van de gemeente Zwolle ontvang ik graag de uitnodigingen.",
    "Ik ben de nieuwe teamleider van de afdeling Wonen en zorg en wil graag op de lijst.",
    "Kunt u mij, beleidsadviseur duurzaamheid bij de gemeente Zwolle, toevoegen aan de verzendlijst?",
    "Van mijn collega Bart hoorde ik over het kennisplatform. Zet mij op de lijst, graag.",
    "Mijn directeur vindt dat ik eens naar buiten moet. Graag op de verzendlijst.",
    "Vanwege mijn overstap naar de gemeente Zwolle wil ik graag op de verzendlijst.",
    "Ik wilde vragen of jullie mij op de verzendlijst kunnen zetten.",
    "Hoe kom ik op jullie lijst? Ik ontvang graag de uitnodigingen.",
    "Kan ik ook meedoen? Ik ben controller bij de gemeente Zwolle.",
    "Ik ontvang uw uitnodigingen niet meer. Wilt u mij weer opnemen in de verzendlijst?",
]


@pytest.mark.parametrize("text", INTRODUCED)
def test_what_introduces_the_writer_takes_nothing_from_the_request(text: str) -> None:
    assert (written(text).kind, written(text).action) == (Kind.SUBSCRIBE, Action.ACT)


SOMEBODY_ELSE = [
    "Zet de teamleider op de lijst.",
    "Graag onze nieuwe informatieadviseur op de verzendlijst zetten.",
    "Zet mij en de afdeling op de lijst.",
    "Zet mij op de lijst en mijn buurman ook.",
    "Graag op de lijst: de manager bedrijfsvoering.",
    "Op de lijst van de gemeentesecretarissen graag.",
    "Ik werk op een school. Mag ik ook meedoen met het kennisplatform?",
]


@pytest.mark.parametrize("text", SOMEBODY_ELSE)
def test_who_or_what_is_somebody_else_is_asked_about(text: str) -> None:
    assert written(text).action is Action.REVIEW


INVITED = (
    "Re: Uitnodiging: bijeenkomst Kennisplatform op 14 september",
    "In-Reply-To: <invitation.1@kring.example>\n",
)


@pytest.mark.parametrize("text", ["Haal me er maar af.", "STOP", "Verwijderen svp", "Graag geen mails meer."])
def test_an_answer_to_an_invitation_can_leave_the_list(text: str) -> None:
    verdict = written(text, *INVITED)
    assert (verdict.kind, verdict.action) == (Kind.UNSUBSCRIBE, Action.ACT)


ANSWERS = [
    "Ik meld me af.",
    "Zet mij erop!",
    "Zet mij op de lijst!",
    "Kan ik ook meedoen?",
    "Stop! Ik had me al aangemeld.",
    "Haal mij maar van de wachtlijst, ik heb andere plannen.",
    "Mijn naam mag eraf, Bart gaat in mijn plaats.",
    "Bij deze bevestig ik mijn komst.",
    "Please do keep sending me the invitations.",
]


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_about_the_meeting_changes_no_subscription(text: str) -> None:
    assert written(text, *INVITED).action is not Action.ACT
