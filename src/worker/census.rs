//! What the system says of this process and its children.

use super::sys;

/// The children of this process as the system lists them, those included that ended and were not waited for yet.
/// `None` where it does not tell at little cost (anywhere but on Linux).
pub fn listed_children() -> Option<Vec<u32>> {
    sys::listed_children()
}

/// Has [`peak_memory_bytes`] count from here on. `false` where the system does not allow that, and it counts from the
/// process's start.
pub fn forget_peak_memory() -> bool {
    sys::forget_peak_memory()
}

/// The most memory that this process held; `None` where the system does not tell.
pub fn peak_memory_bytes() -> Option<u64> {
    sys::peak_memory_bytes()
}
