"""`songwright explain`: what a song is made of, as text and as a page."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from songwright.cli._service import open_units_here
from songwright.song import BadRequest

_UNWRITTEN = "this song has no score.json, as those of engines that hand over sound alone"
_TASK_ID = re.compile(r"[0-9a-f]{32}")
_SCORE, _REPORT = "score.json", "report.json"


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("explain")(explain)


def explain(
    source: Annotated[
        str, typer.Argument(help="A song made by `sing`, its folder or its score.json; or the id of a task.")
    ],
    take: Annotated[int, typer.Option(min=1, help="Which version, if a task is named.")] = 1,
    out: Annotated[Path | None, typer.Option(help="Also write a page to this HTML file.")] = None,
) -> None:
    """Tell a song's form, energy, parts, chords over its words, and what was not understood."""
    from songwright.studio.pressing import explain_page, explain_text, read_score  # noqa: PLC0415 - slow to load

    found = _find(source, take)
    score, told = read_score(found.score), _read_report(found.report)
    sys.stdout.write(explain_text(score, told))
    if out is not None:
        _write(out, explain_page(score, told))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What lies beside a song."""

    score: bytes
    report: bytes | None


def _find(source: str, take: int) -> _Found:
    """The score and report that a path or a task's id names. Raises BadRequest if there are none."""
    path = Path(source)
    if path.exists():
        return _beside(path)
    if _TASK_ID.fullmatch(source):
        return _stored(source, take)
    raise BadRequest(f"there is no file {source}, and it is no task's id", field="source")


def _beside(path: Path) -> _Found:
    """The files of a song on disk: `sing` puts them into a folder beside the song that is called as it is."""
    folders = (path,) if path.is_dir() else (path.parent, path.with_suffix(""))
    for folder in folders:
        if (folder / _SCORE).is_file():
            report = folder / _REPORT
            return _Found(score=_content(folder / _SCORE), report=_content(report) if report.is_file() else None)
    if any((folder / _REPORT).is_file() for folder in folders):
        raise BadRequest(f"{_UNWRITTEN}; `songwright look` shows its sound", field="source")
    raise BadRequest(f"there is no {_SCORE} in {folders[-1]}: only songs made by Songwright are known", field="source")


def _content(path: Path) -> bytes:
    """A file. Raises BadRequest if it can't be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadRequest(f"{path} can't be read: {error.strerror}", field="source") from error


def _stored(task_id: str, take: int) -> _Found:
    """The files of a task's track in the service's store."""
    from songwright.service.ports import file_key  # noqa: PLC0415
    from songwright.service.storage import open_files  # noqa: PLC0415

    settings, units = open_units_here()
    with units.open(reading=True) as unit:
        task, tracks = unit.tasks.get(task_id), unit.tracks.of(task_id)
    units.close()
    if task is None:
        raise BadRequest(f"there is no task {task_id}", field="source")
    track = next((each for each in tracks if each.take == take - 1), None)
    if track is None or not track.made:
        raise BadRequest(f"take {take} of task {task_id} is not made: it is {task.status.value}", field="take")
    if track.swept_at is not None:
        raise BadRequest(f"the files of task {task_id} were removed on {track.swept_at:%Y-%m-%d}", field="source")
    sizes = {file.name: file.size_bytes for file in track.files}
    if _SCORE not in sizes:
        raise BadRequest(f"take {take} of task {task_id} has no {_SCORE}", field="source")
    files = open_files(settings.files)
    kept = {
        name: files.read(file_key(task_id, take - 1, name), 0, sizes[name])
        for name in (_SCORE, _REPORT)
        if name in sizes
    }
    return _Found(score=kept[_SCORE], report=kept.get(_REPORT))


def _read_report(content: bytes | None) -> dict[str, Any]:
    """The report's fields; a song without one, or with a broken one, is told from its score alone."""
    try:
        return msgspec.json.decode(content or b"{}", type=dict[str, Any])
    except msgspec.DecodeError:
        return {}


def _write(path: Path, page: str) -> None:
    """Write the page. Raises BadRequest if it can't be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise BadRequest(f"--out: {path} can't be written: {error.strerror}", field="out") from error
    typer.echo(f"The page is {path}", err=True)
