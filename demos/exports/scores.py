"""The score of every row as CSV, in pieces: a file of a million rows is never held as text."""

from __future__ import annotations

from collections.abc import Iterator

from demos.analyzers.contract import Floats

_ROWS_A_PIECE = 20_000


def scores_csv(scores: Floats) -> Iterator[bytes]:
    """Yield ``row,score`` lines for scores of shape (n,): rows count from 1, scores have six significant digits."""
    yield b"row,score\r\n"
    for start in range(0, len(scores), _ROWS_A_PIECE):
        piece = scores[start : start + _ROWS_A_PIECE].tolist()
        yield "".join(f"{start + number},{score:.6g}\r\n" for number, score in enumerate(piece, 1)).encode()
