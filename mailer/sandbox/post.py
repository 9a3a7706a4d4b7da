"""A mail to the sandbox with nothing but the standard library: python -m mailer.sandbox.post --help."""

import argparse
import email
import smtplib
from email.message import EmailMessage, Message
from email.utils import getaddresses, make_msgid
from pathlib import Path


def main() -> None:
    """Send one mail, fresh or as a reply to the newest one that was captured for its sender."""
    options = _options()
    answered = _newest(options.captured, options.sender) if options.reply else None
    mail = _mail(options.sender, options.text, answered, options.to)
    with smtplib.SMTP("127.0.0.1", options.port, timeout=30) as smtp:
        smtp.send_message(mail, options.sender, [_address(str(mail["To"]))])
    print(f"sent to {mail['To']}: {mail['Subject']}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Send a mail to the sandbox.")
    parser.add_argument("sender", help="your address, such as you@town.example")
    parser.add_argument("text", help="what you write")
    parser.add_argument("--reply", action="store_true", help="answer the newest mail you got")
    parser.add_argument(
        "--to", default="info@kennisplatform.example", help="the mailbox (default: %(default)s)"
    )
    parser.add_argument("--port", type=int, default=8025, help="where Kring listens (default: %(default)s)")
    parser.add_argument("--captured", type=Path, default=Path("var/captured"), help="where its mails are")
    return parser.parse_args()


def _mail(sender: str, text: str, answered: Message | None, to: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = sender
    mail["Message-ID"] = make_msgid(domain=sender.partition("@")[2])
    if answered is None:
        mail["To"], mail["Subject"] = to, text[:60]
    else:
        mail["To"] = _address(str(answered["Reply-To"] or answered["From"]))
        mail["Subject"] = f"Re: {answered['Subject']}"
        mail["In-Reply-To"] = str(answered["Message-ID"])
    mail.set_content(text)
    return mail


def _newest(folder: Path, address: str) -> Message:
    for path in sorted(folder.glob("*.eml"), key=lambda found: found.stat().st_mtime, reverse=True):
        mail = email.message_from_bytes(path.read_bytes())
        if address.lower() in str(mail["To"]).lower():
            return mail
    raise SystemExit(f"no mail for {address} in {folder} yet; is the sandbox running?")


def _address(field: str) -> str:
    return getaddresses([field])[0][1]


if __name__ == "__main__":
    main()
