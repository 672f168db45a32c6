//! Sweeps and stop rules as a terminal sees them, against the program's own lab server.
#![cfg(target_os = "linux")]

mod common;

use std::time::Duration;

use common::program::{Finished, Program};
use common::report::{assert_holds_against_the_schema, report};
use manyhands::model::{Mode, Report, Scaling};
use manyhands::stats::median;

/// Long enough for a machine that does other things as well.
const LIMIT: Duration = Duration::from_secs(240);

fn finish(arguments: &[&str]) -> Finished {
    Program::new().start(arguments).finish(LIMIT)
}

/// A sweep's report, which holds against the schema.
fn swept(arguments: &[&str]) -> (Report, Scaling) {
    let finished = finish(&[arguments, &["--json", "-"]].concat());
    assert_eq!(finished.code, Some(0), "{finished:?}");
    assert_holds_against_the_schema(&finished.stdout);
    let report = report(&finished);
    let scaling = report.scaling.clone().expect("a sweep has its scaling");
    (report, scaling)
}

#[test]
fn a_server_that_answers_eight_requests_at_a_time_is_worth_eight_workers() {
    let (report, scaling) = swept(&[
        "sweep",
        "/id/[1-8]/60/90",
        "-n",
        "64",
        "-m",
        "async",
        "--workers",
        "2,4,8,16",
        "--rounds",
        "3",
        "--latency",
        "150",
        "--max-requests",
        "8",
    ]);
    assert_eq!((report.runs.len(), report.totals()), (12, (768, 0)));
    assert_eq!(scaling.points.iter().map(|point| point.0).collect::<Vec<_>>(), [2, 4, 8, 16]);
    assert_eq!(scaling.recommended, Some(8), "{scaling:?}");
    // Eight requests a latency, whoever asks; no client is quicker.
    let cap = 8.0 / 0.15;
    assert!(scaling.points[2..].iter().all(|&(_, rate)| (0.8 * cap..1.02 * cap).contains(&rate)), "{scaling:?}");
    assert!(scaling.recommendation.starts_with("So far 8 workers: "), "{}", scaling.recommendation);
    assert!(scaling.recommendation.contains("more gain "), "{}", scaling.recommendation);
    assert_eq!(scaling.knee, None);
}

#[test]
fn a_narrow_server_is_worth_the_workers_that_fill_it() {
    // About 28 kB and 250 kB/s: 110 ms a picture at full width, and 40 ms of latency to hide.
    let (_, scaling) = swept(&[
        "sweep",
        "/id/[1-4]/300/400",
        "-n",
        "48",
        "-m",
        "process-pool",
        "--workers",
        "1,2,4,8,16",
        "--rounds",
        "2",
        "--latency",
        "40",
        "--bandwidth",
        "250 kB/s",
    ]);
    let recommended = scaling.recommended.expect("a recommendation");
    assert!((2..=8).contains(&recommended), "{scaling:?}");
}

#[test]
fn computing_is_worth_about_as_many_workers_as_there_are_cores() {
    let cores = std::thread::available_parallelism().expect("the system tells").get();
    if cores < 2 {
        return; // nothing to find
    }
    let counts = format!("1,{cores},{},{}", 2 * cores, 4 * cores);
    let downloads = (12 * cores).to_string();
    for mode in ["process-pool", "thread-pool"] {
        let (report, scaling) = swept(&[
            "sweep",
            "/id/[1-4]/1500/2000",
            "-n",
            &downloads,
            "-m",
            mode,
            "--workers",
            &counts,
            "--rounds",
            "3",
            "--latency",
            "0",
            "--work",
            "thumbnail",
        ]);
        let recommended = scaling.recommended.expect("a recommendation") as usize;
        // Whoever computes besides leaves few workers less of the cores than many, and then many are worth it.
        let had = cores_had(&report, 2 * cores);
        let others_compute = had < 0.9 * cores as f64;
        assert!(
            (cores..=2 * cores).contains(&recommended) || others_compute,
            "{mode}: had {had} of {cores} cores, and {scaling:?}"
        );
    }
}

/// How many cores the runs with so many workers had: CPU time of the workers by the run's time, in the middle one.
fn cores_had(report: &Report, workers: usize) -> f64 {
    let runs = report.runs.iter().filter(|run| run.workers as usize == workers);
    let shares: Vec<f64> = runs
        .map(|run| {
            let of_processes: f64 = run.processes.iter().filter_map(|process| process.cpu_secs).sum();
            let cpu_secs = if run.mode == Mode::ProcessPool { Some(of_processes) } else { run.seen.engine_cpu_secs };
            cpu_secs.expect("Linux tells") / run.wall_secs
        })
        .collect();
    median(&shares).expect("there are runs")
}

