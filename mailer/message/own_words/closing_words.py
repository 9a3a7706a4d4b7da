"""The words that close a mail and those that programs add to it, from `closing_words.toml`, as patterns."""

import re

from mailer.message.own_words.words import WordList, pattern

CLOSING = re.compile(pattern("closing"))
DEVICE = re.compile(pattern("device"))
DEVICES = re.compile(pattern("devices"))
EXCUSE = re.compile(pattern("excuse"))
BANNER = re.compile(rf"\W*{pattern('banner')}")
ALARM = re.compile(rf"\W*{pattern('alarm')}\b")
ALARM_ABOUT = re.compile(pattern("alarm_about"))
ALARM_OUTSIDE = re.compile(pattern("alarm_outside"))
LEGAL = re.compile(pattern("legal"))
MAIL = re.compile(pattern("mail"))
LINK = re.compile(pattern("link"))
LEAVING = re.compile(pattern("leaving"))
FOOTER = re.compile(pattern("footer"))
SLOGAN = re.compile(pattern("slogan"))
ATTENDANCE = re.compile(rf"\W*(?:mijn |normaal |meestal )?{pattern('attendance')}\b")
POSTSCRIPT = re.compile(r"\W*(?:p\.? ?s\.?|p\.p\.s\.?|pps|post ?scriptum|n\.? ?b\.?)(?:\s|[:.,]|$)")
CONTACT = re.compile(
    rf"{pattern('contact')}|^\W*{pattern('contact_label')}\b ?[.:|]|^\W*[temwfia] ?(?:[:|]|\.? ?[+(\d])"
)
DAYS = WordList("days")
FIRST_PERSON = WordList("first_person")
ANSWERING = WordList("answering")
SPEAKING = WordList("speaking")
