"""Passwords: kept as argon2 hashes, checked at the same cost whether the account exists or not."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 8, 256
# the first ones that anybody tries; length is what counts for all others
COMMON = frozenset(
    [
        "12345678",
        "123456789",
        "1234567890",
        "11111111",
        "00000000",
        "88888888",
        "66666666",
        "12341234",
        "87654321",
        "123123123",
        "147258369",
        "password",
        "password1",
        "passw0rd",
        "qwertyui",
        "qwerty123",
        "qwertyuiop",
        "1q2w3e4r",
        "asdfghjk",
        "asdfasdf",
        "iloveyou",
        "woaini1314",
        "woaini520",
        "5201314a",
        "a123456789",
        "a1234567",
        "abc12345",
        "abcd1234",
        "aa123456",
        "qq123456",
        "admin123",
        "administrator",
        "1qaz2wsx",
        "zaq12wsx",
        "letmein1",
        "welcome1",
    ]
)
_hasher = PasswordHasher()


def hashed(password: str) -> str:
    return _hasher.hash(password)


@cache
def nobodys_hash() -> str:
    """What an unknown account is checked against, so that it takes as long as a known one."""
    return _hasher.hash("nobody has this password")


def matches(password: str, stored: str) -> bool:
    """An empty or foreign `stored` matches nothing, at the usual cost."""
    try:
        return _hasher.verify(stored, password)
    except InvalidHashError:
        matches(password, nobodys_hash())
        return False
    except VerificationError:
        return False


def is_outdated(stored: str) -> bool:
    return _hasher.check_needs_rehash(stored)


def is_too_easy(password: str, username: str) -> bool:
    plain = password.casefold()
    return plain in COMMON or len(set(plain)) < 3 or (bool(username) and username.casefold() in plain)
