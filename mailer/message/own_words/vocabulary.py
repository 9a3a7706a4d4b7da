"""The words with which mail programs introduce a quotation, from `vocabulary.toml`."""

from mailer.message.own_words.words import labels, words

WROTE = words("wrote")
OPENERS = words("openers")
CALENDAR = words("calendar")
PARTICLES = words("particles")
SENTENCE = words("sentence")
SEPARATORS = words("separators")
INTRODUCTIONS = words("introductions")
DELIMITERS = words("delimiters")
FORWARDERS = tuple(words("forwarders"))
FORWARDED = tuple(words("forwarded"))
LABELS = labels()
