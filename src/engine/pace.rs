//! When each download of a run may begin, where a rate is asked for.
//!
//! The engine hands out the times beforehand: download i begins no earlier than i ÷ rate after the
//! run's start. So all workers together keep the rate, in whatever processes they are, and nobody has
//! to ask anybody. What fell behind may catch up, but never ahead of its time: t seconds into a run at
//! most rate × t + 1 downloads have begun. Waiting for one's time counts as queue.

use std::thread;
use std::time::Duration;

use crate::worker::Stamp;

/// How long a worker of this process waits before it looks whether the run still goes on.
const LOOK_AROUND: Duration = Duration::from_millis(100);

/// The times of a run's downloads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    start: Stamp,
    rate_per_sec: Option<f64>,
}

impl Pace {
    /// So many downloads a second from `start` on; `None`: none has to wait.
    pub const fn new(start: Stamp, rate_per_sec: Option<f64>) -> Self {
        Self { start, rate_per_sec }
    }

    /// When download `index` may begin; `None`: at once.
    pub fn due(&self, index: u32) -> Option<Stamp> {
        Some(self.start.plus(self.after(index)?))
    }

    /// How long after the start download `index` may begin.
    pub fn after(&self, index: u32) -> Option<Duration> {
        self.rate_per_sec.and_then(|rate| Duration::try_from_secs_f64(f64::from(index) / rate).ok())
    }
}

/// Waits for a time on a runtime, as long as `may_go_on`; whether it came.
pub(super) async fn wait(due: Option<Stamp>, may_go_on: impl Fn() -> bool) -> bool {
    while let Some(left) = due.and_then(left) {
        if !may_go_on() {
            return false;
        }
        tokio::time::sleep(left.min(LOOK_AROUND)).await;
    }
    may_go_on()
}

/// What is left until a time; `None` when it has come.
fn left(due: Stamp) -> Option<Duration> {
    let secs = due.secs_since(Stamp::now());
    Duration::try_from_secs_f64(secs).ok().filter(|left| !left.is_zero())
}

/// Waits for a time in a worker process of its own; how long that took.
pub(super) fn wait_here(due: Option<Stamp>) -> Duration {
    let before = Stamp::now();
    while let Some(left) = due.and_then(left) {
        thread::sleep(left);
    }
    let waited = if due.is_some() { Stamp::now().secs_since(before) } else { 0.0 };
    Duration::try_from_secs_f64(waited).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_evenly_spread_and_none_without_a_rate() {
        let start = Stamp(1_000_000_000);
        let pace = Pace::new(start, Some(4.0));
        assert_eq!(pace.due(0), Some(start));
        assert_eq!(pace.due(3), Some(Stamp(1_750_000_000)));
        assert_eq!(Pace::new(start, None).due(9), None);
    }

    #[test]
    fn nobody_is_let_through_before_the_time() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let due = Stamp::now().plus(Duration::from_millis(30));
        assert!(runtime.block_on(wait(Some(due), || true)));
        assert!(Stamp::now() >= due);
        let far = Stamp::now().plus(Duration::from_secs(3600));
        assert!(!runtime.block_on(wait(Some(far), || false)), "the run does not go on");
        assert!(!runtime.block_on(wait(None, || false)));
    }
}
