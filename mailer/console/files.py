"""What a file that is taken along is called, in the fields of its answer."""

import unicodedata
from collections.abc import Mapping


def attached(words: str, ending: str) -> Mapping[str, str]:
    """Have a browser keep it under some words, such as `2027-01-21-deelnemers.xlsx` (RFC 6266).

    Only letters of ASCII, digits and hyphens are left of them, so that the name needs no quoting.
    """
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    name = "-".join("".join(one if one.isalnum() else " " for one in plain).split())
    return {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
