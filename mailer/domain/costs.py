"""Cost shares from real attendance: to the cent, and together exactly the total."""

from collections.abc import Collection, Mapping

from mailer.domain.errors import BadInput


def shares(total: int, attended: Mapping[str, Collection[str]], weights: Mapping[str, int]) -> dict[str, int]:
    """Divide `total` (cents) over those who came, by the weights of the day-parts each came to.

    `attended` tells who was in which day-parts; a day-part weighs what `weights` says. Cents that don't
    divide go to the largest remainders, equal ones in the order of the names, so a share never depends on
    the order of the rows. Raises `BadInput` where there is nobody to carry the costs.
    """
    carried = {who: sum(weights[part] for part in set(parts)) for who, parts in attended.items()}
    whole = sum(carried.values())
    if total < 0 or min(weights.values(), default=0) < 0:
        raise BadInput("costs and weights of day-parts can't be negative")
    if not whole:
        if total:
            raise BadInput("nobody attended a day-part that carries costs; record the attendance first")
        return dict.fromkeys(attended, 0)
    split = {who: divmod(total * weight, whole) for who, weight in carried.items()}
    result = {who: cents for who, (cents, _) in split.items()}
    by_remainder = sorted(split, key=lambda who: (-split[who][1], who))
    for who in by_remainder[: total - sum(result.values())]:
        result[who] += 1
    return result
