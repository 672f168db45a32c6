//! What a single download took, by contender: percentiles and rate, derived from a report.

use std::collections::BTreeMap;

use crate::model::{Contender, Download, Report};

use super::judge::counts;
use super::median;
use super::summary::sorted;

/// The successful downloads of one contender's counted runs.
///
/// A download's seconds are those from when a worker took it to its end, so neither starting its
/// process nor waiting for its turn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Downloads {
    /// Who fetched them.
    pub contender: Contender,
    /// How many.
    pub count: usize,
    /// Half took at most this long.
    pub p50_secs: f64,
    /// 95 of 100 took at most this long.
    pub p95_secs: f64,
    /// 99 of 100 took at most this long.
    pub p99_secs: f64,
    /// Bytes of a run ÷ its time, the middle of the runs.
    pub bytes_per_sec: f64,
}

/// Of each contender, in the plan's order; who has no successful download in a counted run is left
/// out.
pub fn downloads(report: &Report) -> Vec<Downloads> {
    let mut runs: BTreeMap<Contender, Vec<_>> = BTreeMap::new();
    for run in report.runs.iter().filter(|run| counts(run)) {
        runs.entry(run.contender()).or_default().push(run);
    }
    let of = |&contender: &Contender| {
        let runs = runs.get(&contender)?;
        let succeeded = runs.iter().flat_map(|run| &run.downloads).filter(|download| download.outcome.is_ok());
        let secs = sorted(&succeeded.map(Download::took_secs).collect::<Vec<_>>());
        #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
        let rates: Vec<f64> = runs.iter().map(|run| run.bytes as f64 / run.wall_secs).collect();
        Some(Downloads {
            contender,
            count: secs.len(),
            p50_secs: percentile(&secs, 50)?,
            p95_secs: percentile(&secs, 95)?,
            p99_secs: percentile(&secs, 99)?,
            bytes_per_sec: median(&rates)?,
        })
    };
    report.plan.contenders.iter().filter_map(of).collect()
}

/// The nearest-rank percentile: the least value that at least `percent` of 100 values do not exceed.
/// It is always one of the values; `None` of nothing. `percent` is from 1 to 100.
///
/// Source: R. J. Hyndman and Y. Fan, "Sample Quantiles in Statistical Packages", The American
/// Statistician 50 (1996), 361–365, definition 1.
fn percentile(sorted: &[f64], percent: usize) -> Option<f64> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{contender, download, failing, in_waves, report};
    use super::*;
    use crate::model::ErrorKind;

    #[test]
    fn percentiles_are_nearest_ranks() {
        // The textbook's five values.
        let five = [15.0, 20.0, 35.0, 40.0, 50.0];
        assert_eq!(
            [5, 30, 40, 50, 100].map(|percent| percentile(&five, percent)),
            [15.0, 20.0, 20.0, 35.0, 50.0].map(Some)
        );
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!([50, 95, 99].map(|percent| percentile(&hundred, percent)), [50.0, 95.0, 99.0].map(Some));
        assert_eq!(percentile(&[], 50), None);
    }

    #[test]
    fn waiting_for_a_turn_is_no_part_of_a_download() {
        let mut two = report(&["async:2", "sequential:1"], 2);
        for round in 1..=2 {
            let mut run = in_waves("async:2", round, 10, 0.5);
            run.bytes = 5_000_000;
            run.downloads[9].end_secs += 0.25;
            two.runs.push(run);
        }
        let all = downloads(&two);
        assert_eq!(all.len(), 1, "sequential has not run");
        let async_two = all[0];
        assert_eq!((async_two.contender, async_two.count), (contender("async:2"), 20));
        assert_eq!([async_two.p50_secs, async_two.p95_secs, async_two.p99_secs], [0.5, 0.75, 0.75]);
        assert_eq!(async_two.bytes_per_sec.to_bits(), 2_000_000.0_f64.to_bits());
    }

    #[test]
    fn failed_downloads_and_runs_that_do_not_count_are_left_out() {
        let mut failed = report(&["async:2"], 2);
        let spoiled = failing(in_waves("async:2", 1, 10, 0.5), &[ErrorKind::Timeout; 4]);
        let unusable = crate::model::Run { usable: false, downloads: vec![download(None); 10], ..spoiled.clone() };
        failed.runs = vec![spoiled, unusable];
        assert_eq!(downloads(&failed)[0].count, 6);
    }
}
