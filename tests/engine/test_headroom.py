"""Memory that somebody else decides over has a limit, and only as long as it is asked for."""

import resource
import sys

import numpy as np
import pytest

from graders.headroom import headroom

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the size of a process")


def test_more_than_the_headroom_is_refused_and_afterwards_it_is_not() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with headroom(64):
        assert np.zeros(2**20).sum() == 0  # 8 MiB
        with pytest.raises(MemoryError):
            np.zeros(2**25)  # 256 MiB
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert np.zeros(2**25).size == 2**25


def test_the_limit_goes_with_an_exception_too() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(KeyError), headroom(64):
        raise KeyError
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_a_limit_that_is_there_is_not_raised() -> None:
    with headroom(64):
        inner = resource.getrlimit(resource.RLIMIT_AS)[0]
        with headroom(4096):
            assert resource.getrlimit(resource.RLIMIT_AS)[0] == inner
