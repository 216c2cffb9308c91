"""Bytes to values, trusting nothing; see ``graders.sandbox.wire`` for the form."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

import numpy as np

from graders.sandbox.forms import (
    BODY_LIMIT,
    DEPTH_LIMIT,
    DIMENSION_LIMIT,
    DTYPES,
    GENERATORS_LIMIT,
    HEADER_LIMIT,
    MAGIC,
    NUMBERS_LIMIT,
    PREFIX,
    TEXT_LIMIT,
    Callback,
    Handle,
    Tensor,
    WireError,
    are_keys,
)


class _Decoder:
    def __init__(self, body: memoryview) -> None:
        self.body = body
        self.at = 0
        self.numbers = 0  # in lists
        self.generators = 0

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
                self.numbers += n
                if self.numbers > NUMBERS_LIMIT:
                    raise WireError(f"lists of more than {NUMBERS_LIMIT:,} numbers in all")
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
                self.generators += 1
                if self.generators > GENERATORS_LIMIT:
                    raise WireError(f"more than {GENERATORS_LIMIT:,} random generators")
                return _generator(state, inc, has, half)
            case ["h", n, str(name)] if _count(n):
                return Handle(n, _text(name))
            case ["c", n] if _count(n):
                return Callback(n)
        raise WireError("a value of no known form")

    def dictionary(self, pairs: list[Any], depth: int) -> dict[Any, Any]:
        if not all(type(pair) is list and len(pair) == 2 for pair in pairs):
            raise WireError("a dict whose items are no pairs")
        items = [(self.decode(key, depth + 1), self.decode(value, depth + 1)) for key, value in pairs]
        if not are_keys(key for key, _ in items):
            raise WireError("a dict with a key that can't be one")
        result = dict(items)
        if len(result) != len(items):
            raise WireError("a dict with a key that is repeated")
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


HEADER = json.JSONDecoder(
    object_pairs_hook=_refuse_object, parse_constant=_refuse_constant, parse_float=_refuse_constant
)


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
        tree = HEADER.decode(bytes(header).decode("utf-8"))
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
