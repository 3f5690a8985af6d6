"""Rows that differ from a good one in their texts alone: known without being read."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from pulumi_google_tuning.data.datasets.quick.decoders import Decoder, Jiter, Standard
from pulumi_google_tuning.data.datasets.quick.judge import Judge
from pulumi_google_tuning.data.datasets.quick.more import Texts
from pulumi_google_tuning.data.datasets.row_text import count_row, count_texts
from pulumi_google_tuning.data.datasets.rows import DatasetSchema
from pulumi_google_tuning.data.datasets.tokens import TokenCount
from pulumi_google_tuning.data.statistics import Statistics

jiter = pytest.importorskip("jiter")
DECODERS: dict[str, Callable[[], Decoder]] = {
    "json": Standard,
    "jiter": lambda: Jiter(jiter.from_json),
}
EITHER = pytest.mark.parametrize("decoder", DECODERS)
# Each @ is a text, the # an address.
ROWS = {
    "gemini": (
        '{"contents":[{"role":"user","parts":[{"text":"@"}]},{"role":"model",'
        '"parts":[{"text":"@"},{"text":"@"}]}],"systemInstruction":{"parts":[{"text":"@"}]}}'
    ),
    "gemini with a file": (
        '{"system_instruction": {"role": "any", "parts": [{"text": "@"}]}, "contents": [{"parts": '
        '[{"file_data": {"mime_type": "image/png", "file_uri": "#"}}, {"text": "@"}],\t"role": '
        '"user"}, {"role": "model", "parts": [{"text": "@"}]}], "labels": {"a": "b"}}\r\n'
    ),
    "messages": ('{"messages":[{"content":"@","role":"user"},{"role":"model","content":"@"}]}\n'),
    "preference": (
        '{"completions":[{"score":1,"completion":{"role":"model","parts":[{"text":"@"}]}},'
        '{"score":0,"completion":{"role":"model","parts":[{"text":"@"},{"text":"@"}]}}],'
        '"contents":[{"role":"user","parts":[{"text":"@"}]}]}'
    ),
    "prompt-completion": '{"completion":"@", "prompt":"@"}',
}
TEXTS: tuple[bytes, ...] = (
    *(b"", b"a", b"aa", b" ", b"ab:c", b"\\n", b'\\"', b"\\\\", b"\\", b'\\\\\\"', b'"', b'":"'),
    *(b"\n", b"\r", b"\t", b"\x00", b"\x1f", b"\x7f", b"\xc2\xa0", b"\xc3\xb6", b"\xff", b"\xc3"),
    *(b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\\ud83d\\ude00", b"\\ud83d", b"\\ude00", b"\\u12"),
    *(b"\\x", b"\\u003a", b"\\u0000", b'","role":"', b'"}]},{"role":"model","parts":[{"text":"b'),
    *(b'b"}],"x":[{"y":"', b"{}", b"gs://a/b", b"https://a.b/c d", b"gs://", b"gs:\\/\\/a/b"),
)


def _row(kind: str, texts: list[bytes], address: bytes = b"gs://a/b.png") -> bytes:
    pieces = ROWS[kind].encode().replace(b"#", address).split(b"@")
    parts = [part for pair in zip(pieces, [*texts, b""], strict=True) for part in pair]
    return b"".join(parts)


def _count(kind: str) -> int:
    return ROWS[kind].count("@")


def _known(kind: str, decoder: Decoder, *, texts: bool = True) -> tuple[Judge, DatasetSchema]:
    """Return a judge that knows rows of a kind."""
    schema = DatasetSchema(kind.split(maxsplit=1)[0])
    judge = Judge(schema, decoder, texts=texts)
    for _ in range(2):  # the first one says that such a shape is good
        assert judge(_row(kind, [b"text %d" % n for n in range(_count(kind))]))
    return judge, schema


def _never(_line: bytes) -> Any:
    raise AssertionError("the row was read")


@EITHER
@pytest.mark.parametrize("kind", ROWS)
def test_a_row_with_other_texts_is_not_read(
    kind: str, decoder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither JSON nor the schema is asked about it, and its texts come in the same order."""
    judge, schema = _known(kind, DECODERS[decoder]())
    line = _row(kind, [b"other \xc3\xb6 %d!" % n for n in range(_count(kind))], b"https://c/d")
    wanted = Judge(schema, Standard())
    wanted(line)
    monkeypatch.setattr(judge, "_decode", _never)
    monkeypatch.setattr(judge, "_schema", None)
    found, read = judge(line), wanted(line)
    assert isinstance(found, tuple)
    assert isinstance(read, tuple)
    assert found[:4] == read[:4]


