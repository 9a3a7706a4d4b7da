"""What programs and offices add to a mail below what its writer said: quotations, signatures, disclaimers."""

from html import escape

LETTER = (
    "Beste Anna,\n\nKomt u op donderdag 14 en vrijdag 15 september naar Hattem? Graag horen we ook of u het"
    " hotel wilt, en of u vegetarisch eet.\n\nJa, ik kom\nAlleen donderdag\nNee, helaas\n"
    "Ik stuur een collega\n\n"
    "Wilt u geen uitnodigingen meer, meld u dan af met een mail: haal mij van de lijst.\n\n"
    "Met vriendelijke groet,\nMarieke Hofstra"
)
_QUOTED = "\n".join(f"> {line}" for line in LETTER.split("\n"))
_BLOCK = (
    "Van: Kring <info@kring.example>\nVerzonden: donderdag 13 juli 2017 10:11\n"
    "Aan: Anna de Wit\nOnderwerp: Uitnodiging\n\n"
)
QUOTATIONS = (
    f"Op do 13 jul. 2017 om 10:11 schreef Kring <info@kring.example>:\n\n{_QUOTED}",
    f"On Thu, Jul 13, 2017 at 10:11 AM Kring <info@kring.example>\nwrote:\n\n{_QUOTED}",
    f"Am Do., 13. Juli 2017 um 10:11 Uhr schrieb Kring <\ninfo@kring.example>:\n\n{_QUOTED}",
    f"Le jeu. 13 juil. 2017 à 10:11, Kring <info@kring.example> a écrit :\n\n{_QUOTED}",
    f"> Op 13 jul. 2017, om 10:11 heeft Kring <info@kring.example> het volgende geschreven:\n> \n{_QUOTED}",
    f"{_BLOCK}{LETTER}",
    f"________________________________\n{_BLOCK}{LETTER}",
    "-----Original Message-----\nFrom: Kring\nSent: Thursday, July 13, 2017\nTo: Anna\nSubject: Hattem\n\n"
    + LETTER,
    f"-------- Oorspronkelijk bericht --------\n{_BLOCK}{LETTER}",
    f">>> Kring <info@kring.example> 13-7-2017 10:11 >>>\n{LETTER}",
)
SIGNATURES = (
    "Verstuurd vanaf mijn iPhone",
    "Sent from Outlook for Android",
    "-- \nAnna de Wit\nGemeente Zwolle",
    "Met vriendelijke groet,\n\nAnna de Wit\nGemeentesecretaris\n038-4980000\nAanwezig op ma, di en do",
    "Kind regards,\nAnna de Wit\nPolicy adviser\nI do not work on Fridays\nwww.zwolle.example",
    "Mit freundlichen Grüßen\nAnna de Wit\nStadt Zwolle",
    "Hartelijke groet,\nAnna de Wit\n\nVolg ons op X en kom naar de open dag op 16 september!",
)
DISCLAIMERS = (
    "Dit bericht is uitsluitend bestemd voor de geadresseerde. Bent u dat niet, dan verzoeken wij u dit te"
    " melden en het bericht te verwijderen. Aan dit bericht kunnen geen rechten worden ontleend.",
    "This e-mail and any attachments are confidential. If you are not the intended recipient, please tell us"
    " and delete it. We cannot accept any liability.",
    "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, informieren"
    " Sie bitte den Absender und löschen Sie diese Mail.",
    "Ce message est confidentiel. Si vous n'êtes pas le destinataire, merci d'en avertir l'expéditeur.",
    "Denk aan het milieu voordat u deze e-mail print.",
    "Wilt u onze nieuwsbrief niet meer ontvangen? Dan kunt u zich hier afmelden.",
)
BELOW = (*QUOTATIONS, *SIGNATURES, *DISCLAIMERS)
PAGES = {
    "Gmail": "<br><div class='gmail_quote'><div class='gmail_attr'>Op do 13 jul. 2017 schreef Kring:</div>"
    "<blockquote class='gmail_quote'>%</blockquote></div>",
    "Apple Mail": "<div><br><blockquote type='cite'><div>Op 13 jul. 2017 heeft Kring het volgende "
    "geschreven:</div>%</blockquote></div>",
    "Outlook": "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>Van:</b> Kring<br>"
    "<b>Verzonden:</b> donderdag<br><b>Aan:</b> Anna<br><b>Onderwerp:</b> Uitnodiging</p></div>%",
    "Outlook on the web": "<div id='appendonsend'></div><hr><div id='divRplyFwdMsg'><b>Van:</b> Kring</div>"
    "<div>%</div>",
    "Thunderbird": "<div class='moz-cite-prefix'>Op 13-07-17 schreef Kring:</div>"
    "<blockquote type='cite'>%</blockquote>",
    "Yahoo": "<div class='yahoo_quoted'>%</div>",
    "Proton": "<div class='protonmail_quote'>Op 13 juli 2017 schreef Kring:<blockquote>%</blockquote></div>",
    "Zimbra": "<hr id='zwchr'><div data-marker='__QUOTED_TEXT__'>%</div>",
}


def page(text: str, quotation: str) -> str:
    """Give a mail's HTML with a text above a quoted letter, as a mail program writes it."""
    own, quoted = (escape(one).replace("\n", "<br>") for one in (text, LETTER))
    return f"<html><body><div dir='ltr'>{own}</div>{PAGES[quotation].replace('%', quoted)}</body></html>"
