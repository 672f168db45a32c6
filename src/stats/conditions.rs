//! Under which conditions each contender worked, and whether they were alike enough to be compared.

use std::collections::BTreeMap;

use crate::model::{Connections, Contender, Download, Report, Run, units};

use super::stddev;

/// What a contender's usable runs asked of the server, together.
#[derive(Clone, Debug, PartialEq)]
pub struct Conditions {
    /// Whose.
    pub contender: Contender,
    /// How many runs.
    pub runs: u32,
    /// Downloads that were begun.
    pub downloads: u64,
    /// Connections that were opened.
    pub connections_opened: u64,
    /// Names that were looked up.
    pub look_ups: u64,
    /// Redirects that were followed.
    pub redirects: u64,
    /// Downloads by the version of HTTP that was spoken, such as `HTTP/1.1`.
    pub http_versions: BTreeMap<String, u64>,
    /// Bytes of all bodies.
    pub bytes: u64,
    /// The standard error of the bytes of a download, where an address does not lead to the same picture each time;
    /// 0 where it does, and where each was fetched once only.
    pub bytes_error: f64,
}

/// One for each contender with a usable run, in the plan's order.
pub fn conditions(report: &Report) -> Vec<Conditions> {
    let of = |contender: &Contender| {
        let usable = |run: &&Run| run.contender() == *contender && run.usable;
        let runs: Vec<&Run> = report.runs.iter().filter(usable).collect();
        let begun = || runs.iter().flat_map(|run| &run.downloads).filter(|download| download.attempts > 0);
        let count = |is: fn(&Download) -> bool| begun().filter(|download| is(download)).count() as u64;
        let mut http_versions = BTreeMap::new();
        for version in begun().filter_map(|download| download.http_version.clone()) {
            *http_versions.entry(version).or_default() += 1;
        }
        (!runs.is_empty()).then(|| Conditions {
            contender: *contender,
            runs: u32::try_from(runs.len()).unwrap_or(u32::MAX),
            downloads: count(|_| true),
            connections_opened: runs.iter().map(|run| u64::from(run.connections_opened)).sum(),
            look_ups: count(|download| download.phases.dns_secs.is_some()),
            redirects: begun().map(|download| download.hops.len() as u64).sum(),
            http_versions,
            bytes: runs.iter().map(|run| run.bytes).sum(),
            bytes_error: bytes_error(&runs),
        })
    };
    report.plan.contenders.iter().filter_map(of).collect()
}

/// The standard error of the mean bytes of a download: from how a task's successful downloads differ between runs,
/// pooled over the tasks, each with its degrees of freedom.
#[expect(clippy::cast_precision_loss, reason = "bytes of pictures and counts of downloads are far below 2⁵²")]
fn bytes_error(runs: &[&Run]) -> f64 {
    let mut by_task: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    for download in runs.iter().flat_map(|run| &run.downloads).filter(|download| download.outcome.is_ok()) {
        by_task.entry(download.index).or_default().push(download.bytes as f64);
    }
    let downloads: usize = by_task.values().map(Vec::len).sum();
    let freedom = downloads - by_task.len();
    let squares = |bytes: &Vec<f64>| stddev(bytes).map_or(0.0, |sd| sd * sd * (bytes.len() - 1) as f64);
    let variance = by_task.values().map(squares).sum::<f64>() / freedom.max(1) as f64;
    (variance / downloads.max(1) as f64).sqrt()
}

/// Bytes a download may differ by this share before it counts.
const BYTES_APART: f64 = 0.01;
/// By chance two contenders' bytes differ by more than so many standard errors in 0.3 % of comparisons.
const BY_CHANCE: f64 = 3.0;

