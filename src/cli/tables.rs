//! What is told at the end of a comparison: a table, the verdict, what failed and where files lie.

use std::path::Path;

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Row, Table, TableStyle};

use super::console;
use super::progress::reasons;
use crate::model::{Amdahl, Contender, ErrorKind, Outcome, Ratio, Report, Scaling, Summary, Usl, units};
use crate::stats::usl::throughput;
use crate::stats::{self, Downloads, LAW_FITS, downloads, limit_is_estimated, over_limit_title};

/// What stands for a figure that is not known.
const UNKNOWN: &str = "–";

/// The whole text at the end, without a line end.
pub fn closing(report: &Report) -> String {
    let mut parts = vec![table(report)];
    parts.extend(downloads_table(report));
    if !report.verdict.sentence.is_empty() {
        parts.push(verdict(report));
    }
    parts.extend(report.scaling.as_ref().map(sweep));
    parts.extend(time_spent(report));
    parts.extend(failures(report));
    parts.extend(kept_files(report));
    without_controls(&parts.join("\n\n"))
}

/// A report may come from anywhere: what it holds is not to give a terminal orders.
fn without_controls(text: &str) -> String {
    text.replace(|letter: char| letter.is_control() && letter != '\n', "\u{fffd}")
}

/// A row for each contender, in the plan's order.
fn table(report: &Report) -> String {
    let titles = [
        "contender",
        "median",
        "min … max",
        "times as fast",
        over_limit_title(limit_is_estimated(report)),
        "failed",
        "connections",
    ];
    drawn(titles, report.plan.contenders.iter().map(|&contender| cells(report, contender)))
}

/// What single downloads took, from taken by a worker to whole; `None` where none succeeded.
fn downloads_table(report: &Report) -> Option<String> {
    let all = downloads(report);
    let cells = |of: &Downloads| {
        [
            of.contender.to_string(),
            units::secs(of.p50_secs),
            units::secs(of.p95_secs),
            units::secs(of.p99_secs),
            units::megabytes_per_sec(of.bytes_per_sec),
        ]
    };
    let titles = ["each download", "p50", "p95", "p99", "MB/s"];
    (!all.is_empty()).then(|| drawn(titles, all.iter().map(cells)))
}

/// A table with these titles and rows.
fn drawn<const N: usize>(titles: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    table.set_header(row(titles.map(str::to_owned)));
    table.add_rows(rows.map(row));
    // Lines that a pipe or a file gets are never broken.
    let arrangement =
        if console::result_is_read_by_a_person() { ContentArrangement::Dynamic } else { ContentArrangement::Disabled };
    table.set_content_arrangement(arrangement);
    table.trim_fmt()
}

/// Names to the left, figures to the right.
fn row<const N: usize>(texts: [String; N]) -> Row {
    let aligned = texts.into_iter().enumerate().map(|(column, text)| {
        Cell::new_owned(text).set_alignment(if column == 0 { CellAlignment::Left } else { CellAlignment::Right })
    });
    Row::from(aligned.collect::<Vec<_>>())
}

fn cells(report: &Report, contender: Contender) -> [String; 7] {
    let runs: Vec<_> = report.runs.iter().filter(|run| run.contender() == contender).collect();
    let is_ours = |mode, workers| mode == contender.mode && workers == contender.workers.get();
    let summary = report.summary.iter().find(|summary| is_ours(summary.mode, summary.workers));
    let ratio = report.ratios.iter().find(|ratio| is_ours(ratio.mode, ratio.workers));
    let sum = |count: fn(&crate::model::Run) -> u32| runs.iter().map(|run| u64::from(count(run))).sum::<u64>();
    let figure = |text: fn(&Summary) -> String| summary.map_or_else(|| UNKNOWN.to_owned(), text);
    [
        contender.to_string(),
        figure(|summary| units::secs(summary.median_secs)),
        figure(|summary| format!("{} … {}", units::secs(summary.min_secs), units::secs(summary.max_secs))),
        if contender == report.plan.baseline {
            "baseline".to_owned()
        } else {
            ratio.map_or_else(|| UNKNOWN.to_owned(), times_as_fast)
        },
        summary.and_then(|summary| summary.over_limit).map_or_else(|| UNKNOWN.to_owned(), units::times),
        sum(|run| run.failed).to_string(),
        sum(|run| run.connections_opened).to_string(),
    ]
}

