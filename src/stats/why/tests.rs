//! Whole verdicts of small reports: the sentence, and what stands below it.

use crate::model::{ErrorKind, Lateness, Process, Report};

use super::super::judge;
use super::super::testing::{contender, failing, report, report_of};

const MODES: [&str; 5] = ["sequential:1", "process-per-task:10", "process-pool:10", "thread-pool:10", "async:10"];

/// Eight rounds of these times, a little noise over all of them.
fn eight(contenders: &[&str], times: &[f64]) -> Report {
    let rows: Vec<Vec<f64>> =
        (0..8).map(|round| times.iter().map(|secs| secs * (1.0 + 0.001 * f64::from(round))).collect()).collect();
    report_of(contenders, &rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// The sentence and the why of a report.
fn said(report: &Report) -> (String, String) {
    let verdict = judge(report).verdict;
    (verdict.sentence, verdict.why.join(" "))
}

#[test]
fn the_course_s_comparison() {
    let mut report = eight(&MODES, &[4.31, 0.452, 0.450, 0.448, 0.447]);
    for run in &mut report.runs {
        run.limit_secs = Some(if run.workers == 1 { 4.3 } else { 0.44 });
    }
    let (sentence, why) = said(&report);
    assert_eq!(sentence, "Four modes tie, 9.6 times as fast as sequential");
    assert_eq!(
        why,
        "95 % sure of 9.6 over 8 rounds. The four are a process each, the process pool, threads and async. Within 2 % \
         of the limit that the lab server sets."
    );
    let fastest = judge(&report).verdict.fastest;
    assert_eq!(fastest, ["async:10", "process-per-task:10", "process-pool:10", "thread-pool:10"].map(contender));
}

#[test]
fn one_winner() {
    let mut report = eight(&["sequential:1", "process-pool:10", "async:10"], &[4.3, 0.447, 0.9]);
    for (run, noise) in report.runs.iter_mut().step_by(3).zip([0.98, 1.02, 1.0, 0.99, 1.01, 1.0, 1.02, 0.98]) {
        run.wall_secs *= noise;
    }
    let (sentence, why) = said(&report);
    assert_eq!(sentence, "A process pool of 10 is 9.6 times as fast as sequential");
    assert_eq!(why, "95 % sure of 9.4 to 9.8 over 8 rounds.");
}

#[test]
fn too_few_rounds() {
    let report = report_of(&MODES, &[&[4.31, 0.452, 0.450, 0.448, 0.21][..]; 3]);
    let (sentence, why) = said(&report);
    assert_eq!(sentence, "So far async with 10 slots is 20.5 times as fast as sequential");
    assert_eq!(why, "Too early to be sure: 8 rounds are needed for five modes.");
    let ratios = judge(&report).ratios;
    assert_eq!((ratios.len(), ratios[0].low, ratios[0].rounds), (4, None, 3));
}

#[test]
fn the_baseline_wins() {
    let (sentence, why) = said(&eight(&["sequential:1", "process-pool:10", "thread-pool:10"], &[0.1, 0.2, 0.15]));
    assert_eq!(sentence, "Nothing beats sequential");
    assert_eq!(why, "Threads come next, taking 1.50 times as long (95 % sure over 8 rounds).");
}

#[test]
fn the_baseline_ties() {
    let (sentence, why) = said(&eight(&["sequential:1", "process-pool:10", "async:10"], &[0.101, 0.2, 0.1]));
    assert_eq!(sentence, "Nothing beats sequential");
    assert_eq!(why, "Over 8 rounds nothing was reliably faster. Async ties with it.");
    let (sentence, why) = said(&eight(&["sequential:1", "async:10"], &[0.101, 0.1]));
    assert_eq!(sentence, "Both modes tie");
    assert_eq!(why, "Over 8 rounds they differ by less than 3 %, or by no more than chance.");
}

#[test]
fn a_sweep() {
    let counts = ["process-pool:1", "process-pool:4", "process-pool:8", "process-pool:16"];
    let (sentence, why) = said(&eight(&counts, &[4.0, 1.0, 0.5, 0.501]));
    assert_eq!(sentence, "Two worker counts tie, 8.0 times as fast as a process pool of 1");
    assert_eq!(why, "95 % sure of 8.0 over 8 rounds. The two are process pools of 8 and 16.");
}

#[test]
fn one_contender_alone() {
    let (sentence, why) = said(&report_of(&["sequential:1"], &[&[4.31]]));
    assert_eq!((sentence.as_str(), why.as_str()), ("Sequential took 4.31 s", ""));
    let (_, why) = said(&report_of(&["sequential:1"], &[&[4.31], &[4.29], &[4.35]]));
    assert_eq!(why, "The median of 3 runs, from 4.29 s to 4.35 s.");
}

#[test]
fn a_comparison_cut_short() {
    let mut cut = report(&MODES, 8);
    assert_eq!(said(&cut), ("Nothing has been measured yet".to_owned(), String::new()));
    cut.runs = report_of(&["sequential:1"], &[&[4.31]]).runs;
    assert_eq!(said(&cut).0, "So far only sequential has run: it took 4.31 s");
    cut.runs[0].usable = false;
    assert_eq!(said(&cut).0, "No run can be counted: they were interrupted");
}

#[test]
fn everything_failed() {
    let mut report = report_of(&["sequential:1", "async:10"], &[&[0.01, 0.001]]);
    report.runs = report.runs.into_iter().map(|run| failing(run, &[ErrorKind::ConnectionRefused; 10])).collect();
    let judgement = judge(&report);
    assert_eq!(judgement.verdict.sentence, "Every download failed: connection refused");
    assert_eq!(judgement.verdict.why, ["As told"]);
    assert!(judgement.verdict.fastest.is_empty() && judgement.summary.is_empty() && judgement.ratios.is_empty());

    report.runs[0] = failing(report.runs[0].clone(), &[ErrorKind::RateLimited; 4]);
    report.runs[0].downloads.iter_mut().skip(4).for_each(|download| download.outcome = crate::model::Outcome::Ok);
    report.runs[0].usable = false;
    report.runs.truncate(1);
    assert_eq!(said(&report).0, "No run can be counted: 4 of 10 downloads failed, host asks to wait");
}

#[test]
fn what_fails_altogether_cannot_win() {
    let mut report = eight(&["sequential:1", "process-pool:10", "async:10"], &[4.3, 0.45, 0.001]);
    for run in report.runs.iter_mut().skip(2).step_by(3) {
        *run = failing(run.clone(), &[ErrorKind::Timeout; 10]);
    }
    let (sentence, why) = said(&report);
    assert_eq!(sentence, "A process pool of 10 is 9.6 times as fast as sequential");
    assert_eq!(why, "95 % sure of 9.6 over 8 rounds. With async, every download failed: timed out.");
}

#[test]
fn failures_are_the_winner_s_badge() {
    let mut report = eight(&["sequential:1", "process-pool:10", "async:10"], &[4.3, 0.9, 0.45]);
    report.runs[2] = failing(report.runs[2].clone(), &[ErrorKind::Truncated, ErrorKind::Truncated, ErrorKind::Timeout]);
    report.runs[0] = failing(report.runs[0].clone(), &[ErrorKind::Timeout]);
    let (sentence, why) = said(&report);
    assert_eq!(sentence, "Async with 10 slots is 9.6 times as fast as sequential");
    assert_eq!(
        why,
        "95 % sure of 9.6 over 8 rounds. Not a clean win: with async, 3 of 80 downloads failed (cut short (2), timed \
         out (1)). With sequential, 1 of 80 downloads failed: timed out."
    );
}

#[test]
fn without_the_baseline() {
    let mut report = eight(&["sequential:1", "process-pool:10", "async:10"], &[4.3, 0.9, 0.45]);
    report.runs.iter_mut().step_by(3).for_each(|run| run.usable = false);
    let (sentence, why) = said(&report);
    assert_eq!(sentence, "Async with 10 slots is the fastest: it took 0.452 s");
    assert_eq!(why, "Sequential has no run that could be compared. Eight runs of sequential do not count.");
}

#[test]
fn too_few_runs_of_one_count() {
    let mut report = eight(&["sequential:1", "process-pool:10", "async:10"], &[4.3, 0.9, 0.45]);
    report.runs.iter_mut().skip(1).step_by(3).take(6).for_each(|run| run.usable = false);
    let (sentence, why) = said(&report);
    assert_eq!(sentence, "So far async with 10 slots is 9.6 times as fast as sequential");
    assert_eq!(
        why,
        "Not sure: too few runs of the process pool can be counted. Six runs of the process pool do not count."
    );
}

#[test]
fn what_is_to_be_known_besides() {
    let mut report = eight(&["sequential:1", "process-pool:10"], &[4.3, 0.6]);
    for run in report.runs.iter_mut().skip(1).step_by(2) {
        (run.limit_secs, run.start_price_secs) = (Some(0.43), Some(0.05));
    }
    report.runs[15].wall_secs = 1.2;
    let lab = report.plan.lab.as_mut().expect("the lab serves");
    lab.lateness = Some(Lateness { answers: 80, median_secs: 0.001, p95_secs: 0.012, max_secs: 0.02 });
    let verdict = judge(&report).verdict;
    assert_eq!(
        verdict.why[1..],
        [
            "1.40 times the limit that the lab server sets; starting the processes alone takes 50.0 ms.",
            "The lab server was late: one answer in twenty by more than 12.0 ms.",
            "Round 8 of the process pool is an outlier, at 1.20 s; it is kept.",
        ]
    );
}

/// A process that was ready then.
fn started(ready_secs: f64) -> Process {
    Process {
        pid: 1,
        worker: 0,
        started_secs: 0.0,
        ready_secs: Some(ready_secs),
        exited_secs: 0.5,
        exit: "0".to_owned(),
        cpu_secs: None,
        peak_memory_bytes: None,
    }
}

#[test]
fn starting_processes_takes_no_longer_than_was_seen() {
    let mut report = eight(&["sequential:1", "process-pool:10"], &[4.3, 0.6]);
    for run in report.runs.iter_mut().skip(1).step_by(2) {
        (run.limit_secs, run.start_price_secs) = (Some(0.43), Some(0.9));
        run.processes = [0.02, 0.13].map(started).into();
    }
    assert!(said(&report).1.contains("starting the processes alone takes 0.130 s."), "{}", said(&report).1);
}

#[test]
fn downloads_that_were_tried_again_are_told() {
    let mut report = eight(&["sequential:1", "process-pool:10"], &[4.3, 0.6]);
    report.runs[1].downloads[3].attempts = 2;
    assert!(said(&report).1.ends_with("One download was tried again, since its worker process ended."));
    report.runs[3].downloads[0].attempts = 2;
    assert!(said(&report).1.ends_with("Two downloads were tried again, since their worker processes ended."));
}

#[test]
fn a_width_that_was_not_reached_is_told() {
    let mut report = eight(&["sequential:1", "async:5"], &[4.3, 0.6]);
    report.plan.stop.until_width = Some(0.25);
    assert!(!said(&report).1.contains("still"), "it was: {}", said(&report).1);
    for run in report.runs.iter_mut().skip(1).step_by(4) {
        run.wall_secs = 0.9;
    }
    assert!(
        said(&report).1.ends_with("After all 8 rounds an interval is still 39.9 % wide, not 25 %."),
        "{}",
        said(&report).1
    );
    report.plan.rounds = 40;
    assert!(!said(&report).1.contains("still"), "there are more to come");
}

#[test]
fn small_matters_are_left_out() {
    let mut report = eight(&["sequential:1", "process-pool:20"], &[4.3, 0.44]);
    // An outlier of 1 %, an answer 2 ms late.
    for run in &mut report.runs {
        run.wall_secs = if run.workers == 1 { 4.3 } else { 0.44 };
    }
    report.runs[14].wall_secs = 4.34;
    let lab = report.plan.lab.as_mut().expect("the lab serves");
    lab.lateness = Some(Lateness { answers: 80, median_secs: 0.001, p95_secs: 0.002, max_secs: 0.02 });
    assert_eq!(said(&report).1, "95 % sure of 9.8 to 9.9 over 8 rounds.");
}

#[test]
fn a_summary_says_what_it_can() {
    let mut report = report_of(&["sequential:1", "async:10"], &[&[4.0, 1.0], &[6.0, 2.0]]);
    report.runs[1].limit_secs = Some(0.5);
    report.runs[3].usable = false;
    let judgement = judge(&report);
    let [sequential, asynchronous] = judgement.summary.as_slice() else { panic!("two contenders") };
    assert_eq!((sequential.median_secs, sequential.stddev_secs), (5.0, Some(2.0_f64.sqrt())));
    assert_eq!((sequential.min_secs, sequential.max_secs, sequential.over_limit), (4.0, 6.0, None));
    assert_eq!((asynchronous.runs, asynchronous.stddev_secs, asynchronous.over_limit), (1, None, Some(2.0)));
    assert_eq!(asynchronous.times, [1.0]);
    assert_eq!((judgement.ratios[0].ratio, judgement.ratios[0].rounds), (4.0, 1));
}
