//! A run's throughput, without what its beginning and its end take away.
//!
//! Ten equal downloads on six to nine workers are always two waves, so all these counts take the
//! same time: the wave trap. And while the last downloads end, most workers have nothing to do. In
//! the steady part every worker is busy, and there Little's law holds: throughput is the number of
//! workers ÷ the mean time from taking one download to taking the next. Each worker's first download
//! is left out (others may still be starting) and its last one too (nothing may be left to take).
//!
//! Source: J. D. C. Little, "A Proof for the Queuing Formula: L = λW", Operations Research 9 (1961),
//! 383–387.

use std::collections::BTreeMap;

use crate::model::{Download, Run};

/// A run's throughput.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Throughput {
    /// Downloads a second over the whole run.
    pub whole: f64,
    /// The same in the steady part; `None` where the run has too few downloads for one.
    pub steady: Option<f64>,
}

impl Throughput {
    /// Of a run in which at least one download succeeded.
    pub fn of(run: &Run) -> Self {
        Self { whole: f64::from(run.ok) / run.wall_secs, steady: steady(&run.downloads) }
    }
}

/// Successful downloads a second while every worker is busy; `None` when there are fewer such
/// downloads than workers (about three waves are needed).
fn steady(downloads: &[Download]) -> Option<f64> {
    let mut of_workers: BTreeMap<u32, Vec<&Download>> = BTreeMap::new();
    for download in downloads {
        of_workers.entry(download.worker).or_default().push(download);
    }
    let (mut succeeded, mut secs) = (0_u32, 0.0);
    for of_worker in of_workers.values_mut() {
        of_worker.sort_by(|a, b| a.taken_secs().total_cmp(&b.taken_secs()));
        let [_, middle @ .., last] = of_worker.as_slice() else { continue };
        let Some(first) = middle.first() else { continue };
        secs += last.taken_secs() - first.taken_secs();
        succeeded += middle.iter().map(|download| u32::from(download.outcome.is_ok())).sum::<u32>();
    }
    let workers = u32::try_from(of_workers.len()).ok()?;
    (succeeded >= workers && secs > 0.0).then(|| f64::from(workers) * f64::from(succeeded) / secs)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::{in_waves, waves};
    use super::*;

    #[test]
    fn whole_waves_are_told_by_either() {
        let throughput = Throughput::of(&in_waves("async:4", 1, 40, 0.5));
        assert_eq!(throughput, Throughput { whole: 8.0, steady: Some(8.0) });
    }

    #[test]
    fn the_last_wave_takes_nothing_away() {
        // 20 downloads on 6 workers are four waves: 10 a second in all, 12 while all are busy.
        let throughput = Throughput::of(&in_waves("async:6", 1, 20, 0.5));
        assert_eq!(throughput, Throughput { whole: 10.0, steady: Some(12.0) });
    }

    #[test]
    fn in_the_wave_trap_there_is_no_steady_part() {
        for workers in 6..=9 {
            let throughput = Throughput::of(&in_waves(&format!("async:{workers}"), 1, 10, 0.5));
            assert_eq!(throughput, Throughput { whole: 10.0, steady: None }, "{workers} workers");
        }
    }

    #[test]
    fn failed_downloads_take_time_and_count_for_nothing() {
        let mut run = in_waves("async:2", 1, 20, 0.5);
        for download in run.downloads.iter_mut().filter(|download| download.index % 4 < 2) {
            download.outcome = crate::model::Outcome::failed(crate::model::ErrorKind::Timeout, "late");
        }
        // Of the eight waves in the middle, four.
        assert_eq!(Throughput::of(&run).steady, Some(2.0));
    }

    proptest! {
        /// Whatever the last wave looks like.
        #[test]
        fn equal_downloads_flow_at_workers_over_secs(workers in 1_u16..40, more in 0_u32..200, secs in 0.01..5.0_f64) {
            let count = 3 * u32::from(workers) + more;
            let steady = Throughput::of(&in_waves(&format!("async:{workers}"), 1, count, secs)).steady;
            let expected = f64::from(workers) / secs;
            prop_assert!((steady.expect("three waves") / expected - 1.0).abs() < 1e-9);
            prop_assert!(waves(count, workers) >= 3);
        }
    }
}
