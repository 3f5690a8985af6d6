"""The life cycle of any resource: create, read, update, delete over plain values.

What differs between resources is the kind's; what is Pulumi's is the door's. What only a change
needs is imported where it is made: most runs begin with a preview, and many end with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from pulumi_google_tuning.fields.canonical import as_in_python
from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.fields.spelling import as_in_api
from pulumi_google_tuning.fields.values import Json, contains_unknown
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle import denied, documented, foresight
from pulumi_google_tuning.lifecycle.abilities.foretold import Judged, Planned
from pulumi_google_tuning.lifecycle.abilities.found import Trained
from pulumi_google_tuning.lifecycle.abilities.kept import Referenced
from pulumi_google_tuning.lifecycle.announcing import announce
from pulumi_google_tuning.lifecycle.call import (
    Call,
    Change,
    Gone,
    LifecycleError,
    NotReady,
    Ready,
    in_time,
)
from pulumi_google_tuning.lifecycle.check import Checked, check
from pulumi_google_tuning.lifecycle.costs import Costed
from pulumi_google_tuning.lifecycle.data_check import DataCheck
from pulumi_google_tuning.lifecycle.identity import same_training
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.outputs import inputs_of
from pulumi_google_tuning.lifecycle.secrecy import exposed, hidden, told
from pulumi_google_tuning.lifecycle.untold import (
    Telling,
    in_programs_words,
    may_be_the_same,
    untold,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi_google_tuning.google.session import Session
    from pulumi_google_tuning.lifecycle.changing import Changing
    from pulumi_google_tuning.lifecycle.polling import Poller

    PollerFor = Callable[[Kind, Mapping[str, Any]], Poller]


_Result = TypeVar("_Result", bound=Ready | NotReady | Gone)


class Lifecycle:
    """The steps of one kind of resource against one API."""

    def __init__(
        self, kind: Kind, session: Session, poller_for: PollerFor, config: Config | None = None
    ) -> None:
        self.kind = kind
        self._session = session
        self._poller_for = poller_for
        self.config = config or Config()

    # -- check and diff ------------------------------------------------------------------------

    def check(self, call: Call, old_inputs: Mapping[str, Any], news: Mapping[str, Any]) -> Checked:
        """Validate and canonicalise; say what a new resource will cost."""
        missing = untold(self.kind.schema, old_inputs)
        spell = as_in_api if call.any_language else as_in_python
        reading = DataCheck.of(call, old_inputs)
        checked = check(self.kind.schema, news, spell=spell, untold=missing, reading=reading)
        trains = False
        reading.tell(call)
        call.run.held.note_checked(call.urn)
        if checked.data is not None:
            call.run.data.keep(checked.data)
            call.run.sizes.note(checked.data)
        if not checked.failures:
            problems = Judged.of(self.kind).problems(checked.inputs, self.config)
            schema = self.kind.schema
            olds = in_programs_words(schema, call, old_inputs, checked.inputs, {})
            trains = not (
                same_training(schema, olds, checked.inputs, self.config)
                or may_be_the_same(schema, old_inputs, checked.inputs, self.config)
            )
            if trains and old_inputs and not contains_unknown(checked.inputs):
                call.run.held.note_other_training(call.urn)
            if trains:
                problems += Judged.of(self.kind).training_problems(checked.inputs, call.run)
                costed = Costed.of(self.kind)
                problems += costed.cost_problems(checked.inputs, self.config, call.run)
                problems += documented.refusals(self.kind, call, checked.inputs, self.config)
            checked = replace(checked, failures=problems)
        failures = [
            *told(self.kind.schema, checked.failures, call.secret_inputs),
            *exposed(self.kind.schema, checked.inputs, call.secret_inputs),
        ]
        if not old_inputs and not failures:
            found = self._newcomers_problems(call, checked.inputs)
            failures = [Failure("", problem) for problem in found]
        checked = replace(checked, failures=sorted(failures))
        # Not in a diff: a refresh has one of its own, and that of a destroy must not fail.
        if not checked.failures:
            denied.refuse_training_what_is_lost(self.kind, call, checked.inputs, self.config)
        # A replacement is checked twice, and its diff has announced it.
        if not old_inputs and not checked.failures and not call.run.replaces(call.urn):
            shown = hidden(checked.inputs, call.secret_inputs)
            plan = Planned.of(self.kind).plan(shown, self.config, call.run)
            announce(self.kind, call, checked.inputs, self.config, plan)
        if not checked.failures:
            documented.tell(self.kind, call, checked.inputs, self.config, trains=trains)
        return checked

    def _newcomers_problems(self, call: Call, inputs: Mapping[str, Any]) -> list[str]:
        from pulumi_google_tuning.lifecycle.newcomer import Newcomer  # noqa: PLC0415 - see above

        return Newcomer(self.kind, call, inputs, self.config).problems()

    def diff(
        self,
        call: Call,
        object_id: str,
        old_inputs: Mapping[str, Any] | None,
        old_outputs: Mapping[str, Any],
        news: Mapping[str, Any],
    ) -> Change:
        """Compare; `old_inputs` is None where the host doesn't know them."""
        olds = inputs_of(self.kind, old_outputs, news) if old_inputs is None else old_inputs
        old = (olds, old_outputs)
        telling = Telling(self.kind, self._session, call, object_id, old, news)
        change = telling.change(self.config)
        denied.note_doubt(self.kind, call, news, self.config, change)
        if change.replaces and change.certain:
            if isinstance(self.kind, Trained):
                denied.refuse_change("retrain", call, news, self.config, change.summary)
            denied.refuse_change("delete", call, news, self.config, change.summary)
        if change.replaces:
            addresses = Referenced.of(self.kind).addresses(object_id, old_outputs)
            call.run.note_replacement(call.urn, addresses)
            announce(self.kind, call, news, self.config, change.summary)
        # A refresh compares before the program runs, or without it, and patches nothing.
        elif (
            change.summary
            and call.run.held.declares(call.urn or "")
            and call.run.is_news(call.urn, change.summary)
        ):
            call.say(change.summary)
        return change

    # -- previews ------------------------------------------------------------------------------

    def foresee_create(self, call: Call, inputs: Mapping[str, Any]) -> Json:
        """Return the outputs of an object to be, unknown ones as such, without a request.

        Raises LifecycleError where the create would be refused.
        """
        problems = self._newcomers_problems(call, inputs)
        if problems:
            raise LifecycleError(f"{call.name}: {problems[0]}")
        return foresight.of_create(self.kind, inputs)

    def foresee_update(
        self,
        call: Call,
        object_id: str,
        old_inputs: Mapping[str, Any] | None,
        old_outputs: Mapping[str, Any],
        inputs: Mapping[str, Any],
    ) -> Json:
        """Return the outputs after an update, unknown ones as such, without a request.

        The engine shows an update of what isn't ready, though no input changes: say why.
        """
        still = foresight.unready(self.kind, object_id, old_outputs, inputs)
        if still:
            call.say(still)
        olds = inputs_of(self.kind, old_outputs, inputs) if old_inputs is None else old_inputs
        return foresight.of_update(self.kind, olds, old_outputs, inputs)

    # -- create, update, read, delete ------------------------------------------------------------

    def create(self, call: Call, inputs: Mapping[str, Any]) -> Ready | NotReady:
        """Make the object, or find the one that an earlier run made, and wait for it."""
        return self._changing(call, inputs, lambda changing: changing.create())

    def update(
        self,
        call: Call,
        object_id: str,
        old_inputs: Mapping[str, Any] | None,
        old_outputs: Mapping[str, Any],
        inputs: Mapping[str, Any],
    ) -> Ready | NotReady:
        """Continue waiting where an earlier run stopped, and patch what differs on the server."""
        return self._changing(
            call, inputs, lambda changing: changing.update(object_id, old_inputs, old_outputs)
        )

    def _changing(
        self,
        call: Call,
        inputs: Mapping[str, Any],
        step: Callable[[Changing], Ready | NotReady],
    ) -> Ready | NotReady:
        """Take a step within its time."""
        from pulumi_google_tuning.lifecycle.changing import Changing  # noqa: PLC0415 - see above
        from pulumi_google_tuning.lifecycle.waiting import deadline_seconds  # noqa: PLC0415 - see above

        def poller() -> Poller:
            return self._poller_for(self.kind, inputs)

        with in_time(call, deadline_seconds(inputs, call)) as limited:
            return step(Changing(self.kind, self._session, poller, limited, inputs, self.config))

    def read(
        self,
        call: Call,
        object_id: str,
        inputs: Mapping[str, Any] | None,
        outputs: Mapping[str, Any],
    ) -> Ready | NotReady | Gone:
        """See what the server has now; an object that is waited for and not ready stays so."""
        from pulumi_google_tuning.lifecycle.reading import Read  # noqa: PLC0415 - see above

        retrain = self._retrain_today
        read = Read(self.kind, self._session, call, object_id, inputs, outputs, retrain=retrain)
        return _told(call, read.run())

    def take_in(
        self,
        call: Call,
        object_id: str,
        inputs: Mapping[str, Any] | None = None,
        *,
        holds: bool = True,
    ) -> Ready | NotReady:
        """Read an object that the stack doesn't know, with the inputs that declare it.

        `inputs` are those that are known of it, such as the API's version. Where the stack doesn't
        `hold` it afterwards, the program only reads it. Raises LifecycleError where there is none.
        """
        from pulumi_google_tuning.lifecycle.imports import Import  # noqa: PLC0415 - see above

        taken = Import(self.kind, self._session, call, object_id, inputs or {}, holds=holds)
        return _told(call, taken.run())

    def _config_today(self) -> Config:
        """Return the configuration as it is now."""
        return self.config

    def _retrain_today(self) -> str:
        """Return what the configuration says of a second training."""
        return self._config_today().retrain

    def delete(self, call: Call, object_id: str, outputs: Mapping[str, Any]) -> None:
        """Delete the object that the state knows, and no other one; nor one that others hold.

        Google's answer counts: one that no read finds is asked for all the same, and one that is
        there after a 404 to its DELETE is not deleted.
        """
        from pulumi_google_tuning.lifecycle.deleting import delete_in_time  # noqa: PLC0415 - see above
        from pulumi_google_tuning.lifecycle.holding import Holding  # noqa: PLC0415 - see above

        denied.refuse_delete(call, object_id, outputs, self.config, self.kind.noun)
        # A destroy is given the last run's; of today's it can't always be seen which file it is.
        denied.refuse_delete(call, object_id, outputs, self._config_today(), self.kind.noun)
        denied.refuse_doubtful_delete(call, object_id)
        keeper = Holding(self.kind, call).keeper(object_id, outputs)
        if keeper is not None:
            call.warn(f"Not deleting {object_id}: {keeper}")
            return
        delete_in_time(self.kind, self._session, call, object_id, outputs)


def _told(call: Call, result: _Result) -> _Result:
    """Return a read's result; end the row, which may still say that Google was waited for."""
    if isinstance(result, Ready):
        call.ended("")
    return result