#[test]
fn the_wave_trap_is_named_and_the_answer_stands_on_standard_output() {
    let finished = finish(&[
        "sweep",
        "/id/[1-2]/60/90",
        "-n",
        "10",
        "-m",
        "async",
        "--workers",
        "5,6-8:2",
        "--rounds",
        "1",
        "--latency",
        "20",
    ]);
    assert_eq!(finished.code, Some(0), "{finished:?}");
    for words in
        ["wave trap", "at least 80", "downloads/s", "async:6", "p95", "law: X(N)", "Amdahl's law: a serial share of "]
    {
        assert!(finished.stdout.contains(words), "{words}: {}", finished.stdout);
    }
    assert!(finished.stderr.starts_with("3 contenders × 1 round × 10 downloads"), "{}", finished.stderr);
}

#[test]
fn what_cannot_be_swept_exits_with_2_and_says_what_to_change() {
    let cases: [(&[&str], &str); 7] = [
        (&["sweep"], "-m"),
        (&["sweep", "-m", "process-per-task"], "choose process-pool, thread-pool or async"),
        (&["sweep", "-m", "async:5"], "leave “:5” out"),
        (&["sweep", "-m", "async", "--workers", "8"], "several worker counts"),
        (&["sweep", "-m", "async", "--workers", "0-4"], "from 1 to 512"),
        (&["run", "-w", "1,2"], "manyhands sweep"),
        (&["run", "--budget-requests", "20"], "takes 60 with the warm-up"),
    ];
    for (arguments, words) in cases {
        let finished = finish(arguments);
        assert_eq!((finished.code, finished.stdout.as_str()), (Some(2), ""), "{arguments:?}: {finished:?}");
        assert!(finished.stderr.contains(words), "{arguments:?}: {}", finished.stderr);
    }
    let failed = finish(&[
        "sweep",
        "/id/1/60/90",
        "-n",
        "6",
        "-m",
        "async",
        "--workers",
        "1,2",
        "--rounds",
        "1",
        "--latency",
        "5",
        "--fault",
        "cut=1",
        "--json",
        "-",
    ]);
    assert_eq!(failed.code, Some(1), "{failed:?}");
    assert_eq!(report(&failed).scaling, None, "nothing succeeded");
}

/// A quick comparison of two, as far as these options let it go.
fn stopped(more: &[&str]) -> Report {
    let quick = ["run", "/id/[1-4]/60/90", "-m", "async:1", "-m", "async:4", "--latency", "20", "--json", "-"];
    let finished = finish(&[&quick as &[_], more].concat());
    assert_eq!(finished.code, Some(0), "{finished:?}");
    assert_holds_against_the_schema(&finished.stdout);
    report(&finished)
}

#[test]
fn budgets_end_a_comparison_before_the_round_that_would_pass_them() {
    // 8 requests a round and 4 to warm up.
    let of_requests = stopped(&["--budget-requests", "30"]);
    assert_eq!(of_requests.runs.len(), 6);
    let said = "Stopped after 3 of 8 rounds: the budget of 30 requests does not pay for another.";
    assert!(of_requests.verdict.why.iter().any(|why| why == said), "{:?}", of_requests.verdict.why);

    let a_round: u64 = of_requests.runs[..2].iter().map(|run| run.bytes).sum();
    let of_bytes = stopped(&["--budget-bytes", &(a_round * 3).to_string()]);
    assert_eq!(of_bytes.runs.len(), 4, "with the warm-up, three rounds are too many");

    let of_secs = stopped(&["--budget-secs", "0.001"]);
    assert_eq!(of_secs.runs.len(), 2, "what is begun is finished");
    let whole = stopped(&["--rounds", "2", "--budget-secs", "3600"]);
    assert_eq!(whole.runs.len(), 4);
    assert!(whole.verdict.why.iter().all(|why| !why.starts_with("Stopped")), "{:?}", whole.verdict.why);
}

#[test]
fn a_width_ends_a_comparison_at_a_look_and_the_report_tells_what_it_cost() {
    let report = stopped(&["--until-width", "90%"]);
    let rounds = report.runs.len() / 2;
    assert!([8, 12, 18, 27, 40].contains(&rounds), "{rounds} rounds");
    let ratio = &report.ratios[0];
    assert!((ratio.confidence - 0.99).abs() < 1e-9, "five looks: {ratio:?}");
    let why = report.verdict.why.join(" ");
    assert!(why.contains("Looked at after 8, 12, 18, 27 and 40 rounds at most"), "{why}");
    let width = (ratio.high.expect("known") - ratio.low.expect("known")) / ratio.ratio;
    assert_eq!(width < 0.9, why.contains("every interval is narrower than 90 %"), "{why} {ratio:?}");
}
