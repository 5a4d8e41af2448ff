"""Writing bgzip, the gzip of many small blocks that genomic tools read."""

import struct
import zlib
from types import TracebackType
from typing import BinaryIO, Self

# SAM/BAM and related specifications, section 4.1: the gzip header with its extra field BC.
_HEADER = bytes.fromhex("1f8b08040000000000ff060042430200")
_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
_BLOCK = 0xFF00
_OVERHEAD = len(_HEADER) + 2 + 8


class BgzipWriter:
    """Writes bytes to an open file as bgzip; the same bytes give the same file."""

    def __init__(self, file: BinaryIO, level: int = 1) -> None:
        self._file, self._level = file, level
        self._held = bytearray()

    def write(self, content: bytes) -> None:
        """Add `content`."""
        self._held += content
        whole = len(self._held) - len(self._held) % _BLOCK
        for start in range(0, whole, _BLOCK):
            self._block(self._held[start : start + _BLOCK])
        del self._held[:whole]

    def _block(self, content: bytes | bytearray) -> None:
        packer = zlib.compressobj(self._level, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
        if len(packed) + _OVERHEAD > 1 << 16:  # noise: it would not fit a block compressed
            packer = zlib.compressobj(0, zlib.DEFLATED, -15)
            packed = packer.compress(content) + packer.flush()
        self._file.write(_HEADER + struct.pack("<H", len(packed) + _OVERHEAD - 1) + packed)
        self._file.write(struct.pack("<II", zlib.crc32(content), len(content)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write what is held and the block that marks the end."""
        if kind is None:
            if self._held:
                self._block(self._held)
            self._file.write(_END)
