"""The parts that come out of packages: voices and the SoundFont."""

from dataclasses import dataclass

from songwright.outfit._assets import Asset
from songwright.outfit._home import Home
from songwright.outfit._parts import CURE_DAMAGE, CURE_SETUP, Finding, Workshop
from songwright.outfit._stamps import stamp_holds, write_stamp
from songwright.outfit._unpacking import check_package, file_is_whole, unpack


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPart:
    """Files out of one pinned package."""

    asset: Asset
    needed: bool
    """False where something else plays in its place."""

    @property
    def name(self) -> str:
        """The part that the asset makes."""
        return self.asset.part

    def ready(self, home: Home) -> bool:
        """Whether this very package was unpacked here and its files were not touched since."""
        return stamp_holds(home.root, home.stamp(self.name), self.asset.integrity)

    def make(self, home: Home, workshop: Workshop) -> None:
        """Fetch, check, unpack; files that are whole already, from wherever, are only stamped."""
        files = tuple(home.root / file.path for file in self.asset.files)
        if not all(file_is_whole(file, home.root) for file in self.asset.files):
            tarball = workshop.fetcher.fetch(self.asset, workshop.staging, workshop.tell)
            check_package(tarball, self.asset)
            files = unpack(tarball, self.asset, home.root, workshop.staging / "unpacked", workshop.tell)
        write_stamp(home.root, home.stamp(self.name), self.asset.integrity, files)

    def examine(self, home: Home) -> Finding:
        """Compare every file with the list."""
        absent = [file for file in self.asset.files if not (home.root / file.path).is_file()]
        whole = not absent and all(file_is_whole(file, home.root) for file in self.asset.files)
        return Finding(
            part=self.name,
            holds=self.asset.holds,
            state="missing" if absent else "found" if whole else "damaged",
            needed=self.needed,
            version=f"{self.asset.package} {self.asset.version}",
            licence=self.asset.licence,
            cure="" if whole else CURE_SETUP if absent else CURE_DAMAGE,
        )
