//! A report for the tests of this room.

use crate::model::{
    ContentHash, Download, Environment, ErrorKind, LabRecord, LabSettings, Outcome, Phases, Report, ReportPlan, Run,
    Seen, Verdict, testing,
};

/// One run with so many downloads, with figures that only an exact reader gets back.
pub fn report(downloads: u32) -> Report {
    let report = testing::report(&["async:5"]);
    let contender = report.plan.baseline;
    let environment =
        Environment { os: "Linux".into(), cpu: "“quoted”".into(), memory_bytes: 1 << 40, ..report.environment };
    let plan = ReportPlan {
        urls: vec!["http://127.0.0.1:8080/id/1/2000/3000".parse().expect("url")],
        count: downloads,
        folder: Some("/tmp/Bilder ü".into()),
        lab: Some(LabRecord { settings: LabSettings::default(), lateness: None }),
        ..report.plan
    };
    Report {
        program: "manyhands 0.1.0".into(),
        started_at: "2026-11-21T14:03:22.123456789Z".parse().expect("a time"),
        seed: u64::MAX,
        environment,
        plan,
        runs: vec![run(downloads)],
        verdict: Verdict { fastest: vec![contender], sentence: "Async took 0.300 s".into(), why: Vec::new() },
        ..report
    }
}

/// A run of this contender in which ten downloads succeeded.
pub fn run_of(contender: &str, round: u32, wall_secs: f64) -> Run {
    let contender = testing::contender(contender);
    let mut run = run(10);
    run.downloads[0].outcome = Outcome::Ok;
    Run {
        round,
        mode: contender.mode,
        workers: contender.workers.get(),
        wall_secs,
        limit_secs: None,
        ok: 10,
        failed: 0,
        ..run
    }
}

fn run(downloads: u32) -> Run {
    // The sum is not 0.3, and 17 digits are needed to say so.
    let exact = 0.1 + 0.2;
    Run {
        limit_secs: Some(f64::MIN_POSITIVE),
        ok: downloads - 1,
        failed: 1,
        active: vec![(0.0, 1), (1.0 / 3.0, 0)],
        seen: Seen {
            engine_cpu_secs: Some(exact),
            engine_peak_memory_bytes: None,
            active_differences: Some(vec![(0.2, 1, 2)]),
        },
        ..testing::run("async:5", 1, exact, (0..downloads).map(download).collect())
    }
}

fn download(index: u32) -> Download {
    Download {
        index,
        url: "http://127.0.0.1:8080/id/1/2000/3000".parse().expect("url"),
        pid: 4711,
        start_secs: 2.0 / 3.0 * f64::from(index),
        end_secs: 1e300,
        phases: Phases { wait_secs: Some(0.430_000_000_000_000_04), ..Phases::default() },
        http_version: Some("HTTP/1.1".into()),
        status: Some(200),
        bytes: 970_000,
        hash: Some(ContentHash(0x0012_3456_789a_bcde)),
        outcome: match index {
            0 => Outcome::failed(ErrorKind::Truncated, "the body ended before its length"),
            _ => Outcome::Ok,
        },
        ..testing::download()
    }
}
