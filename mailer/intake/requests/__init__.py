"""What people write to the list's address: to come on the list, to leave it, to change an address."""

from mailer.intake.requests.clauses import LONGEST as LONGEST_REQUEST
from mailer.intake.requests.confirmation import read_confirmation
from mailer.intake.requests.judgement import read_request

__all__ = ["LONGEST_REQUEST", "read_confirmation", "read_request"]
