"""Compiles the translations without msgfmt: `python -m finsec_market.embedded.messages [DIRECTORY]`."""

import sys
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE_DIR = Path(__file__).resolve().parents[2] / "locale"


def compile_messages(locale_dir: Path) -> list[Path]:
    """Write each .mo that is older than its .po, without the fuzzy entries, and return those written."""
    return [_compile(source) for source in sorted(locale_dir.glob("*/LC_MESSAGES/*.po")) if _is_stale(source)]


def _is_stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns


def _compile(source: Path) -> Path:
    target = source.with_suffix(".mo")
    # Whole or not at all, for the process that reads it now and for another one that compiles as well.
    with source.open("rb") as messages, NamedTemporaryFile(dir=target.parent, delete=False) as draft:
        write_mo(draft, read_po(messages, locale=source.parts[-3]), use_fuzzy=False)
    Path(draft.name).chmod(0o644)
    Path(draft.name).replace(target)
    return target


if __name__ == "__main__":
    compile_messages(Path(sys.argv[1]) if len(sys.argv) > 1 else LOCALE_DIR)
