import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import msgspec
import pytest
from tones import TONES, CountingFetcher

from songwright.outfit import FetchedPart, Home, Step, Tell, _setup, all_parts, find_home, set_up
from songwright.song import CannotMake, TryAgain


def test_a_second_set_up_does_nothing(home: Home, part: FetchedPart, fetcher: CountingFetcher, tell: Tell):
    assert set_up(home, tell=tell, fetcher=fetcher, parts=[part]) == ("tones",)
    assert set_up(home, tell=tell, fetcher=fetcher, parts=[part]) == ()
    assert fetcher.asked == 1
    assert not home.staging.exists()


def test_files_brought_by_hand_are_checked_and_kept(
    home: Home, part: FetchedPart, fetcher: CountingFetcher, tell: Tell
):
    for name, content in TONES.items():
        path = home.root / "sounds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert set_up(home, tell=tell, fetcher=fetcher, parts=[part]) == ("tones",)
    assert fetcher.asked == 0


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"short")])
def test_a_lost_or_changed_file_is_made_again(
    home: Home, part: FetchedPart, fetcher: CountingFetcher, tell: Tell, harm
):
    set_up(home, tell=tell, fetcher=fetcher, parts=[part])
    harm(home.root / "sounds/tones/low.bin")
    assert set_up(home, tell=tell, fetcher=fetcher, parts=[part]) == ("tones",)
    assert part.examine(home).state == "found"


def test_damage_that_leaves_size_and_date_alone_is_found_by_a_thorough_set_up(
    home: Home, part: FetchedPart, fetcher: CountingFetcher, tell: Tell
):
    set_up(home, tell=tell, fetcher=fetcher, parts=[part])
    path = home.root / "sounds/tones/low.bin"
    look = path.stat()
    path.write_bytes(b"LOW" * 9000)
    os.utime(path, ns=(look.st_atime_ns, look.st_mtime_ns))
    assert set_up(home, tell=tell, fetcher=fetcher, parts=[part]) == ()
    assert part.examine(home).state == "damaged"
    assert set_up(home, tell=tell, fetcher=fetcher, parts=[part], thorough=True) == ("tones",)
    assert path.read_bytes() == TONES["tones/low.bin"]


def test_a_spoilt_stamp_only_costs_a_look(home: Home, part: FetchedPart, fetcher: CountingFetcher, tell: Tell):
    set_up(home, tell=tell, fetcher=fetcher, parts=[part])
    home.stamp("tones").write_bytes(b'{"key"')
    assert set_up(home, tell=tell, fetcher=fetcher, parts=[part]) == ("tones",)
    assert fetcher.asked == 1


KILLED = textwrap.dedent("""
    import os, signal, sys
    from pathlib import Path
    import msgspec
    from songwright.outfit import Asset, FetchedPart, FolderFetcher, Home, set_up

    asset = msgspec.json.decode(sys.argv[1], type=Asset)
    countdown = int(sys.argv[4])

    def tell(step):
        global countdown
        countdown -= 1
        if countdown < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    # Each move into place is a moment to die, too.
    replace = Path.replace
    Path.replace = lambda path, target: (tell(None), replace(path, target))[1]
    set_up(Home(root=Path(sys.argv[2])), tell=tell, fetcher=FolderFetcher(Path(sys.argv[3])),
           parts=[FetchedPart(asset=asset, needed=True)])
""")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL; the lock and the moves are the same")
@pytest.mark.parametrize("moment", range(8))
def test_killed_at_any_moment_nothing_half_written_is_left(
    tmp_path: Path, home: Home, part: FetchedPart, fetcher: CountingFetcher, tell: Tell, moment: int
):
    arguments = [msgspec.json.encode(part.asset).decode(), str(home.root), str(tmp_path / "packages"), str(moment)]
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False, timeout=60)
    # One step of reading, one for each file unpacked, one for each moved, and the stamp.
    assert killed.returncode == -signal.SIGKILL
    assert not home.stamp("tones").exists()
    for name, content in TONES.items():
        path = home.root / "sounds" / name
        assert not path.exists() or path.read_bytes() == content
    assert set_up(home, tell=tell, fetcher=fetcher, parts=[part]) == ("tones",)
    assert part.examine(home).state == "found"
    assert not home.staging.exists()


def test_two_set_ups_at_once_fetch_once(home: Home, part: FetchedPart, fetcher: CountingFetcher):
    together = threading.Barrier(2)
    made: list[tuple[str, ...]] = []

    def run() -> None:
        together.wait()
        made.append(set_up(home, tell=lambda _: None, fetcher=fetcher, parts=[part]))

    runs = [threading.Thread(target=run) for _ in range(2)]
    for thread in runs:
        thread.start()
    for thread in runs:
        thread.join()
    assert sorted(made) == [(), ("tones",)]
    assert fetcher.asked == 1


def test_a_set_up_that_never_ends_is_not_waited_for_for_ever(
    home: Home, part: FetchedPart, fetcher: CountingFetcher, steps: list[Step], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(_setup, "_LONGEST_SETUP_S", 0.0)
    with _setup.only_one(home.lock, wait_s=0, waiting=lambda: None), pytest.raises(TryAgain, match="still at work"):
        set_up(home, tell=steps.append, fetcher=fetcher, parts=[part])
    assert [step.doing for step in steps] == ["waiting for another set-up to finish"]


def test_a_home_that_cannot_be_written_is_one_sentence(
    home: Home, part: FetchedPart, fetcher: CountingFetcher, tell: Tell
):
    home.root.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(CannotMake, match=r"can't be written .* SONGWRIGHT_HOME"):
        set_up(home, tell=tell, fetcher=fetcher, parts=[part])


def test_this_installation_is_whole():
    """Kernels aside: they are out of date with every line of the studio that is changed."""
    home = find_home()
    if not home.stamp("voice-model").exists():
        pytest.skip(f'nothing is set up in {home.root}: run "songwright setup"')
    states = {part.name: part.examine(home).state for part in all_parts() if part.name != "kernels"}
    assert states == dict.fromkeys(("voices", "soundfont", "voice-model"), "found")