/// "9.6", or with its interval "9.6 (9.5 … 9.7)".
fn times_as_fast(ratio: &Ratio) -> String {
    let middle = units::times(ratio.ratio);
    match (ratio.low, ratio.high) {
        (Some(low), Some(high)) => format!("{middle} ({} … {})", units::times(low), units::times(high)),
        _ => middle,
    }
}

fn verdict(report: &Report) -> String {
    let whys = report.verdict.why.iter().map(|why| format!("\n  · {why}"));
    report.verdict.sentence.clone() + &whys.collect::<String>()
}

/// The recommendation, and the throughput of each worker count.
fn sweep(scaling: &Scaling) -> String {
    let cells = |(place, &(workers, per_sec)): (usize, &(u32, f64))| {
        let interval = scaling.intervals.as_ref().and_then(|intervals| intervals.points.get(place).copied().flatten());
        let by_law = throughput(&scaling.usl, f64::from(workers));
        let each = per_sec / f64::from(workers);
        let figure = units::per_sec;
        [
            workers.to_string(),
            figure(per_sec),
            interval.map_or_else(|| UNKNOWN.to_owned(), |(low, high)| format!("{} … {}", figure(low), figure(high))),
            figure(each),
            figure(by_law),
        ]
    };
    let titles = ["workers", "downloads/s", "95 % sure of", "each worker", "by the law"];
    let table = drawn(titles, scaling.points.iter().enumerate().map(cells));
    format!("{table}\n\n{}\n{}", scaling.recommendation, laws(scaling))
}

/// The laws that were fitted, with how sure their figures are.
fn laws(scaling: &Scaling) -> String {
    let Usl { gamma, alpha, beta } = scaling.usl;
    let law = format!("X(N) = {}·N ÷ (1 + {alpha:.3}·(N−1) + {beta:.5}·N·(N−1))", units::per_sec(gamma));
    let off = |misfit: f64| {
        let so = if misfit > LAW_FITS { ", so it does not fit: do not lean on its figures" } else { "" };
        format!(", {:.0} % off the points{so}", misfit * 100.0)
    };
    let misfit = scaling.misfit.map(off).unwrap_or_default();
    let mut lines = vec![format!("  · The universal scalability law: {law}{misfit}.")];
    if let Some(sure) = &scaling.intervals {
        let (alpha, beta) = (sure.alpha, sure.beta);
        let knee =
            sure.knee.map(|(low, high)| format!(", a knee at {low:.0} to {high:.0} workers")).unwrap_or_default();
        lines.push(format!(
            "  · {:.0} % sure of each: contention {:.3} to {:.3}, coherency {:.5} to {:.5}{knee}.",
            sure.confidence * 100.0,
            alpha.0,
            alpha.1,
            beta.0,
            beta.1
        ));
    }
    let serial = scaling.intervals.as_ref().map(|sure| {
        let (low, high) = sure.amdahl_alpha;
        format!(" ({low:.3} to {high:.3})")
    });
    let Amdahl { alpha, .. } = scaling.amdahl;
    lines.push(format!("  · Amdahl's law: a serial share of {alpha:.3}{}.", serial.unwrap_or_default()));
    lines.join("\n")
}

/// What held each contender back, a line each; `None` before any run counted.
fn time_spent(report: &Report) -> Option<String> {
    let all = stats::breakdowns(report);
    let lines: Vec<String> = all.iter().map(|part| format!("  · {}", stats::bottleneck(report, part, &all))).collect();
    (!lines.is_empty()).then(|| format!("Where the time went:\n{}", lines.join("\n")))
}

