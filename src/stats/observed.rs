//! The limit where nobody tells how quick a host is: estimated from what was seen of it.
//!
//! A host is taken to be as quick as it was at its best. Each download has the least latency that it was
//! seen with (redirects, look-up, connecting, and waiting for the head of the answer) and the fewest
//! bytes; one connection has the greatest rate at which a body came, and all together the greatest sum of
//! the rates of bodies that came at the same time. The rest is the limit's simulation; a contender that
//! was quicker than that is its own limit. What no client of the comparison saw
//! is not known, so another might be quicker than this limit; a cap on requests at a time is not seen
//! at all.

use std::collections::BTreeMap;

use crate::model::{Contender, Download, Report, Run, hops_secs};

use super::judge::counts;
use super::limit::{RateCap, Server, limit_of_secs};

/// The head of a column of times divided by the limit: whether that is known or estimated.
pub const fn over_limit_title(is_estimated: bool) -> &'static str {
    if is_estimated { "÷ est. limit" } else { "÷ limit" }
}

/// What the limit of a report's runs is called where it is drawn.
pub fn limit_name(report: &Report) -> &'static str {
    match &report.plan.lab {
        // What comes by chance to one wave after another may be quicker than all in step.
        Some(lab) if lab.settings.jitter_secs > 0.0 => "the limit without jitter",
        Some(_) => "the limit",
        None => "the limit, estimated",
    }
}

/// Whether the limit of a report's runs is an estimate.
pub fn limit_is_estimated(report: &Report) -> bool {
    report.summary.iter().any(|summary| summary.estimated_limit_secs.is_some())
}

/// A host at its best.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Observed {
    server: Server,
    /// Latency in seconds and bytes of a run's downloads, in the plan's order.
    downloads: Vec<(f64, u64)>,
    rate_per_sec: Option<f64>,
    /// The fewest requests of each.
    requests: Vec<u32>,
}

impl Observed {
    /// What the runs that count tell of the host; `None` where the lab server's own settings tell it, or
    /// where some download of the plan never succeeded.
    pub fn of(report: &Report) -> Option<Self> {
        if report.plan.lab.is_some() {
            return None;
        }
        let runs = || report.runs.iter().filter(|run| counts(run));
        let mut best: BTreeMap<u32, (f64, u64)> = BTreeMap::new();
        let mut fewest_requests: BTreeMap<u32, u32> = BTreeMap::new();
        for download in runs().flat_map(succeeded) {
            let (latency_secs, bytes) = best.entry(download.index).or_insert((f64::INFINITY, u64::MAX));
            *latency_secs = latency_secs.min(self::latency_secs(download));
            *bytes = (*bytes).min(download.bytes);
            let requests = fewest_requests.entry(download.index).or_insert(u32::MAX);
            *requests = download.requests().min(*requests);
        }
        if best.is_empty() || best.len() != report.plan.count as usize {
            return None;
        }
        let server = Server {
            bandwidth_bytes_per_sec: greatest(runs().map(rate)),
            per_connection_bytes_per_sec: greatest(runs().flat_map(succeeded).map(own_rate)),
            ..Server::default()
        };
        let rate_per_sec = report.plan.client.as_ref().and_then(|client| client.rate_per_sec);
        let (downloads, requests) = (best.into_values().collect(), fewest_requests.into_values().collect());
        Some(Self { server, downloads, rate_per_sec, requests })
    }

    /// The least time that a run of this contender would take, whose quickest run took `least_secs`.
    pub fn limit_secs(&self, contender: Contender, least_secs: f64) -> f64 {
        let slots = usize::from(contender.at_a_time().get());
        let cap = RateCap::of(self.rate_per_sec, &self.requests);
        limit_of_secs(&self.server, &self.downloads, slots, cap).min(least_secs)
    }
}

fn succeeded(run: &Run) -> impl Iterator<Item = &Download> {
    run.downloads.iter().filter(|download| download.outcome.is_ok())
}

/// From the request to the head of the last answer.
fn latency_secs(download: &Download) -> f64 {
    let phases = &download.phases;
    let parts = [phases.dns_secs, phases.connect_secs, phases.wait_secs];
    hops_secs(&download.hops) + parts.into_iter().flatten().sum::<f64>()
}

/// While its body came: from when, and until when. Reading and writing it took turns.
fn receiving(download: &Download) -> (f64, f64) {
    let phases = &download.phases;
    let end_secs = download.end_secs - phases.thumbnail_secs.unwrap_or_default();
    let taken = [phases.receive_secs, phases.save_secs].into_iter().flatten().sum::<f64>();
    (end_secs - taken, end_secs)
}

/// Bytes a second of one download's body.
fn own_rate(download: &Download) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a byte in 2⁵² does not matter")]
    let bytes = download.bytes as f64;
    bytes / download.phases.receive_secs.unwrap_or_default()
}

/// The greatest sum, at any moment of a run, of the rates of the bodies that came then, in bytes a second.
fn rate(run: &Run) -> f64 {
    let coming = succeeded(run).map(|download| (receiving(download), own_rate(download)));
    let mut changes: Vec<(f64, f64)> = coming
        .filter(|(_, rate)| rate.is_finite())
        .flat_map(|((start_secs, end_secs), rate)| [(start_secs, rate), (end_secs, -rate)])
        .collect();
    // At the same instant an end counts first, so that what follows on something does not come beside it.
    changes.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
    let (mut now, mut most) = (0.0_f64, 0.0_f64);
    for (_, change) in changes {
        now += change;
        most = most.max(now);
    }
    most
}

