"""Values as bytes: a small JSON header and raw array buffers. Nothing that is decoded is ever executed.

A frame is ``b"LPF1"``, the header's length (uint32), the body's length (uint64), the header, the body; integers
little-endian. The header is JSON made of lists only, so that no key can come twice::

    null true 7 "text"              themselves (integers of 64 bits)
    ["f", "0x1.8p+0"]               a float, exactly; "nan" and "inf" too
    ["l"|"t", item …]               a list, a tuple
    ["F", n]                        a list of n floats, as 8·n bytes of the body
    ["d", [key, value] …]           a dict
    ["b", n]                        n bytes of the body
    ["a", "<f8", [7, 4]]            an array: its C-ordered buffer is next in the body
    ["s", "<f8"]                    a NumPy scalar, likewise
    ["T", "<f4", [2, 3], true]      a tensor, and whether it requires a gradient
    ["g", state, inc, has, half]    a Generator, as the state of its PCG64
    ["h", n, "Adam"]                an object that stays where it is, and its class
    ["c", n]                        a function that stays where it is, to be called back

Buffers follow one another in the order of the header and fill the body exactly. The decoder trusts nothing: every
size is computed with Python integers and compared with the bytes at hand before anything is allocated.
"""

from __future__ import annotations

import json
import math
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np

MAGIC = b"LPF1"
PREFIX = struct.Struct("<4sIQ")
HEADER_LIMIT = 1 << 20
BODY_LIMIT = 1 << 26
TEXT_LIMIT = 1 << 16
DEPTH_LIMIT = 32
DIMENSION_LIMIT = 32
DTYPES = frozenset(["|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16"])

SCALARS = frozenset(np.sctypeDict.values())


class WireError(Exception):
    """Bytes that are no frame, or a value that has no form on the wire."""


@dataclass(frozen=True)
class Handle:
    """An object of the other side, which stays there."""

    number: int
    class_name: str


@dataclass(frozen=True)
class Callback:
    """A function of the other side, which stays there and can be called back."""

    number: int


@dataclass(frozen=True, eq=False)
class Tensor:
    """A tensor's values; no side needs torch to read them."""

    array: np.ndarray
    requires_grad: bool = False


Foreign = Callable[[Any], Handle | Callback]


def _refuse_foreign(value: Any) -> NoReturn:
    raise WireError(f"a {type(value).__name__} has no form on the wire")


# ------------------------------------------------------------------------------------------------ encoding


class Writer:
    """A frame in the making that holds a list of values, each as it is at the moment when it is added.

    ``foreign`` gives the handle or callback that stands for an object of no wire type.
    """

    def __init__(self, foreign: Foreign = _refuse_foreign) -> None:
        self.foreign = foreign
        self.items: list[Any] = []
        self.buffers: list[bytes] = []

    def add(self, value: Any) -> None:
        """Add a value; raises WireError, and adds nothing, where it is too large, too deep or of no wire type."""
        before = len(self.buffers)
        try:
            self.items.append(self.encode(value))
        except BaseException:
            del self.buffers[before:]
            raise

    def frame(self) -> bytes:
        """The bytes of all that was added."""
        return _frame(["l", *self.items], self.buffers)

    def encode(self, value: Any, depth: int = 0) -> Any:
        """The header's form of a value; its buffers are put in line."""
        if depth > DEPTH_LIMIT:
            raise WireError(f"a value is nested more than {DEPTH_LIMIT} levels deep")
        # Exact types only: a subclass may have been made to behave as it likes.
        kind = type(value)
        if value is None or kind is bool:
            return value
        if kind is int and -(2**63) <= value < 2**64:
            return value
        if kind is float:
            return ["f", value.hex()]
        if kind is str and len(value) <= TEXT_LIMIT:
            return value.encode("utf-8", "backslashreplace").decode("utf-8")
        if kind is list and len(value) > 8 and all(type(item) is float for item in value):
            self.buffers.append(np.array(value, dtype="<f8").tobytes())
            return ["F", len(value)]
        if kind is list or kind is tuple:
            return ["l" if kind is list else "t", *(self.encode(item, depth + 1) for item in value)]
        if kind is dict:
            return ["d", *([self.encode(k, depth + 1), self.encode(v, depth + 1)] for k, v in value.items())]
        if kind is bytes:
            self.buffers.append(value)
            return ["b", len(value)]
        if kind is np.ndarray and (plain := _plain(value)) is not None:
            self.buffers.append(plain.tobytes())
            return ["a", plain.dtype.str, list(plain.shape)]
        if kind in SCALARS and (plain := _plain(np.array(value))) is not None:
            self.buffers.append(plain.tobytes())
            return ["s", plain.dtype.str]
        return self.encode_special(value)

    def encode_special(self, value: Any) -> Any:
        """The same for what is no plain data: handles, generators, tensors, and what ``foreign`` makes of the rest."""
        kind = type(value)
        if kind is Handle:
            return ["h", value.number, value.class_name]
        if kind is Callback:
            return ["c", value.number]
        if kind is np.random.Generator and type(value.bit_generator) is np.random.PCG64:
            state = value.bit_generator.state
            inner = state["state"]
            return ["g", hex(inner["state"]), hex(inner["inc"]), state["has_uint32"], state["uinteger"]]
        tensor = value if kind is Tensor else _tensor(value)
        if tensor is not None and (plain := _plain(tensor.array)) is not None:
            self.buffers.append(plain.tobytes())
            return ["T", plain.dtype.str, list(plain.shape), bool(tensor.requires_grad)]
        return self.encode_special(self.foreign(value))


