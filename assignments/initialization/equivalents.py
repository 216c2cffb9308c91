"""Changes of the reference that no check can notice, because what is asked stays the same."""

from .lab import lab

SAMPLES = "The handout leaves the number of samples free, from 200 on; 1000 is what it recommends."

lab.equivalent("", "SAMPLES = 1000", "SAMPLES = 999", reason=SAMPLES)
lab.equivalent("", "SAMPLES = 1000", "SAMPLES = 1001", reason=SAMPLES)
