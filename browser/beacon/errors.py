"""What a Beacon cannot follow."""


class BeaconError(ValueError):
    """A request that is refused: ``reason`` is a key below ``beacon.error`` in the catalogue."""

    def __init__(self, reason: str, status: int = 400, **values: object) -> None:
        super().__init__(reason)
        self.reason, self.status, self.values = reason, status, values
