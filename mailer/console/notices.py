"""What a page says was done, by the word in its address; another word says nothing."""

from collections.abc import Mapping

from mailer.speech.catalogue import mark as _

NOTICES: Mapping[str, str] = {
    "password": _("Your password is changed. Other browsers are logged out."),
    "code-on": _("From now on you log in with a code from your phone too."),
    "code-off": _("You log in without a code from your phone."),
    "decided": _("That mail is dealt with."),
    "registration": _("The registration is changed, and the person gets a mail that says so."),
    "discarded": _("That mail is put away; nothing was done."),
    "reopened": _("That mail waits for a decision again. What was recorded because of it stays as it is."),
    "started": _("The run has started."),
    "paused": _("The run is paused. Nothing more of it goes out until you go on."),
    "resumed": _("The run goes on."),
    "cancelled": _("What was not sent of this run is not sent any more."),
    "test-copy": _(
        "A test copy is on its way to you. It counts for nothing, and its buttons write to you only."
    ),
    "settled-sent": _("That mail counts as sent."),
    "settled-again": _("That mail goes out once more."),
    "settled-leave": _("That mail stays unknown, and nobody is asked about it any more."),
    "letter-kept": _(
        "The new version is kept, and goes out from now on. A run that has started keeps its words."
    ),
    "letter-restored": _("The letter says again what it said then. A run that has started keeps its words."),
    "rest": _("What failed and is wanted still is tried again."),
    "retried": _("That mail is tried again."),
    "facts": _("The facts are changed. Letters that have not gone out yet say the new ones."),
    "announced": _(
        "The meeting is announced. Nothing has gone out yet; the timeline says what does, and when."
    ),
    "moved": _("The meeting is moved. Who was told the old date gets a correction once you start its run."),
    "meeting-cancelled": _("The meeting is cancelled. Who was told of it hears so once you start the run."),
    "closed": _("The answers are closed. A late yes waits for you in the inbox."),
    "attendance": _("Who was there is written down."),
    "on-its-way": _("The mail was taken, and is read in a moment."),
    "erased": _("This person is forgotten. What is left only counts."),
    "session": _("That browser is logged out."),
    "sessions": _("All other browsers are logged out."),
    "language": _("This is your language now."),
}
