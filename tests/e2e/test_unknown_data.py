"""Training data that another resource makes: known after it is up, and no crash before."""

from __future__ import annotations

from support.doors import both
from support.emulator import Emulator
from support.project import Project

PROGRAM = """
from pathlib import Path
from pulumi.dynamic import CreateResult, Resource, ResourceProvider

class EchoProvider(ResourceProvider):
    def create(self, props):
        return CreateResult("echo", {"path": "rows.jsonl", "text": "42", "count": 2})

class Echo(Resource):
    path: pulumi.Output[str]
    text: pulumi.Output[str]
    count: pulumi.Output[int]
    def __init__(self, name):
        super().__init__(EchoProvider(), name, {"path": None, "text": None, "count": None})

echo = Echo("echo")
BASE = "models/gemini-1.5-flash-001-tuning"
row = lambda text: {"contents": [{"role": "user", "parts": [{"text": text}]},
                                 {"role": "model", "parts": [{"text": "y"}]}]}
settings = {"epoch_count": echo.count}
tuning.TunedModel("file", base_model=BASE, training_data=echo.path, hyperparameters=settings)
tuning.TunedModel("pair", base_model=BASE, training_data=[["0", "1"], ["41", echo.text]])
hidden = pulumi.Output.secret(echo.text)
tuning.TunedModel("hidden", base_model=BASE, training_data=[{"text_input": "0", "output": hidden}])
tuning.TuningDataset("rows", source=[row(echo.text)], bucket="my-bucket")
tuning.TuningDataset("path", source=echo.path.apply(lambda p: "chat.jsonl"), bucket="my-bucket")
"""


@both(native=False)
def test_data_of_another_resource_is_known_later(project: Project, emulator: Emulator) -> None:
    """A preview says that it trains; the update, with the data known, trains on them."""
    (project.folder / "rows.jsonl").write_text('{"text_input": "1", "output": "2"}\n')
    (project.folder / "chat.jsonl").write_text(
        '{"contents": [{"role": "user", "parts": [{"text": "q"}]}, '
        '{"role": "model", "parts": [{"text": "a"}]}]}\n'
    )
    project.program(PROGRAM)
    preview = project.preview().text.partition("Diagnostics:")[2]
    assert (
        preview.count("trains; the number of steps depends on data that are not known yet\n") == 3
    )
    assert preview.count("uploads; the rows are counted when they are known") == 2
    assert "+ 7 to create" in preview
    assert emulator.trainings() == []

    project.up()
    assert len(emulator.trainings()) == 3
    again = project.preview("--expect-no-changes").text
    assert "7 unchanged" in again