def _agrees(found: Any, schema: DatasetSchema, line: bytes, *, texts: bool) -> bool:
    """Check that a row is judged and counted as the whole check does; return whether it is good."""
    row = schema.read(line)
    assert (found is None) == (row is None), line
    if row is None or not isinstance(found, tuple):
        assert found == row, line
        return False
    told: Texts = found
    tokens, wanted = TokenCount(told[0]), TokenCount()
    wanted.add(row, schema.turns)
    if (more := told[-1]) is not None:
        more.add_to(tokens)
    assert tokens == wanted, line
    if texts:
        figures, counted = Statistics(), Statistics()
        count_texts(figures, 7, told, 1)
        count_row(counted, 7, row, 1, schema.turns)
        assert figures == counted, line
    return True


@EITHER
@pytest.mark.parametrize("texts", [True, False])
@pytest.mark.parametrize("kind", ROWS)
def test_any_text_is_judged_as_by_the_whole_check(kind: str, decoder: str, *, texts: bool) -> None:
    """Escapes and their halves, quotes, control characters, what is no UTF-8, also together."""
    chance, good = random.Random(kind), 0
    judge, schema = _known(kind, DECODERS[decoder](), texts=texts)
    for number in range(1_000):
        given = [b"text"] * _count(kind)
        for _ in range(chance.choice((0, 1, 1, 2))):
            some = b"".join(chance.choices(TEXTS, k=chance.choice((1, 1, 2, 3))))
            given[chance.randrange(len(given))] = some
        address = chance.choice(TEXTS) if number % 4 == 0 else b"gs://a/%d" % number
        line = _row(kind, given, address)
        if number % 100 == 0:  # whatever the others are, such rows go on to be known
            judge, schema = _known(kind, DECODERS[decoder](), texts=texts)
        good += _agrees(judge(line), schema, line, texts=texts)
    assert good > 100


@EITHER
def test_a_row_that_is_cut_or_longer_is_another(decoder: str) -> None:
    """Any byte of a row that is known may be missing, doubled or another one."""
    judge, schema = _known("messages", DECODERS[decoder]())
    line = _row("messages", [b"one", b"two"])
    for at in range(len(line)):
        for other in (b"", line[at : at + 1] * 2, b" ", b"x", b'"', b"\\", b"\x00", b"\xff", b"1"):
            changed = line[:at] + other + line[at + 1 :]
            judge(line)  # keeps its patience
            _agrees(judge(changed), schema, changed, texts=True)


@EITHER
def test_equal_letters_are_never_taken_for_each_other(decoder: str) -> None:
    """Python has one object for each letter: of two texts that are one, neither has a place."""
    schema = DatasetSchema("messages")
    judge = Judge(schema, DECODERS[decoder]())
    for texts in ([b"a", b"a"], [b"a", b"a"], [b"a", b"bc"], [b"user", b"model"], [b"bc", b"a"]):
        line = _row("messages", texts)
        _agrees(judge(line), schema, line, texts=True)


