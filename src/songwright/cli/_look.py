"""`songwright look`: a sound as a picture."""

from pathlib import Path
from typing import Annotated

import typer

from songwright.song import BadRequest

_NARROWEST, _WIDEST = 600, 4000
_SOUNDS = ("mp3", "wav", "flac", "ogg")
"""What a song may be called beside its folder, the first that is there."""


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("look")(look)


def look(
    file: Annotated[Path, typer.Argument(help="A song made by `sing`, its folder, a stem, or any other sound file.")],
    out: Annotated[Path | None, typer.Option(help="PNG to write; beside the sound if left out.")] = None,
    first_s: Annotated[float, typer.Option("--from", min=0, help="First second that is shown.")] = 0.0,
    last_s: Annotated[float | None, typer.Option("--to", min=0, help="Last second that is shown.")] = None,
    width: Annotated[int, typer.Option(min=_NARROWEST, max=_WIDEST, help="Width in pixels.")] = 1600,
) -> None:
    """Draw waveform, spectrogram and loudness over time, with a song's sections, chords and words."""
    from songwright.studio.pressing import look as drawn  # noqa: PLC0415 - slow to load
    from songwright.studio.pressing import read_sound, song_marks  # noqa: PLC0415

    if last_s is not None and last_s <= first_s:
        raise BadRequest(f"--to: {last_s:g} s is not after --from, {first_s:g} s", field="to")
    sound = _sound(file)
    try:
        with sound.open("rb") as opened:
            audio = read_sound(opened, first_s, last_s)
    except OSError as error:
        raise BadRequest(f"{sound} can't be read: {error.strerror}", field="file") from error
    except BadRequest as error:
        raise BadRequest(f"{sound}: {error}", field=error.field) from error
    beside = {kind: _content(sound, f"{kind}.json") for kind in ("score", "report", "words")}
    marks = song_marks(**beside, length_s=first_s + float(audio.length_s))
    for remark in marks.remarks:
        typer.echo(f"note: {remark}", err=True)
    picture = drawn(audio, marks, name=sound.stem, width=width, first_s=first_s)
    path = sound.with_name(f"{sound.stem}-look.png") if out is None else out
    _write(path, picture)
    typer.echo(str(path))


def _sound(path: Path) -> Path:
    """The sound that a path names: itself, or the song whose folder it is. Raises BadRequest if there is none."""
    if not path.exists():
        raise BadRequest(f"there is no file {path}", field="file")
    if not path.is_dir():
        return path
    songs = [*(path.with_name(f"{path.name}.{kind}") for kind in _SOUNDS), *(path / f"song.{kind}" for kind in _SOUNDS)]
    found = next((song for song in songs if song.is_file()), None)
    if found is None:
        raise BadRequest(f"{path} is a folder without a song: name a sound file", field="file")
    return found


def _content(sound: Path, name: str) -> bytes | None:
    """A file that `sing` wrote about a song, or about the song that a stem is of; None if it can't be had."""
    folders = [sound.with_suffix("")]
    if sound.stem == "song":
        folders.append(sound.parent)
    if sound.parent.name == "stems":
        folders.append(sound.parent.parent)
    for folder in folders:
        try:
            return (folder / name).read_bytes()
        except OSError:
            continue
    return None


def _write(path: Path, picture: bytes) -> None:
    """Write the picture. Raises BadRequest if it can't be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture)
    except OSError as error:
        raise BadRequest(f"--out: {path} can't be written: {error.strerror}", field="out") from error
