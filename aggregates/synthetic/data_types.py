"""Types of data that participants have beside a health record and surveys: `availability.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass

from aggregates.errors import InputError
from aggregates.synthetic.fields import read_toml


@dataclass(frozen=True)
class DataType:
    """A type of data and who has it."""

    id: str
    share: float  # of all participants
    needs: tuple[str, ...]  # other types, all of which its people have
    terms: Mapping[str, float]  # log odds per trait


def read_data_types() -> tuple[DataType, ...]:
    """Read availability.toml. Raises InputError when a type needs one that is not before it."""
    types: list[DataType] = []
    for row in read_toml("availability.toml")["types"]:
        kind = DataType(row["id"], row["share"], tuple(row.get("needs", ())), row["terms"])
        if not set(kind.needs) <= {earlier.id for earlier in types}:
            raise InputError(
                f"{kind.id} needs a type that does not stand before it",
                "data/demo/availability.toml",
                "Change the order",
            )
        types.append(kind)
    return tuple(types)
