"""The steps by which a database becomes what `schema` says (alembic)."""