/// What makes the comparison unfair, each in one sentence with its contender. With kept connections a mode opens as many
/// as it must, which is what is compared; with fresh ones all of them open the same number.
pub fn unfair(report: &Report) -> Vec<(Contender, String)> {
    let all = conditions(report);
    let Some(first) = all.iter().find(|one| one.contender == report.plan.baseline).or(all.first()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for other in all.iter().filter(|other| other.contender != first.contender && other.downloads > 0) {
        let (who, than) = (other.contender.label(), first.contender.label());
        let mut say = |sentence: String| found.push((other.contender, sentence));
        let rate = |count: u64, of: &Conditions| share(count, of.downloads);
        let connections = [rate(other.connections_opened, other), rate(first.connections_opened, first)];
        if report.plan.connections == Connections::Fresh && (connections[0] - connections[1]).abs() > 0.05 {
            let [ours, theirs] = connections.map(units::times);
            say(format!("{who} opened {ours} connections a download, {than} {theirs}."));
        }
        let versions = |of: &Conditions| of.http_versions.keys().cloned().collect::<Vec<_>>().join(" and ");
        if versions(other) != versions(first) {
            say(format!("{who} spoke {}, {than} {}.", spoken(&versions(other)), spoken(&versions(first))));
        }
        let bytes = [rate(other.bytes, other), rate(first.bytes, first)];
        let by_chance = BY_CHANCE * other.bytes_error.hypot(first.bytes_error);
        if (bytes[0] - bytes[1]).abs() > by_chance.max(BYTES_APART * bytes[1].max(1.0)) {
            // To the byte: rounded as elsewhere, figures 1 % apart would read the same.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bytes of a download")]
            let [ours, theirs] = bytes.map(|bytes| units::thousands(bytes.round() as u64));
            say(format!("{who} fetched {ours} bytes a download, {than} {theirs}."));
        }
    }
    found
}

fn spoken(versions: &str) -> &str {
    if versions.is_empty() { "no HTTP that is known" } else { versions }
}

#[expect(clippy::cast_precision_loss, reason = "a rate of which three digits are shown")]
fn share(count: u64, of: u64) -> f64 {
    if of == 0 { 0.0 } else { count as f64 / of as f64 }
}

#[cfg(test)]
mod tests {
    use crate::stats::testing::{report, run};

    use super::*;

    fn fetched(text: &str, bytes: u64, opened: u32, version: &str) -> Run {
        let mut run = Run { bytes: 10 * bytes, connections_opened: opened, ..run(text, 1, 1.0) };
        for download in &mut run.downloads {
            (download.bytes, download.http_version) = (bytes, Some(version.to_owned()));
        }
        run
    }

    fn of(runs: [Run; 2]) -> Report {
        let texts = runs.each_ref().map(|run| run.contender().to_string());
        let mut report = report(&texts.each_ref().map(String::as_str), 1);
        report.runs = runs.into();
        report
    }

    #[test]
    fn alike_is_fair() {
        let same = |text| fetched(text, 1000, 10, "HTTP/1.1");
        let report = of([same("sequential:1"), same("async:5")]);
        assert_eq!(unfair(&report), []);
        let found = conditions(&report);
        assert_eq!((found[1].downloads, found[1].connections_opened, found[1].bytes), (10, 10, 10_000));
        assert_eq!(found[1].http_versions, BTreeMap::from([("HTTP/1.1".to_owned(), 10)]));
    }

    #[test]
    fn each_difference_is_a_sentence() {
        let report = of([fetched("sequential:1", 1000, 10, "HTTP/1.1"), fetched("async:5", 2000, 5, "HTTP/2.0")]);
        let sentences: Vec<String> = unfair(&report).into_iter().map(|(_, sentence)| sentence).collect();
        assert_eq!(
            sentences,
            [
                "Async, 5 opened 0.50 connections a download, Sequential 1.00.",
                "Async, 5 spoke HTTP/2.0, Sequential HTTP/1.1.",
                "Async, 5 fetched 2,000 bytes a download, Sequential 1,000.",
            ]
        );
    }

    /// A comparison of 8 rounds in which each download of a contender has one of these sizes in turn.
    fn in_turn(sizes: [&[u64]; 2]) -> Report {
        let contenders = ["sequential:1", "async:5"];
        let mut report = report(&contenders, 8);
        for (text, sizes) in contenders.into_iter().zip(sizes) {
            for round in 1..=8 {
                let mut run = Run { bytes: 0, ..run(text, round, 1.0) };
                for (place, download) in (round as usize..).zip(&mut run.downloads) {
                    download.bytes = sizes[place % sizes.len()];
                    run.bytes += download.bytes;
                }
                report.runs.push(run);
            }
        }
        report
    }

    #[test]
    fn pictures_that_change_by_themselves_may_differ_by_chance_and_not_more() {
        // 10 × 8 downloads each; with a spread of 1 kB their means have standard errors of 112 bytes.
        assert_eq!(unfair(&in_turn([&[2000, 4000], &[2060, 4060]])), []);
        let [(_, sentence)] = &unfair(&in_turn([&[2000, 4000], &[2600, 4600]]))[..] else { panic!("too far apart") };
        assert_eq!(sentence, "Async, 5 fetched 3,600 bytes a download, Sequential 3,000.");
        // Where addresses keep their pictures nothing is by chance, and no two figures read the same.
        let [(_, sentence)] = &unfair(&in_turn([&[3000], &[3060]]))[..] else { panic!("2 % apart") };
        assert_eq!(sentence, "Async, 5 fetched 3,060 bytes a download, Sequential 3,000.");
    }

    #[test]
    fn kept_connections_differ_by_their_nature() {
        let mut report = of([fetched("sequential:1", 1000, 1, "HTTP/1.1"), fetched("async:5", 1000, 5, "HTTP/1.1")]);
        report.plan.connections = Connections::Reuse;
        assert_eq!(unfair(&report), []);
    }

    #[test]
    fn failures_that_end_before_a_body_are_a_difference() {
        let report = of([fetched("sequential:1", 1000, 10, "HTTP/1.1"), fetched("async:5", 0, 10, "HTTP/1.1")]);
        assert_eq!(unfair(&report).len(), 1);
    }
}
