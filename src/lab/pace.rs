//! Bandwidth: when the next bytes may leave.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How much a sender that woke late may catch up on.
const FORGIVEN: Duration = Duration::from_millis(20);

/// A line of so many bytes a second, on which pieces are booked one behind the other (a leaky bucket,
/// as in ITU-T I.371's virtual scheduling). Several answers that book small pieces by turns get even shares.
pub struct Pace {
    bytes_per_sec: f64,
    free_at: Mutex<Option<Instant>>,
}

impl Pace {
    /// A line that is idle.
    pub fn new(bytes_per_sec: u64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a rate beyond 2^53 bytes a second is no limit")]
        let bytes_per_sec = bytes_per_sec.max(1) as f64;
        Self { bytes_per_sec, free_at: Mutex::new(None) }
    }

    /// An answer begins now: time in which nothing was sent is not made up for.
    pub fn begin(&self, now: Instant) {
        let mut free_at = self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        *free_at = Some(free_at.map_or(now, |at| at.max(now)));
    }

    /// Books the next piece, and says when its last byte is through.
    pub fn book(&self, bytes: usize, now: Instant) -> Instant {
        #[expect(clippy::cast_precision_loss, reason = "pieces are small")]
        let takes = Duration::from_secs_f64(bytes as f64 / self.bytes_per_sec);
        let mut free_at = self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        let earliest = now.checked_sub(FORGIVEN).unwrap_or(now);
        let through = free_at.map_or(now, |at| at.max(earliest)) + takes;
        *free_at = Some(through);
        through
    }

    /// Bytes in a piece: about 4 ms, small enough to share and large enough to be cheap.
    pub fn piece_bytes(&self) -> usize {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let bytes = (self.bytes_per_sec * 0.004).clamp(512.0, 65_536.0) as usize;
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_queue_one_behind_the_other() {
        let (pace, now) = (Pace::new(1000), Instant::now());
        pace.begin(now);
        assert_eq!(pace.book(500, now), now + Duration::from_millis(500));
        assert_eq!(pace.book(250, now), now + Duration::from_millis(750));
        pace.begin(now);
        assert_eq!(pace.book(250, now), now + Duration::from_secs(1), "another answer waits behind them");
    }

    #[test]
    fn a_late_sender_catches_up_and_an_idle_line_does_not() {
        let (pace, start) = (Pace::new(1000), Instant::now());
        pace.begin(start);
        let first = pace.book(100, start);
        let late = first + Duration::from_millis(3);
        assert_eq!(pace.book(100, late), first + Duration::from_millis(100), "3 ms are made up for");
        let idle = start + Duration::from_secs(60);
        pace.begin(idle);
        assert_eq!(pace.book(100, idle), idle + Duration::from_millis(100));
    }
}
