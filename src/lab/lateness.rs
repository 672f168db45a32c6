//! How late the answers were: four bytes for each.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::model::Lateness;

/// Collects by how much answers were later than they were due.
#[derive(Default)]
pub struct Recorder(Mutex<Vec<f32>>);

impl Recorder {
    /// Adds one answer.
    pub fn record(&self, late: Duration) {
        self.all().push(late.as_secs_f32());
    }

    /// What the answers so far amount to; `None` before the first.
    pub fn summary(&self) -> Option<Lateness> {
        let mut all = self.all().clone();
        all.sort_unstable_by(f32::total_cmp);
        let max = *all.last()?;
        // Nearest rank: the value that this share of the answers did not exceed.
        let rank = |percent: usize| f64::from(all[(all.len() * percent).div_ceil(100) - 1]);
        Some(Lateness {
            answers: all.len() as u64,
            median_secs: rank(50),
            p95_secs: rank(95),
            max_secs: f64::from(max),
        })
    }

    fn all(&self) -> MutexGuard<'_, Vec<f32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_the_nearest_ones() {
        let recorder = Recorder::default();
        assert_eq!(recorder.summary(), None);
        for millis in (1..=100).rev() {
            recorder.record(Duration::from_millis(millis));
        }
        let all = recorder.summary().expect("100 answers");
        let close = |value: f64, wanted: f64| (value - wanted).abs() < 1e-6;
        assert_eq!(all.answers, 100);
        assert!(close(all.median_secs, 0.050) && close(all.p95_secs, 0.095) && close(all.max_secs, 0.100), "{all:?}");
    }

    #[test]
    fn one_answer_is_its_own_median() {
        let recorder = Recorder::default();
        recorder.record(Duration::from_secs(2));
        let wanted = Lateness { answers: 1, median_secs: 2.0, p95_secs: 2.0, max_secs: 2.0 };
        assert_eq!(recorder.summary(), Some(wanted));
    }
}
