"""What every test needs before the first numerical import."""

import os

from hypothesis import settings

from songwright.outfit import find_home, use_kernel_cache

# Tests of sound read this variable; without it they would skip although sounds and voices were set up.
os.environ.setdefault("SONGWRIGHT_HOME", str(find_home().root))
use_kernel_cache(find_home())

# Everywhere but in CI properties are tried on new examples each time; there the same commit gives the same result.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")
