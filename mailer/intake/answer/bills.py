"""Where the bill is to go: an address in a mail that is nobody who comes."""

from mailer.intake.answer.clauses import Clause

_BILL = ("factu", "reken", "invoic", "rechnung", "factur", "kosten", "bill", "verplicht", "inkoop", "nota")
"""How words of paying begin: `factuur`, `facturering`, `rekening`, `kostenplaats`, `invoice`."""
_OFFICES = (
    *("crediteur", "debiteur", "factu", "financ", "invoice", "administrat", "inkoop", "boekhoud", "kredit"),
    *(
        "buchhaltung",
        "rechnung",
        "comptab",
        "compta",
        "accounts",
        "accounting",
        "billing",
        "purchas",
        "einkauf",
    ),
)
"""How the local parts of addresses begin that receive bills."""
_PEOPLE = ("take", "replace", "send", "colleague", "comes", "attend", "name")


def is_of_the_bill(clause: Clause) -> bool:
    """Say whether a clause tells where the bill is to go: `factuur graag naar ...`."""
    return not clause.has(*_PEOPLE) and any(token.word.startswith(_BILL) for token in clause.tokens)


def is_an_office(mail: str) -> bool:
    """Say whether an address is that of an office that pays."""
    return mail.startswith(_OFFICES)
