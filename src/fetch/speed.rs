//! The least speed at which a body may come.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// So many bytes must come within any stretch of that length.
#[derive(Clone, Copy, Debug)]
pub(super) struct LeastSpeed {
    /// The bytes.
    pub bytes: u64,
    /// The stretch.
    pub within: Duration,
}

impl LeastSpeed {
    /// 1 kB/s over any 20 s.
    pub(super) const DEFAULT: Self = Self { bytes: 20_000, within: Duration::from_secs(20) };
}

/// Watches one body.
#[derive(Debug)]
pub(super) struct Pace {
    least: LeastSpeed,
    started: Instant,
    /// The latest arrivals: as few as make up `least.bytes`, or all while there are fewer bytes.
    arrivals: VecDeque<(Instant, u64)>,
    bytes: u64,
}

impl Pace {
    pub(super) fn new(least: LeastSpeed, now: Instant) -> Self {
        Self { least, started: now, arrivals: VecDeque::new(), bytes: 0 }
    }

    /// Notes that `bytes` came at `now`.
    pub(super) fn arrived(&mut self, bytes: u64, now: Instant) {
        self.arrivals.push_back((now, bytes));
        self.bytes += bytes;
        while let Some((_, oldest)) = self.arrivals.front()
            && self.bytes - oldest >= self.least.bytes
        {
            self.bytes -= oldest;
            self.arrivals.pop_front();
        }
    }

    /// When the body is too slow, if nothing more comes: the end of the first stretch that holds
    /// too few bytes.
    pub(super) fn deadline(&self) -> Instant {
        let from = match self.arrivals.front() {
            Some((oldest, _)) if self.bytes >= self.least.bytes => *oldest,
            _ => self.started,
        };
        from + self.least.within
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The deadline in seconds after arrivals at (seconds, bytes), at least 10 bytes within 5 s.
    fn deadline_secs(arrivals: &[(u64, u64)]) -> u64 {
        let start = Instant::now();
        let mut pace = Pace::new(LeastSpeed { bytes: 10, within: Duration::from_secs(5) }, start);
        for (secs, bytes) in arrivals {
            pace.arrived(*bytes, start + Duration::from_secs(*secs));
        }
        (pace.deadline() - start).as_secs()
    }

    #[test]
    fn the_deadline_ends_the_first_stretch_that_holds_too_little() {
        assert_eq!(deadline_secs(&[]), 5);
        assert_eq!(deadline_secs(&[(1, 9)]), 5, "too little so far");
        assert_eq!(deadline_secs(&[(1, 9), (3, 1)]), 6, "without the nine it is too little");
        assert_eq!(deadline_secs(&[(1, 9), (3, 10)]), 8);
        assert_eq!(deadline_secs(&[(1, 4), (2, 4), (3, 4), (4, 4)]), 7, "three of four are enough");
        assert_eq!(deadline_secs(&[(2, 1_000_000)]), 7, "what came at once does not pay for later");
    }

    #[test]
    fn a_fast_body_needs_no_memory() {
        let now = Instant::now();
        let mut pace = Pace::new(LeastSpeed::DEFAULT, now);
        (0..1000).for_each(|_| pace.arrived(16_384, now));
        assert!(pace.arrivals.len() <= 2);
    }
}