def _plain(array: np.ndarray) -> np.ndarray | None:
    """The array little-endian and of a dtype that crosses, or None."""
    if array.dtype.kind in "fc" and array.dtype.itemsize > (8 if array.dtype.kind == "f" else 16):
        array = array.astype("<f8" if array.dtype.kind == "f" else "<c16")  # a long double
    little = array.dtype.newbyteorder("<")
    return array.astype(little, copy=False) if little.str in DTYPES else None


def _tensor(value: Any) -> Tensor | None:
    """The values of a plain tensor or parameter, where torch is loaded."""
    torch = sys.modules.get("torch")
    if torch is None or type(value) not in (torch.Tensor, torch.nn.Parameter):
        return None
    try:
        array = value.detach().cpu().contiguous().resolve_conj().resolve_neg().numpy()
    except (RuntimeError, TypeError):
        return None  # no strided values (sparse, quantised), or a dtype that NumPy lacks
    return Tensor(array, value.requires_grad)


def _frame(tree: Any, buffers: list[bytes]) -> bytes:
    header = json.dumps(tree, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    length = sum(map(len, buffers))
    if len(header) > HEADER_LIMIT or length > BODY_LIMIT:
        raise WireError(f"a value of {len(header) + length:,} bytes is larger than a message may be")
    return b"".join([PREFIX.pack(MAGIC, len(header), length), header, *buffers])


def encode(value: Any, foreign: Foreign = _refuse_foreign) -> bytes:
    """The frame of one value; raises WireError where it is too large, too deep or of no wire type."""
    writer = Writer(foreign)
    return _frame(writer.encode(value), writer.buffers)


# ------------------------------------------------------------------------------------------------ decoding


class _Decoder:
    def __init__(self, body: memoryview) -> None:
        self.body = body
        self.at = 0

    def take(self, size: int) -> memoryview:
        if size > len(self.body) - self.at:
            raise WireError("a buffer is longer than the body")
        self.at += size
        return self.body[self.at - size : self.at]

    def decode(self, item: Any, depth: int = 0) -> Any:
        if depth > DEPTH_LIMIT:
            raise WireError(f"a value is nested more than {DEPTH_LIMIT} levels deep")
        if item is None or type(item) is bool:
            return item
        if type(item) is int:
            if not -(2**63) <= item < 2**64:
                raise WireError("an integer of more than 64 bits")
            return item
        if type(item) is str:
            return _text(item)
        match item:
            case ["f", str(text)]:
                return _float(text)
            case ["l", *items]:
                return [self.decode(each, depth + 1) for each in items]
            case ["t", *items]:
                return tuple(self.decode(each, depth + 1) for each in items)
            case ["d", *pairs]:
                return self.dictionary(pairs, depth)
            case ["F", n] if _count(n):
                return np.frombuffer(self.take(8 * n), dtype="<f8").tolist()
            case ["b", n] if _count(n):
                return bytes(self.take(n))
            case ["a", dtype, shape]:
                return self.array(dtype, shape)
            case ["s", dtype]:
                return self.array(dtype, [])[()]
            case ["T", dtype, shape, bool(requires_grad)]:
                return Tensor(self.array(dtype, shape), requires_grad)
            case ["g", str(state), str(inc), has, half] if _count(has) and _count(half):
                return _generator(state, inc, has, half)
            case ["h", n, str(name)] if _count(n):
                return Handle(n, _text(name))
            case ["c", n] if _count(n):
                return Callback(n)
        raise WireError("a value of no known form")

    def dictionary(self, pairs: list[Any], depth: int) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        for pair in pairs:
            if type(pair) is not list or len(pair) != 2:
                raise WireError("a dict whose items are no pairs")
            key, value = (self.decode(each, depth + 1) for each in pair)
            if not _is_key(key) or key in result:
                raise WireError("a dict with a key that is repeated or can't be one")
            result[key] = value
        return result

    def array(self, dtype: Any, shape: Any) -> np.ndarray:
        if type(dtype) is not str or dtype not in DTYPES:
            raise WireError("an array of no known dtype")
        if type(shape) is not list or len(shape) > DIMENSION_LIMIT or not all(map(_count, shape)):
            raise WireError("an array whose shape is none")
        # The product before the buffer, and a zero may not hide a dimension that NumPy can't hold.
        size = math.prod(shape) * np.dtype(dtype).itemsize
        if math.prod(n for n in shape if n) > BODY_LIMIT:
            raise WireError("an array larger than allowed")
        buffer = self.take(size)
        if dtype == "|b1" and (np.frombuffer(buffer, dtype="|u1") > 1).any():
            raise WireError("a truth value that is neither 0 nor 1")
        return np.frombuffer(bytearray(buffer), dtype=dtype).reshape(shape)


def _text(text: str) -> str:
    if len(text) > TEXT_LIMIT:
        raise WireError("a text longer than allowed")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise WireError("a text with half a surrogate pair") from None
    return text


def _count(n: Any) -> bool:
    return type(n) is int and 0 <= n < 2**63


def _is_key(key: Any) -> bool:
    if type(key) is tuple:
        return all(map(_is_key, key))
    return key is None or type(key) in (bool, int, float, str, bytes)


def _float(text: str) -> float:
    try:
        return float.fromhex(text)
    except (ValueError, OverflowError):
        raise WireError("a float that is none") from None


def _generator(state: str, inc: str, has: int, half: int) -> np.random.Generator:
    try:
        words = int(state, 16), int(inc, 16)
    except ValueError:
        raise WireError("a generator whose state is none") from None
    if not all(0 <= word < 2**128 for word in words) or has > 1 or half >= 2**32:
        raise WireError("a generator whose state is none")
    bits = np.random.PCG64(0)
    bits.state = {
        "bit_generator": "PCG64",
        "state": {"state": words[0], "inc": words[1]},
        "has_uint32": has,
        "uinteger": half,
    }
    return np.random.Generator(bits)


def _refuse_constant(text: str) -> NoReturn:
    raise WireError(f"{text} as a bare number")


def _refuse_object(pairs: Any) -> NoReturn:
    raise WireError("a JSON object; the header is made of lists")


def lengths(prefix: bytes, limit: int = BODY_LIMIT) -> tuple[int, int]:
    """The lengths of header and body that a frame's first 16 bytes announce; raises WireError beyond the limits."""
    magic, header, body = PREFIX.unpack(prefix)
    if magic != MAGIC:
        raise WireError("the frame does not begin as one")
    if header > HEADER_LIMIT or body > limit:
        raise WireError(f"a frame of {header + body:,} bytes, where at most {limit:,} are allowed")
    return header, body


def decode(header: bytes | memoryview, body: bytes | memoryview) -> Any:
    """The value of a frame; raises WireError for anything that ``encode`` would not have written."""
    try:
        tree = json.loads(
            bytes(header).decode("utf-8"),
            object_pairs_hook=_refuse_object,
            parse_constant=_refuse_constant,
            parse_float=_refuse_constant,
        )
    except (ValueError, RecursionError) as error:
        raise WireError(f"the header is no JSON: {type(error).__name__}") from None
    decoder = _Decoder(memoryview(body))
    value = decoder.decode(tree)
    if decoder.at != len(decoder.body):
        raise WireError("bytes are left over in the body")
    return value


def unpack(frame: bytes | bytearray) -> Any:
    """``decode`` for a frame that is at hand as a whole."""
    if len(frame) < PREFIX.size:
        raise WireError("the frame is cut short")
    header, body = lengths(bytes(frame[: PREFIX.size]))
    if len(frame) != PREFIX.size + header + body:
        raise WireError("the frame is cut short, or followed by something")
    view = memoryview(frame)[PREFIX.size :]
    return decode(view[:header], view[header:])
