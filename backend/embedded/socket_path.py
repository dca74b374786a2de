"""A place for a unix socket whose path is short enough for every system."""

import hashlib
import os
import tempfile
from pathlib import Path

from backend.embedded.errors import EmbeddedStoreError

LIMIT = 100  # the shortest limit of the systems we run on is 103 bytes


def folder_for(wanted: Path, name: str, owner: tuple[int, int] | None = None) -> Path:
    """Return the folder for the socket `name`: the wanted one, or a private one under the temporary folder.

    The answer depends on the wanted path alone, so another process finds the same socket.
    """
    if len(os.fsencode(wanted / name)) <= LIMIT:
        return wanted
    digest = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:16]
    short = Path(tempfile.gettempdir()) / f"frontdesk-{digest}"
    short.mkdir(mode=0o700, exist_ok=True)
    uid, gid = owner or (os.geteuid(), os.getegid())
    found = short.lstat()
    if found.st_uid not in {uid, os.geteuid()}:
        raise EmbeddedStoreError(
            f"{short} belongs to somebody else: remove it, or set FRONTDESK_HOME to a shorter path."
        )
    if found.st_uid != uid:
        os.chown(short, uid, gid)
    return short
