"""Property paths of resource options: both spellings, every depth, and none that names nothing."""

from __future__ import annotations

import pulumi
import pytest
from support.samples import Path, places

from pulumi_google_tuning.doors.shared.named_paths import PathError
from pulumi_google_tuning.doors.shared.property_path import written
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.spelling import snake
from pulumi_google_tuning.program import property_paths
from pulumi_google_tuning.program.property_paths import OptionError
from pulumi_google_tuning.resources.registry import RESOURCES

MODEL = ResourceSchema.load("tuned_model")
JOB = ResourceSchema.load("tuning_job")


def _brackets(path: Path) -> str:
    rest = "".join(f"[{step}]" if isinstance(step, int) else f'["{step}"]' for step in path[1:])
    return f"{path[0]}{rest}"


def test_every_field_is_named_in_both_spellings_at_every_depth() -> None:
    """Dots or brackets, snake_case or camelCase: one path in the state's spelling."""
    counted = 0
    for entry in RESOURCES:
        for path in places(entry.schema):
            field = entry.schema.fields[str(path[0])]
            if field.holds_data and len(path) > 1:
                continue
            in_python = tuple(snake(step) if isinstance(step, str) else step for step in path)
            wanted = written(list(path))
            for form in (property_paths.written(list(in_python)), _brackets(in_python)):
                steps = property_paths.in_state(entry.schema, form)
                assert property_paths.written(steps) == wanted
            assert property_paths.written(property_paths.in_state(entry.schema, wanted)) == wanted
            counted += 1
    assert counted > 200


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("*", "*"),
        ('labels["a.b"]', 'labels["a.b"]'),
        ('["base_model"]', "baseModel"),
        ("labels.base_model", "labels.base_model"),
        ("supervised_tuning_spec.evaluation_config.metrics[*]", None),
        (
            "supervised_tuning_spec.evaluation_config.metrics[0].metadata.other_metadata.any_thing",
            "supervisedTuningSpec.evaluationConfig.metrics[0].metadata.otherMetadata.any_thing",
        ),
    ],
)
def test_what_the_user_named_is_left_as_it_is(path: str, wanted: str | None) -> None:
    """A label's key, a wildcard and Google's own deeper objects keep their spelling."""
    found = property_paths.written(property_paths.in_state(JOB, path))
    spelled = path.replace("supervised_tuning_spec", "supervisedTuningSpec")
    assert found == (wanted or spelled.replace("evaluation_config", "evaluationConfig"))


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("hyperparameters.epoch_cuont", 'names no field; did you mean "epoch_count"?'),
        ("hyperparameters.epochCuont", 'names no field; did you mean "epochCount"?'),
        ("hyper_parameters.epoch_count", 'names no field; did you mean "hyperparameters"?'),
        ("trainingData[0]", "names a part of the data. Name the whole field: trainingData"),
        ("", "isn't a property path such as"),
        ("hyperparameters..epochCount", "isn't a property path such as"),
        ('hyperparameters["epochCount', "isn't a property path such as"),
        (".hyperparameters", "isn't a property path such as"),
    ],
)
def test_a_path_that_names_nothing_is_refused(path: str, reason: str) -> None:
    """What the engine would pass over in silence is an error with the nearest name."""
    with pytest.raises(PathError) as caught:
        property_paths.in_state(MODEL, path)
    assert str(caught.value).startswith(reason)


def test_options_are_spelled_and_the_program_s_own_are_left_alone() -> None:
    """Each option with paths is translated into a copy; an error names resource and option."""
    given = pulumi.ResourceOptions(
        ignore_changes=["hyperparameters.epoch_count"],
        replace_on_changes=["display_name"],
        additional_secret_outputs=["base_model", "final_loss"],
        hide_diffs=["training_data"],
        protect=True,
    )
    found = property_paths.checked(MODEL, "m", given)
    assert found is not None
    assert found.ignore_changes == ["hyperparameters.epochCount"]
    assert found.replace_on_changes == ["displayName"]
    assert found.additional_secret_outputs == ["baseModel", "finalLoss"]
    assert found.hide_diffs == ["trainingData"]
    assert found.protect
    assert given.ignore_changes == ["hyperparameters.epoch_count"]
    assert property_paths.checked(MODEL, "m", None) is None
    refused = {
        "ignore_changes": ("final_loss", "is an output"),
        "replace_on_changes": ("nothing_of_it", "names no field"),
        "additional_secret_outputs": ("lossCurve.steps", "is a part of an output"),
        "hide_diffs": ("training", "names no field"),
    }
    for option, (path, reason) in refused.items():
        with pytest.raises(OptionError) as caught:
            property_paths.checked(MODEL, "m", pulumi.ResourceOptions(**{option: [path]}))
        assert str(caught.value).startswith(f'TunedModel m: {option}: "{path}" {reason}')