@EITHER
def test_a_letter_is_never_taken_for_a_role(decoder: str) -> None:
    """A text that is the same letter as a role has no place either."""
    row = (
        '{"systemInstruction":{"parts":[{"text":"s"}],"role":"%s"},"contents":[{"role":"user",'
        '"parts":[{"text":"ab"}]},{"role":"model","parts":[{"text":"cd"}]}]}'
    )
    schema = DatasetSchema("gemini")
    judge = Judge(schema, DECODERS[decoder]())
    for role in ("s", "s", "s", "longer"):
        line = (row % role).encode()
        _agrees(judge(line), schema, line, texts=True)


def test_where_rows_differ_in_more_it_is_soon_given_up() -> None:
    """A file of functions, of which no two rows are alike, costs hardly more than before."""
    judge = Judge(DatasetSchema("gemini"), Standard())
    templates = judge._templates
    for number in range(3_000):
        call = {"functionCall": {"name": "f", "args": {"n": number}}}
        talk = [{"role": "user", "parts": [{"text": "a"}]}, {"role": "model", "parts": [call]}]
        line = json.dumps({"contents": talk}).encode()
        assert judge(line) is not None
    assert not templates.may_know(line)


def _escaped(text: str) -> bytes:
    part = '{"file\\u0044ata":{"mimeType":"image/png","fileUri":"gs://b/x.png"}}'
    return (
        f'{{"contents":[{{"role":"user","parts":[{part},{{"text":"{text}"}}]}},'
        '{"role":"model","parts":[{"text":"ab"}]}]}'
    ).encode()


@EITHER
def test_a_key_with_an_escape_is_looked_at_in_each_row(decoder: str) -> None:
    """Whether such a row counts as one with a file depends on all of it: `may_be_multimodal`."""
    schema = DatasetSchema("gemini")
    judge = Judge(schema, DECODERS[decoder]())
    for text in ("Data one", "Data two", "Data three", "one more", "Data four"):
        line = _escaped(text)
        found, row = judge(line), schema.read(line)
        assert row is not None
        if isinstance(found, tuple):
            assert found[-1] is not None
            assert found[-1].is_multimodal == schema.is_multimodal(row, line)


@pytest.mark.parametrize(
    "other",
    [
        '"labels":{"a":"' + "b" * 12_000 + '"}',  # too long to be remembered
        '"systemInstruction":{"parts":[' + ",".join(['{"text":"y"}'] * 100) + "]}",  # letters
    ],
    ids=["long", "letters"],
)
def test_rows_that_cannot_be_known_end_it(other: str) -> None:
    """Each is split in vain: half of a file is too many, and few are looked at to remember them."""
    judge = Judge(DatasetSchema("gemini"), Standard())
    judge._templates.learn = _counted = _Counted(judge._templates.learn)  # type: ignore[method-assign]
    talk = json.dumps(json.loads(ROWS["gemini"])["contents"])
    talk = f'"contents":{talk.replace("@", "one", 1).replace("@", "two", 1)}'
    known, unknown = f"{{{talk}}}".encode(), f"{{{talk},{other}}}".encode()
    for _ in range(2_000):
        assert judge(known) is not None
        assert judge(unknown) is not None
    assert not judge._templates.may_know(unknown)
    assert _counted.calls < 300


class _Counted:
    """A function whose calls are counted."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.calls = 0
        self._function = function

    def __call__(self, *given: Any) -> Any:
        """Call it."""
        self.calls += 1
        return self._function(*given)


def test_no_long_row_is_split_or_remembered() -> None:
    """A row of megabytes may be nothing but quotes, and a tool's description fill the memory."""
    judge = Judge(DatasetSchema("gemini"), Standard())
    assert not judge._templates.may_know(b'"' * 1_000_000)
    kind = "gemini with a file"
    line = _row(kind, [b"one", b"two", b"three"]).replace(
        b'"a": "b"', b'"a": "%s"' % (b"b" * 20_000)
    )
    judge._schema.read(line)
    for _ in range(4):
        judge(line)
    assert not any(judge._templates._by_pieces.values())
