"""What rows have beside their texts, on the quick way: counted as the whole check does, each."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pulumi_google_tuning.data.datasets.quick.decoders import Decoder, Jiter, Standard
from pulumi_google_tuning.data.datasets.quick.judge import Judge
from pulumi_google_tuning.data.datasets.rows import DatasetSchema
from pulumi_google_tuning.data.datasets.tokens import TokenCount

jiter = pytest.importorskip("jiter")
DECODERS: dict[str, Callable[[], Decoder]] = {
    "json": Standard,
    "jiter": lambda: Jiter(jiter.from_json),
}
TURNS = (
    '"contents":[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"text":"b"}]}]'
)
IMAGE = '{"mimeType":"image/png","fileUri":"gs://a/b"}'


def _with_tools(value: str) -> str:
    return f'{{{TURNS},"tools":[{{"n":{value}}}]}}'


def _with_part(part: str) -> str:
    turns = TURNS.replace('{"text":"a"}', f'{{"text":"a"}},{part}')
    return f"{{{turns}}}"


EQUAL_TO_PYTHON = ("1", "true", "1.0", "0", "-0", "-0.0", "false", "1e0", '"1"', "null", "[1]")
ANSWER = '{"functionResponse":{"name":"f","response":{}}}'


def _answered(parts: str) -> str:
    """Return a row in which a function's answer has these parts and no role."""
    call = '{"role":"model","parts":[{"functionCall":{"name":"f"}}]}'
    answer = f'{{"parts":[{parts}]}}'
    turns = TURNS.replace("]},{", f"]}},{call},{answer},{{", 1)
    return f"{{{turns}}}"


ROWS = {
    "without a role": [
        _answered(parts)
        for parts in (
            ANSWER,
            f"{ANSWER},{ANSWER}",
            f'{ANSWER},{{"text":"c"}}',
            f'{{"text":"c"}},{ANSWER}',
            f'{ANSWER},{{"text":"c","thought":true}}',
            '{"text":"c"}',
            ANSWER,
        )
    ],
    "thoughts": [
        _with_part(f'{{{keys}}},{{"text":"s","thoughtSignature":"s"}}')
        for keys in (
            '"text":"c","thoughtSignature":"s"',
            '"thoughtSignature":"c","text":"c"',
            '"text":"c","thought":true,"thoughtSignature":"\\ud83d"',
            '"text":"c","text":"c","thoughtSignature":"c"',
        )
    ],
    "numbers": [_with_tools(value) for value in (*EQUAL_TO_PYTHON, *reversed(EQUAL_TO_PYTHON))],
    "a key twice": [
        _with_tools('1,"m":2'),
        _with_tools('1,"m":2,"m":2'),
        _with_tools('1,"m":{"x":3,"m":2},"m":2'),
        f'{{{TURNS},"tools":[{{"n":1}}],"tools":[{{"n":1}}]}}',
    ],
    "halves": [_with_tools('"\\ud83d\\ude00"'), _with_tools('"\\ud83d"'), _with_tools('"\\ude00"')],
    "escaped colons": [_with_tools('"a:b"'), _with_tools('"a\\u003ab"'), _with_tools('":","m":1')],
    "beside": [
        f'{{{TURNS},"labels":{{"a":"b"}}{more}}}'
        for more in (
            "",
            ',"systemInstruction":null',
            ',"systemInstruction":{}',
            ',"system_instruction":{"parts":[{"text":"s"}]}',
            ',"system_instruction":{"parts":[{"text":"s"}]},"systemInstruction":null',
            ',"tools":null',
            ',"toolConfig":{},"tool_config":{}',
            ',"x":1',
        )
    ],
    "files": [
        _with_part(f'{{"{key}":{IMAGE}}}')
        for key in (
            "fileData",
            "file_data",
            "file\\u0044ata",
            "file\\u005fdata",
            "FileData",
            "text",
        )
    ]
    + [_with_part(",".join([f'{{"fileData":{IMAGE}}}'] * many)) for many in (30, 31)]
    + [_with_part(f'{{"fileData":{IMAGE},"file_data":{IMAGE}}}')]
    + [_with_part(f'{{"fileData":{IMAGE},"text":"c"}}'), _with_part('{"text":"c","thought":true}')]
    + [_with_part('{"thought":true}'), _with_part("{}"), _with_part('""'), _with_part('["text"]')],
}


@pytest.mark.parametrize("decoder", DECODERS)
@pytest.mark.parametrize("kind", ROWS)
def test_each_row_is_judged_by_itself(kind: str, decoder: str) -> None:
    """What was remembered of one row is never taken for what another one only equals."""
    schema = DatasetSchema("gemini")
    judge = Judge(schema, DECODERS[decoder]())
    for text in (*ROWS[kind], *ROWS[kind]):
        line = text.encode()
        row, found = schema.read(line), judge(line)
        assert (row is None) == (found is None), text
        if row is not None and isinstance(found, tuple):
            wanted, tokens = TokenCount(), TokenCount(found[0])
            wanted.add(row, schema.turns)
            more = found[-1]
            if more is not None:
                more.add_to(tokens)
                tokens.add_json(more.json)
            multimodal = more is not None and more.is_multimodal
            assert multimodal == schema.is_multimodal(row, line), text
            assert tokens == wanted, text


def test_tools_that_were_good_are_known_again() -> None:
    """Their schema isn't asked a second time: what is remembered holds them."""
    judge = Judge(DatasetSchema("gemini"))
    line = _with_tools("5").encode()
    # The space makes it a row that is read.
    found = [judge(one) for one in (line, line, line + b" ")]
    assert [isinstance(one, tuple) for one in found] == [False, True, True]
    assert isinstance(found[2], tuple)
    assert found[2][-1] is not None
    assert found[2][-1].colons == 1
