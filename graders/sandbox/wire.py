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

A subclass of tuple, list or dict crosses as its base, a deque as a list, a matrix as an array.

Buffers follow one another in the order of the header and fill the body exactly. Where some are equal each is sent
once, and the header is ``["o", [0, 1, 0 …], value]``: which buffer of the body comes next. So a hundred calls with the
same samples send them once; each value that is read is one of its own all the same.

The decoder trusts nothing: every size is computed with Python integers and compared with the bytes at hand before
anything is allocated, and what comes again counts again towards what a body may hold.
"""

from graders.sandbox.decoder import decode, lengths, unpack
from graders.sandbox.encoder import Writer, Written, encode, tensor, written
from graders.sandbox.forms import BODY_LIMIT, PREFIX, Callback, Handle, Tensor, WireError

__all__ = [
    "BODY_LIMIT",
    "PREFIX",
    "Callback",
    "Handle",
    "Tensor",
    "WireError",
    "Writer",
    "Written",
    "decode",
    "encode",
    "lengths",
    "tensor",
    "unpack",
    "written",
]
