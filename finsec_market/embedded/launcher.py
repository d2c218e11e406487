"""Becomes one child of the market: `python -I -S launcher.py LOCK SIGNAL UID PROGRAM [ARGUMENT ...]`.

Holds LOCK for as long as the program or one of its children lives, and asks the kernel to send SIGNAL to the program
when its parent dies, even by kill -9. With a UID other than "-", runs as that user. Standard library only.
"""

import ctypes
import fcntl
import os
import sys

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_SET_SECUREBITS = 28
# Without it access(2), by which initdb looks for its programs, forgets the capability that was kept.
NO_SETUID_FIXUP = 1 << 2
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2
CAPABILITY_VERSION_3 = 0x20080522
LOCK_IS_HELD = 75


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _Data(ctypes.Structure):
    _fields_ = [("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32)]


def hold_lock(path: str) -> None:
    """Leave the process id in the lock file; the lock outlives exec and ends with the last process of the family."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(LOCK_IS_HELD)
    os.ftruncate(descriptor, 0)
    os.write(descriptor, str(os.getpid()).encode())
    os.set_inheritable(descriptor, True)


def become(uid: int) -> None:
    """Drop root. What stays, where the kernel has it, is the right to reach files below a closed home directory."""
    linux = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    if linux is not None:
        linux.prctl(PR_SET_SECUREBITS, NO_SETUID_FIXUP, 0, 0, 0)
        linux.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)
    if linux is not None:
        keep_reach(linux)


def keep_reach(linux: ctypes.CDLL) -> None:
    header, data = _Header(CAPABILITY_VERSION_3, 0), (_Data * 2)()
    linux.capget(ctypes.byref(header), data)
    held = [cap for cap in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE) if data[0].permitted & (1 << cap)]
    mask = 1 << held[0] if held else 0
    kept = (_Data * 2)(_Data(mask, mask, mask), _Data(0, 0, 0))
    linux.capset(ctypes.byref(header), kept)
    if held:
        linux.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, held[0], 0, 0)


def die_with_parent(parent: int, signal_number: int) -> None:
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(f"The process that started {sys.argv[4]} has ended.")


def main() -> None:
    lock, signal_number, uid, *command = sys.argv[1:]
    parent = os.getppid()
    os.setsid()
    hold_lock(lock)
    if uid != "-":
        become(int(uid))
    # A change of user clears the wish, so it comes last.
    die_with_parent(parent, int(signal_number))
    os.execvp(command[0], command)  # noqa: S606 - the callers give whole paths


if __name__ == "__main__":
    main()
