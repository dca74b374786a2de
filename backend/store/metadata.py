"""What all tables share."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def sealed_column(name: str, *, nullable: bool = True) -> Column[bytes]:
    """A column of ciphertext: written and read only through the vault, bound to its table, column and row."""
    return Column(name, LargeBinary, nullable=nullable, info={"sealed": True})
