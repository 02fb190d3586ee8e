"""Sealing: what the database keeps of secrets, and the keys that open it.

A master key wraps data keys, a data key seals values, and a sealed value opens only in the place
it was sealed for. Nothing here reads a file, the environment or the database.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
MAX_MASTER_KEY_ID = 2**31 - 1

_VERSION = 1
_HEADER = struct.Struct(">BI")  # version, data-key id
_LENGTH = struct.Struct(">H")


class CryptoError(Exception):
    """The root of what may go wrong with keys and seals. No message holds a secret."""


class KeysInvalid(CryptoError, ValueError):
    """The text of the master keys cannot be used; the message says which part and why."""


class SealBroken(CryptoError):
    """It does not open: another key, another place than it was sealed for, or altered bytes."""


class DoesNotFit(CryptoError, ValueError):
    """The value is longer than the size it should be padded to."""


class NoKey(CryptoError):
    """The master key that is needed is not among the given ones."""

    def __init__(self, master_key_id: int) -> None:
        super().__init__(f"the master key {master_key_id} is not given")
        self.master_key_id = master_key_id


class MasterKeys:
    """The keys in the operator's hands. The first wraps, all unwrap."""

    def __init__(self, keys: dict[int, bytes]) -> None:
        """`keys` in order, by id. Raises `KeysInvalid` when there is none."""
        if not keys:
            raise KeysInvalid("there is no master key")
        self._keys = dict(keys)

    @classmethod
    def parse(cls, text: str) -> MasterKeys:
        """Reads `2:base64,1:base64`. Raises `KeysInvalid`, whose message shows no key."""
        keys: dict[int, bytes] = {}
        for place, part in enumerate(text.split(","), start=1):
            key_id, key = _read_key(part, f"master key no. {place}")
            if key_id in keys:
                raise KeysInvalid(f"two master keys have the id {key_id}")
            keys[key_id] = key
        return cls(keys)

    @staticmethod
    def new_key() -> str:
        """A new random key as `parse` reads it after `id:`."""
        return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()

    @property
    def current_id(self) -> int:
        """The id of the key that wraps."""
        return next(iter(self._keys))

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(self._keys)

    def wrap(self, data_key: bytes, team_id: str) -> bytes:
        """`data_key` under the current master key, for this workspace only."""
        bound = _wrap_binding(team_id, self.current_id)
        return _encrypt(self._keys[self.current_id], data_key, bound)

    def unwrap(self, wrapped: bytes, team_id: str, master_key_id: int) -> bytes:
        """The data key again. Raises `NoKey`, or `SealBroken` when that key is not the one."""
        if master_key_id not in self._keys:
            raise NoKey(master_key_id)
        return _decrypt(self._keys[master_key_id], wrapped, _wrap_binding(team_id, master_key_id))

    def __repr__(self) -> str:
        return f"MasterKeys(ids={self.ids})"


@dataclass(frozen=True)
class Binding:
    """The one place where a sealed value opens. `row` is its primary key, in column order."""

    team_id: str
    table: str
    row: tuple[str, ...]
    column: str

    def encoded(self) -> bytes:
        """Different for any two places, whatever their parts are made of."""
        return _framed("value", self.team_id, self.table, self.column, *self.row)


def seal(data_key_id: int, data_key: bytes, value: bytes, binding: Binding) -> bytes:
    """Version, data-key id, nonce, ciphertext and tag: 33 bytes more than `value`."""
    header = _HEADER.pack(_VERSION, data_key_id)
    return header + _encrypt(data_key, value, header + binding.encoded())


def unseal(data_key: bytes, sealed: bytes, binding: Binding) -> bytes:
    """The value again. Raises `SealBroken`."""
    data_key_id_of(sealed)
    header, body = sealed[: _HEADER.size], sealed[_HEADER.size :]
    return _decrypt(data_key, body, header + binding.encoded())


def data_key_id_of(sealed: bytes) -> int:
    """Which data key opens it. Raises `SealBroken` for what was never a sealed value."""
    if len(sealed) < _HEADER.size + NONCE_BYTES + TAG_BYTES or sealed[0] != _VERSION:
        raise SealBroken("not a sealed value of a known version")
    _, data_key_id = _HEADER.unpack_from(sealed)
    return int(data_key_id)


def new_data_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def pad(value: bytes, size: int) -> bytes:
    """Exactly `size` bytes, so that a length tells nothing; two are taken. Raises `DoesNotFit`."""
    if len(value) > size - _LENGTH.size:
        raise DoesNotFit(f"longer than {size - _LENGTH.size} bytes")
    return (_LENGTH.pack(len(value)) + value).ljust(size, b"\0")


def unpad(padded: bytes) -> bytes:
    """What `pad` was given. Raises `SealBroken` for bytes that it did not make."""
    length = _LENGTH.unpack_from(padded)[0] if len(padded) >= _LENGTH.size else len(padded)
    if _LENGTH.size + length > len(padded):
        raise SealBroken("not a padded value")
    return padded[_LENGTH.size : _LENGTH.size + length]


def keyed_hash(key: bytes, value: bytes) -> bytes:
    """HMAC-SHA256: 32 bytes, the same for the same value, and silent without the key."""
    return hmac.digest(key, value, "sha256")


def derive(seed: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose (HKDF-SHA256); `seed` must be random itself."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(seed)


def _read_key(part: str, name: str) -> tuple[int, bytes]:
    key_id, colon, encoded = part.strip().partition(":")
    if not colon or not key_id.isascii() or not key_id.isdecimal():
        raise KeysInvalid(f"{name} does not have the form id:base64 with a whole number as id")
    if len(key_id) > 10 or not 0 < int(key_id) <= MAX_MASTER_KEY_ID:
        raise KeysInvalid(f"{name} has an id that is not between 1 and {MAX_MASTER_KEY_ID}")
    try:
        key = base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):  # the cause would show in a traceback what was given
        raise KeysInvalid(f"{name} (id {int(key_id)}) is not base64") from None
    if len(key) != KEY_BYTES:
        raise KeysInvalid(f"{name} (id {int(key_id)}) is not {KEY_BYTES} bytes long")
    return int(key_id), key


def _wrap_binding(team_id: str, master_key_id: int) -> bytes:
    return _framed("data key", team_id, str(master_key_id))


def _framed(*parts: str) -> bytes:
    # Each part with its length before it: no two different lists of parts give the same bytes.
    encoded = [part.encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


def _encrypt(key: bytes, value: bytes, bound: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, value, bound)


def _decrypt(key: bytes, body: bytes, bound: bytes) -> bytes:
    if len(body) < NONCE_BYTES + TAG_BYTES:
        raise SealBroken("too short to be sealed")
    try:
        return AESGCM(key).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], bound)
    except InvalidTag:
        raise SealBroken("does not open here with this key") from None
