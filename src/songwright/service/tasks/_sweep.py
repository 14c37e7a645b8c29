"""The sweep: files that have outlived their time go, the records stay."""

import logging
from dataclasses import replace
from datetime import timedelta

from songwright.service.ports import Clock, ObjectStore, Units, file_key

log = logging.getLogger(__name__)

_BATCH = 100
"""Tracks swept in one transaction."""
IN_BIN = timedelta(days=1)
"""How long a song that was thrown away can be taken back."""


def sweep(units: Units, files: ObjectStore, clock: Clock, keep: timedelta) -> int:
    """Remove the files of tracks finished longer than `keep` ago, or thrown away a day ago; returns how many.

    Files go before their rows say so: a sweep that is cut in between repeats harmlessly.
    """
    swept = 0
    while True:
        now = clock.now()
        with units.open(reading=True) as unit:
            due = unit.tracks.due(now - keep, now - IN_BIN, _BATCH)
        if not due:
            return swept
        for track in due:
            files.delete(file_key(track.task_id, track.take, file.name) for file in track.files)
        with units.open() as unit:
            for track in due:
                unit.tracks.put(replace(track, swept_at=now))
        swept += len(due)
        log.info("swept the files of %d tracks", len(due))
