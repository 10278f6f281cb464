"""A password hasher that counts how often it works: where the work is the same, the time is."""

from __future__ import annotations

from django.contrib.auth.hashers import MD5PasswordHasher


class CountingHasher(MD5PasswordHasher):
    """Hashes as the tests do, and remembers every time."""

    algorithm = "counting"
    times = 0

    def encode(self, password: str, salt: str) -> str:
        """Return the hash, counted."""
        CountingHasher.times += 1
        return str(super().encode(password, salt))
