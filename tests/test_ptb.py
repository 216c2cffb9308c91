"""The three text files of the treebank: read as they are, and refused in one sentence where they are something else."""

from pathlib import Path

import pytest

from graders.data import ptb
from graders.errors import UsageError

LINES = {
    "train": " the cat <unk> the dog \n the dog sleeps \n",
    "valid": " a cat sleeps \n",
    "test": "the dog n't\n\n  N  years ago",
}


def written(folder: Path) -> Path:
    for name, text in LINES.items():
        (folder / f"ptb.{name}.txt").write_text(text, encoding="utf-8")
    return folder


def test_each_line_ends_with_its_token(tmp_path):
    data = ptb.load(written(tmp_path))
    assert data.train.tokens == ["the", "cat", "<unk>", "the", "dog", "<eos>", "the", "dog", "sleeps", "<eos>"]
    assert data.valid.tokens == ["a", "cat", "sleeps", "<eos>"]


def test_spaces_count_for_nothing_and_every_line_is_ended(tmp_path):
    data = ptb.load(written(tmp_path))
    assert data.train.text == "the cat <unk> the dog\nthe dog sleeps\n"
    assert data.test.text == "the dog n't\nN years ago\n"
    assert data.test.tokens == ["the", "dog", "n't", "<eos>", "N", "years", "ago", "<eos>"]


def test_lines_of_other_systems_are_lines(tmp_path):
    written(tmp_path)
    (tmp_path / "ptb.valid.txt").write_bytes(b" a cat \r\n a caf\xc3\xa9\xe2\x80\xa8here \r\n")
    assert ptb.load(tmp_path).valid.tokens == ["a", "cat", "<eos>", "a", "café", "here", "<eos>"]


def refused(folder: Path) -> str:
    with pytest.raises(UsageError) as caught:
        ptb.load(folder)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert str(folder) in sentence
    return sentence


@pytest.mark.parametrize("name", ["train", "valid", "test"])
def test_a_missing_file_is_named(tmp_path, name):
    (written(tmp_path) / f"ptb.{name}.txt").unlink()
    assert f"holds no ptb.{name}.txt" in refused(tmp_path)
    assert "holds no ptb.train.txt" in refused(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no sentence"),
        (b" \n\n \n", "holds no sentence"),
        (b"a word\n\xff\xfe", "byte 7 is not UTF-8"),
        (b"\x1f\x8b\x08\x00", "byte 1 is not UTF-8"),
    ],
)
def test_what_is_no_such_text_is_refused(tmp_path, content, said):
    written(tmp_path)
    (tmp_path / "ptb.test.txt").write_bytes(content)
    assert said in refused(tmp_path)


def test_no_more_than_the_limit_is_read(tmp_path, monkeypatch):
    written(tmp_path)
    monkeypatch.setattr(ptb, "LIMIT", 40)
    assert "more than 40 bytes" in refused(tmp_path)


def test_a_folder_under_the_name_of_a_file_is_none(tmp_path):
    written(tmp_path)
    (tmp_path / "ptb.test.txt").unlink()
    (tmp_path / "ptb.test.txt").mkdir()
    assert "holds no ptb.test.txt" in refused(tmp_path)
