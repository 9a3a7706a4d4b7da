"""What operators are told of attempts: counted all, and a line for each that did not arrive."""

from collections.abc import Sequence

import structlog

from mailer import metrics
from mailer.domain.delivery import DeliveryState
from mailer.store.sending import Result

log = structlog.get_logger(__name__)


def tell(results: Sequence[Result]) -> None:
    """Count what is written down, and name the deliveries that were not sent.

    The relay's words stay in the database: they like to name the person.
    """
    metrics.settled(one.outcome for one in results)
    for one in results:
        outcome = one.outcome
        if outcome.state is not DeliveryState.SENT:
            log.info(
                "a delivery was not sent",
                delivery=one.delivery.id,
                state=outcome.state.value,
                stage=outcome.stage.value,
                code=outcome.code,
                status=outcome.status,
                relay_wide=outcome.relay_wide,
            )
