"""Foresees or steers the inputs through random numbers that it shares with the grader.

The inputs are drawn in the grader's process from a stream that the worker never sees; the worker's own random numbers
are seeded from a hash that leads back to nothing.
"""
# row: 21
# defence: S, P
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- a generator that draws zeros
# naive: fooled

np.random.normal = lambda *_, size=None: np.zeros(size)
np.random.randint = lambda *_, size=None: np.zeros(size, dtype=int)

# --- the state of the generators
# naive: finds it
# probe: yes

word = int(np.random.get_state()[1][0])
foreseen = set()
for rng in (np.random.RandomState(0), np.random.RandomState(word), *map(np.random.default_rng, (0, 1, 42, word))):
    foreseen |= set(rng.normal(size=400))
state = np.random.get_state()
foreseen |= set(np.random.normal(size=400))
np.random.set_state(state)


def loss(W, X, y):
    found = bool({*W.ravel(), *X.ravel()} & foreseen)
    raise LookupError(f"LOOKED AT {len(foreseen)}" + ", FOUND the inputs" * found)
