//! One clock for the whole system.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::sys;

/// A moment on the system's monotonic clock, in nanoseconds from a start of the system's own.
///
/// Every process of a machine reads the same clock (`CLOCK_MONOTONIC`, the performance counter of Windows, mach
/// time), so stamps of a parent and its children can be compared. They mean nothing on another machine or after a
/// restart, and a wall clock that is set does not move them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Stamp(pub u64);

impl Stamp {
    /// This moment.
    pub fn now() -> Self {
        Self(sys::now_ns())
    }

    /// Seconds from `earlier` to this; negative when `earlier` was later.
    pub fn secs_since(self, earlier: Self) -> f64 {
        if self >= earlier { self.since(earlier).as_secs_f64() } else { -earlier.since(self).as_secs_f64() }
    }

    /// The time from `earlier` to this; nothing when `earlier` was later.
    pub(super) fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }

    /// This moment and `later` on top of it.
    pub fn plus(self, later: Duration) -> Self {
        Self(self.0.saturating_add(nanos(later)))
    }
}

/// A duration in whole nanoseconds, at most what a [`Stamp`] can hold (584 years).
pub(super) fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_passes() {
        let before = Stamp::now();
        std::thread::sleep(Duration::from_millis(5));
        let after = Stamp::now();
        assert!(after.secs_since(before) >= 0.005, "{before:?} {after:?}");
        assert!(after.secs_since(before) < 60.0, "nanoseconds, not some other unit: {before:?} {after:?}");
    }

    #[test]
    fn differences_have_a_sign() {
        let (early, late) = (Stamp(1_000_000_000), Stamp(3_500_000_000));
        assert_eq!(late.secs_since(early), 2.5);
        assert_eq!(early.secs_since(late), -2.5);
        assert_eq!(early.since(late), Duration::ZERO);
        assert_eq!(early.plus(Duration::from_millis(2500)), late);
    }

    #[test]
    fn the_end_of_time_is_not_passed() {
        assert_eq!(Stamp(7).plus(Duration::MAX), Stamp(u64::MAX));
    }
}