/// The greatest rate, in whole bytes a second; `None` where bodies took no time, or had no bytes.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be a count of bytes")]
fn greatest(rates: impl Iterator<Item = f64>) -> Option<u64> {
    let most = rates.filter(|rate| !rate.is_nan()).fold(0.0, f64::max);
    (most >= 1.0 && most < u64::MAX as f64).then_some(most as u64)
}

#[cfg(test)]
mod tests {
    use crate::model::{Hop, Phases};
    use crate::stats::judge;
    use crate::stats::testing::{contender, download, report, run};

    use super::*;

    /// Ten downloads of 1 MB, taken by turns from 0 s on, each with so much latency and time for its body.
    fn run_of(text: &str, round: u32, latency_secs: f64, body_secs: f64) -> Run {
        let workers = u32::from(contender(text).workers.get());
        let whole_secs = latency_secs + body_secs;
        let one = |index: u32| {
            let end_secs = whole_secs * f64::from(index / workers + 1);
            let phases = Phases {
                connect_secs: Some(latency_secs / 2.0),
                wait_secs: Some(latency_secs / 2.0),
                receive_secs: Some(body_secs),
                ..Phases::default()
            };
            Download { index, bytes: 1_000_000, start_secs: end_secs - whole_secs, end_secs, phases, ..download(None) }
        };
        let wall_secs = whole_secs * f64::from(10_u32.div_ceil(workers));
        Run { downloads: (0..10).map(one).collect(), ..run(text, round, wall_secs) }
    }

    fn at_a_host(contenders: &[&str], runs: Vec<Run>) -> Report {
        let mut report = report(contenders, 1);
        (report.plan.lab, report.plan.count, report.runs) = (None, 10, runs);
        report
    }

    #[track_caller]
    fn assert_near(left: f64, right: f64) {
        assert!((left / right - 1.0).abs() < 1e-3, "{left} is not {right}");
    }

    #[test]
    fn a_host_is_as_quick_as_it_was_at_its_best() {
        let runs = vec![run_of("sequential:1", 1, 0.2, 0.1), run_of("async:5", 1, 0.1, 0.2)];
        let report = at_a_host(&["sequential:1", "async:5"], runs);
        let observed = Observed::of(&report).expect("all succeeded");
        // Least latency 0.1 s; one connection 10 MB/s, five at a time 25 MB/s.
        assert_near(observed.limit_secs(contender("sequential:1"), 9.0), 2.0);
        // 0.1 s and 10 MB at 25 MB/s, in five slots as in ten.
        assert_near(observed.limit_secs(contender("async:5"), 9.0), 0.5);
        assert_near(observed.limit_secs(contender("thread-pool:10"), 9.0), 0.5);
        let summary = judge(&report).summary;
        assert_near(summary[0].estimated_limit_secs.expect("estimated"), 2.0);
        assert_near(summary[0].over_limit.expect("estimated"), 1.5);
        // Whoever was quicker is the limit.
        assert_near(observed.limit_secs(contender("async:5"), 0.45), 0.45);
    }

    #[test]
    fn bodies_that_did_not_come_at_once_set_no_cap() {
        // One body after another, each on a worker of its own: nothing is known of two at once.
        let mut run = run_of("async:5", 1, 0.1, 0.1);
        for (place, download) in (0_u32..).zip(&mut run.downloads) {
            download.end_secs = 0.2 + 0.11 * f64::from(place);
        }
        let observed = Observed::of(&at_a_host(&["async:5"], vec![run])).expect("all succeeded");
        assert_near(observed.server.bandwidth_bytes_per_sec.expect("bodies took time") as f64, 1e7);
    }

    #[test]
    fn redirects_are_latency_and_shrinking_is_not_the_host_s() {
        let mut run = run_of("sequential:1", 1, 0.2, 0.1);
        for download in &mut run.downloads {
            download.hops = vec![Hop { url: download.url.clone(), status: 302, secs: 0.3 }];
            download.phases.thumbnail_secs = Some(5.0);
            download.end_secs += 5.0;
        }
        let observed = Observed::of(&at_a_host(&["sequential:1"], vec![run])).expect("all succeeded");
        assert_near(observed.limit_secs(contender("sequential:1"), 9.0), 6.0);
        assert_near(observed.server.bandwidth_bytes_per_sec.expect("bodies took time") as f64, 1e7);
    }

    #[test]
    fn no_limit_is_estimated_of_what_never_succeeded_or_is_known() {
        let mut run = run_of("async:5", 1, 0.1, 0.1);
        run.downloads[3].outcome = crate::model::Outcome::failed(crate::model::ErrorKind::Timeout, "late");
        let mut report = at_a_host(&["async:5"], vec![run]);
        assert_eq!(Observed::of(&report), None);
        assert_eq!(
            (judge(&report).summary[0].over_limit, judge(&report).summary[0].estimated_limit_secs),
            (None, None)
        );
        report.runs[0] = run_of("async:5", 1, 0.1, 0.1);
        assert!(Observed::of(&report).is_some());
        report.plan.lab = super::super::testing::report(&["async:5"], 1).plan.lab;
        assert_eq!(Observed::of(&report), None);
    }

    #[test]
    fn bodies_that_take_no_time_have_no_rate() {
        let report = at_a_host(&["async:5"], vec![run_of("async:5", 1, 0.1, 0.0)]);
        let observed = Observed::of(&report).expect("all succeeded");
        assert_eq!(observed.server, Server::default());
        assert_near(observed.limit_secs(contender("async:5"), 9.0), 0.2);
    }
}