/// How many downloads failed and why, with the own sentence of the first that was tried; `None` if none did.
fn failures(report: &Report) -> Option<String> {
    let (ok, failed) = report.totals();
    let outcomes = report.runs.iter().flat_map(|run| &run.downloads).map(|download| &download.outcome);
    let failures = outcomes.filter_map(|outcome| match outcome {
        Outcome::Failed(failure) => Some(failure),
        Outcome::Ok => None,
    });
    // What was not begun since something else had failed comes after that.
    let first = failures.min_by_key(|failure| failure.kind == ErrorKind::Cancelled)?;
    Some(format!(
        "{failed} of {} failed: {}\n  · the first: {}",
        units::count(ok + failed, "download"),
        reasons(&report.runs),
        first.message
    ))
}

/// Where the files are that stayed; `None` if none did.
fn kept_files(report: &Report) -> Option<String> {
    let mut paths = report.runs.iter().flat_map(|run| &run.downloads).filter_map(|download| download.path.as_deref());
    let first = paths.next()?;
    let kept = 1 + paths.count() as u64;
    // Every run has a folder of its own inside that of the comparison.
    let folder = first.parent().and_then(Path::parent)?;
    Some(format!("{} in {}", units::count(kept, "file"), folder.display()))
}

#[cfg(test)]
pub mod samples {
    //! Small made-up reports.

    use crate::model::{Download, Environment, ErrorKind, Outcome, Report, ReportPlan, Run, testing};

    /// A run in which every download succeeded.
    pub fn run(contender: &str, round: u32, wall_secs: f64, ok: u32) -> Run {
        Run { id: round, ..testing::run(contender, round, wall_secs, (0..ok).map(download).collect()) }
    }

    fn download(index: u32) -> Download {
        Download {
            index,
            url: "http://127.0.0.1/id/1/20/30".parse().expect("a URL"),
            end_secs: 0.1,
            status: Some(200),
            bytes: 1000,
            ..testing::download()
        }
    }

    /// Makes the next `count` downloads of a run fail.
    pub fn fail(run: &mut Run, kind: ErrorKind, count: u32) {
        let still_ok = run.downloads.iter_mut().filter(|download| download.outcome.is_ok());
        for download in still_ok.take(count as usize) {
            download.outcome = Outcome::failed(kind, format!("It was {}: {}", kind.label(), download.url));
            run.ok -= 1;
            run.failed += 1;
        }
    }

