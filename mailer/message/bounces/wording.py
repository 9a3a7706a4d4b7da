"""The words of mail systems, from `phrases.toml`."""

from pathlib import Path

from mailer.message.phrases import phrase_groups

WORDING = phrase_groups(Path(__file__).with_name("phrases.toml"))
