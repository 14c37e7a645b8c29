"""What every test needs before the first numerical import."""

from songwright.outfit import find_home, use_kernel_cache

use_kernel_cache(find_home())