    /// A report of these runs, not judged.
    pub fn report(contenders: &[&str], runs: Vec<Run>) -> Report {
        let report = testing::report(contenders);
        let (os, cpu) = ("Debian 12".to_owned(), "A processor".to_owned());
        Report {
            program: "manyhands 0.1.0".to_owned(),
            started_at: "2026-11-21T14:03:22Z".parse().expect("a time"),
            environment: Environment { os, cpu, memory_bytes: 1 << 32, ..report.environment },
            plan: ReportPlan { rounds: 8, ..report.plan },
            runs,
            ..report
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ErrorKind, Mode, Verdict};

    fn judged() -> Report {
        let runs = vec![samples::run("sequential:1", 1, 4.31, 10), samples::run("async:5", 1, 0.862, 10)];
        let mut report = samples::report(&["sequential:1", "async:5"], runs);
        let summary = |mode, workers, secs: f64| Summary {
            mode,
            workers,
            runs: 1,
            median_secs: secs,
            mean_secs: secs,
            stddev_secs: None,
            min_secs: secs,
            max_secs: secs,
            times: vec![secs],
            over_limit: Some(1.004),
            estimated_limit_secs: None,
        };
        report.summary = vec![summary(Mode::Sequential, 1, 4.31), summary(Mode::Async, 5, 0.862)];
        report.ratios = vec![Ratio {
            mode: Mode::Async,
            workers: 5,
            baseline: report.plan.baseline,
            ratio: 5.0,
            low: Some(4.98),
            high: Some(5.02),
            confidence: 0.95,
            rounds: 8,
        }];
        report.verdict = Verdict {
            fastest: vec![report.plan.contenders[1]],
            sentence: "Async, 5 is fastest.".to_owned(),
            why: vec!["Sure at 95 %.".to_owned()],
        };
        report
    }

    #[test]
    fn the_table_has_a_row_for_each_contender() {
        let text = closing(&judged());

        let lines: Vec<_> = text.lines().collect();
        let row = |name: &str| {
            let line = lines.iter().find(|line| line.trim_start().starts_with(name)).expect(name);
            line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect::<Vec<_>>()
        };
        assert_eq!(row("sequential:1"), ["sequential:1", "4.31 s", "4.31 s … 4.31 s", "baseline", "1.00", "0", "10"]);
        assert_eq!(row("async:5")[3], "5.0 (5.0 … 5.0)");
        assert!(
            text.contains("Async, 5 is fastest.\n  · Sure at 95 %.\n\nWhere the time went:\n  · Sequential "),
            "{text}"
        );
    }

    #[test]
    fn a_report_gives_a_terminal_no_orders() {
        let mut report = judged();
        report.verdict.sentence = "\u{1b}[31mred\u{7}\u{9b}2J".to_owned();
        let text = closing(&report);
        assert!(text.contains("[31mred") && !text.contains(['\u{1b}', '\u{7}', '\u{9b}']), "{text:?}");
    }

    #[test]
    fn what_is_not_known_is_a_dash_and_no_figure() {
        let text = closing(&samples::report(&["sequential:1", "async:5"], Vec::new()));
        let line = text.lines().find(|line| line.contains("async:5")).expect("a row");
        assert_eq!(line.split_whitespace().collect::<Vec<_>>(), ["async:5", "–", "–", "–", "–", "0", "0"]);
    }

    #[test]
    fn failures_are_counted_by_kind_and_the_first_is_told() {
        let mut run = samples::run("sequential:1", 1, 1.0, 10);
        samples::fail(&mut run, ErrorKind::Truncated, 2);
        let text = failures(&samples::report(&["sequential:1"], vec![run])).expect("two failed");
        assert_eq!(
            text,
            "2 of 10 downloads failed: cut short 2\n  · the first: It was cut short: http://127.0.0.1/id/1/20/30"
        );
    }

    #[test]
    fn what_was_not_begun_is_not_told_before_what_ended_it() {
        let mut run = samples::run("async:2", 1, 1.0, 10);
        samples::fail(&mut run, ErrorKind::Cancelled, 1);
        samples::fail(&mut run, ErrorKind::StorageFull, 1);
        let text = failures(&samples::report(&["async:2"], vec![run.clone()])).expect("two failed");
        assert!(text.contains(&format!("the first: It was {}", ErrorKind::StorageFull.label())), "{text}");
        run.downloads.remove(1);
        let text = failures(&samples::report(&["async:2"], vec![run])).expect("one was not begun");
        assert!(text.contains(&format!("the first: It was {}", ErrorKind::Cancelled.label())), "{text}");
    }

    #[test]
    fn files_that_stayed_are_named_by_their_folder() {
        let mut run = samples::run("sequential:1", 1, 1.0, 2);
        assert_eq!(kept_files(&samples::report(&["sequential:1"], vec![run.clone()])), None);
        for download in &mut run.downloads {
            download.path = Some(format!("/pictures/comparison/run/{}.jpg", download.index).into());
        }
        let text = kept_files(&samples::report(&["sequential:1"], vec![run])).expect("two files");
        assert_eq!(text, format!("2 files in {}", Path::new("/pictures/comparison").display()));
    }
}
