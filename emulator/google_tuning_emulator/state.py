"""Everything one running emulator holds, and how a request finds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import current_app

from google_tuning_emulator.clock import Clock
from google_tuning_emulator.database import Database
from google_tuning_emulator.faults import Faults
from google_tuning_emulator.gemini.model_store import ModelStore
from google_tuning_emulator.gemini.permission_store import PermissionStore
from google_tuning_emulator.request_log import RequestLog
from google_tuning_emulator.settings import Settings
from google_tuning_emulator.storage.content import ContentFolder
from google_tuning_emulator.storage.store import ObjectStore
from google_tuning_emulator.storage.upload_sessions import Sessions
from google_tuning_emulator.vertex import metrics
from google_tuning_emulator.vertex.store import VertexStore
from google_tuning_emulator.vertex.world import Vertex

if TYPE_CHECKING:
    from flask import Flask

_EXTENSION = "google-tuning-emulator"


@dataclass
class Emulator:
    """The parts of one emulator."""

    database: Database
    settings: Settings
    clock: Clock
    models: ModelStore
    permissions: PermissionStore
    objects: ObjectStore
    upload_sessions: Sessions
    vertex: Vertex
    faults: Faults
    log: RequestLog
    started_with: dict[str, Any]

    @classmethod
    def open(cls, path: str, given: dict[str, Any]) -> Emulator:
        """Open a database file; settings given now win over the ones it keeps.

        Raises:
            ApiError: A setting is wrong.

        """
        database = Database(path)
        settings = Settings()
        settings.update(database.read_meta("settings") or {})
        settings.update(given)
        clock = Clock(database.read_meta("advanced_ns") or 0)
        objects = ObjectStore(database, ContentFolder(path))
        emulator = cls(
            database=database,
            settings=settings,
            clock=clock,
            models=ModelStore(database),
            permissions=PermissionStore(database),
            objects=objects,
            upload_sessions=Sessions(objects),
            vertex=Vertex(VertexStore(database), settings, clock),
            faults=Faults(),
            log=RequestLog(),
            started_with=given,
        )
        emulator.keep_settings()
        return emulator

    def keep_settings(self) -> None:
        """Write the settings and the clock's advance to the database."""
        self.database.write_meta("settings", self.settings.as_json())
        self.database.write_meta("advanced_ns", self.clock.advanced_ns)

    def reset(self) -> None:
        """Delete everything, and restore the settings from the start."""
        self.faults.clear()
        self.models.clear()
        self.objects.clear()
        self.upload_sessions.clear()
        self.vertex.store.clear()
        self.log.clear()
        self.settings.update(Settings().as_json())
        self.settings.update(self.started_with)
        self.clock.advanced_ns = 0
        self.keep_settings()

    @property
    def metrics_bucket(self) -> str:
        """The bucket in which Google stores the metrics of trainings."""
        return metrics.bucket(self.settings.project_number)

    def bring_metrics(self) -> None:
        """Store the metrics of the jobs that have succeeded: at the first request for them."""
        self.vertex.settle()
        bucket = self.metrics_bucket
        for _, job in self.vertex.store.all_jobs():
            if job.model_id:
                self.objects.put_once(
                    bucket, metrics.object_name(job), metrics.content(job), job.life.ends_ns or 0
                )

    def install(self, app: Flask) -> None:
        """Make this the emulator that the app's requests find."""
        app.extensions[_EXTENSION] = self


def emulator() -> Emulator:
    """Return the emulator of the request being handled."""
    found: Emulator = current_app.extensions[_EXTENSION]
    return found
