//! A report for the tests of this room.

use crate::model::{
    Accept, Connections, Contender, ContentHash, Download, Environment, ErrorKind, LabRecord, LabSettings, Mode,
    Outcome, Phases, Report, ReportPlan, Run, SCHEMA, Seen, StopRules, Verdict, Work,
};

/// One run with so many downloads, with figures that only an exact reader gets back.
pub fn report(downloads: u32) -> Report {
    let contender: Contender = "async:5".parse().expect("a contender");
    Report {
        schema: SCHEMA,
        program: "manyhands 0.1.0".into(),
        started_at: "2026-11-21T14:03:22.123456789Z".parse().expect("a time"),
        seed: u64::MAX,
        environment: Environment {
            os: "Linux".into(),
            cpu: "“quoted”".into(),
            cores: 2,
            memory_bytes: 1 << 40,
            proxy: None,
        },
        plan: ReportPlan {
            urls: vec!["http://127.0.0.1:8080/id/1/2000/3000".parse().expect("url")],
            count: downloads,
            work: Work::Download,
            accept: Accept::Picture,
            connections: Connections::Fresh,
            rounds: 1,
            baseline: contender,
            folder: Some("/tmp/Bilder ü".into()),
            contenders: vec![contender],
            lab: Some(LabRecord { settings: LabSettings::default(), lateness: None }),
            stop: StopRules::default(),
            client: None,
        },
        runs: vec![run(downloads)],
        summary: Vec::new(),
        ratios: Vec::new(),
        verdict: Verdict { fastest: vec![contender], sentence: "Async took 0.300 s".into(), why: Vec::new() },
        scaling: None,
    }
}

/// A run of this contender in which ten downloads succeeded.
pub fn run_of(contender: &str, round: u32, wall_secs: f64) -> Run {
    let contender: Contender = contender.parse().expect("a contender");
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
    Run {
        id: 1,
        round: 1,
        position: 1,
        mode: Mode::Async,
        workers: 5,
        // The sum is not 0.3, and 17 digits are needed to say so.
        wall_secs: 0.1 + 0.2,
        limit_secs: Some(f64::MIN_POSITIVE),
        start_price_secs: None,
        bytes: u64::from(downloads) * 970_000,
        ok: downloads - 1,
        failed: 1,
        connections_opened: downloads,
        processes_peak: 0,
        usable: true,
        downloads: (0..downloads).map(download).collect(),
        processes: Vec::new(),
        active: vec![(0.0, 1), (1.0 / 3.0, 0)],
        seen: Seen {
            engine_cpu_secs: Some(0.1 + 0.2),
            engine_peak_memory_bytes: None,
            active_differences: Some(vec![(0.2, 1, 2)]),
        },
    }
}

fn download(index: u32) -> Download {
    Download {
        index,
        url: "http://127.0.0.1:8080/id/1/2000/3000".parse().expect("url"),
        final_url: None,
        worker: 0,
        pid: 4711,
        start_secs: 2.0 / 3.0 * f64::from(index),
        end_secs: 1e300,
        phases: Phases { wait_secs: Some(0.430_000_000_000_000_04), ..Phases::default() },
        hops: Vec::new(),
        http_version: Some("HTTP/1.1".into()),
        status: Some(200),
        bytes: 970_000,
        hash: Some(ContentHash(0x0012_3456_789a_bcde)),
        path: None,
        attempts: 1,
        outcome: match index {
            0 => Outcome::failed(ErrorKind::Truncated, "the body ended before its length"),
            _ => Outcome::Ok,
        },
    }
}
