"""Changes of the reference that no check can notice, because what is asked stays the same."""

from .lab import lab

lab.equivalent(
    "encode",
    "nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PAD)",
    "nn.utils.rnn.pad_sequence(rows, batch_first=True)",
    reason="Without another value pad_sequence fills up with 0, which is <pad>.",
)

LONGER = "Words after <eos> are cut off in the end: to stop saying them early saves time, and changes no translation."

lab.equivalent(
    "translate",
    "said.shape[1] <= max_length and (not ended.all())",
    "said.shape[1] <= max_length",
    reason=LONGER,
)
lab.equivalent("translate", "ended |= word == EOS", "pass", reason=LONGER)
lab.equivalent("translate", "ended |= word == EOS", "ended &= word == EOS", reason=LONGER)
