"""What a delivery report says of one recipient (RFC 3464), whoever wrote the report and in whatever form."""

from dataclasses import dataclass
from enum import StrEnum


class ReportAction(StrEnum):
    """The action field of a delivery status report (RFC 3464 section 2.3.3)."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"


@dataclass(frozen=True, slots=True)
class Report:
    """What a delivery report says of one address."""

    address: str
    action: ReportAction = ReportAction.FAILED
    status: str | None = None
    """Enhanced status code (RFC 3463), such as 5.1.1."""
    permanent: bool = True
    words: str = ""
    """What the reporting or the remote host said, for a coordinator to read."""
