//! Made-up reports: one of which all is known, one of which as little as can be, and one that failed.

use manyhands::model::{
    Accept, Amdahl, ClientRecord, Connections, Contender, ContentHash, Download, Environment, ErrorKind, FaultKind,
    FaultRate, Hop, LabRecord, LabSettings, Lateness, Mode, Outcome, Phases, Process, Report, ReportPlan, Run, SCHEMA,
    Scaling, ScalingIntervals, Seen, StopRules, Usl, Verdict, Work,
};
use manyhands::stats::judge;
use serde_json::Value;

use super::written;

/// A report with everything in it that may be known.
pub fn full() -> Report {
    let contenders = Mode::ALL.map(|mode| contender(mode, if mode == Mode::Sequential { 1 } else { 5 }));
    let mut report = bare();
    report.environment.proxy = Some("http://proxy.example:3128".into());
    report.plan.folder = Some("/home/me/Pictures".into());
    report.plan.rounds = 8;
    report.plan.contenders = contenders.to_vec();
    report.plan.lab = Some(lab());
    report.plan.stop = StopRules {
        until_width: Some(0.05),
        budget_requests: Some(1000),
        budget_bytes: Some(1_000_000_000),
        budget_secs: Some(600.0),
    };
    report.plan.client = Some(ClientRecord {
        http2: true,
        timeout_secs: 60.0,
        max_bytes: 1_000_000,
        warm_up: true,
        rate_per_sec: Some(2.5),
        headers: vec!["authorization".into()],
        credentials: false,
    });
    report.runs = (0..40).map(|id| full_run(id, contenders[id as usize % 5])).collect();
    report.scaling = Some(Scaling {
        mode: Mode::ProcessPool,
        points: vec![(1, 2.3), (10, 21.5)],
        usl: Usl { gamma: 2.3, alpha: 0.01, beta: 0.0 },
        amdahl: Amdahl { gamma: 2.3, alpha: 0.01 },
        knee: Some(31.5),
        recommendation: "10 workers: the best throughput; more gain nothing".into(),
        recommended: Some(10),
        intervals: Some(ScalingIntervals {
            confidence: 0.95,
            points: vec![Some((2.2, 2.4)), None],
            gamma: (2.2, 2.4),
            alpha: (0.0, 0.02),
            beta: (0.0, 0.001),
            amdahl_alpha: (0.0, 0.02),
            knee: Some((28.0, 40.0)),
            law: Some(vec![(2.2, 2.4), (18.0, 19.0)]),
        }),
        misfit: Some(0.01),
    });
    let mut report = judged(report);
    report.summary[0].estimated_limit_secs = Some(0.43);
    report
}

/// A report of which as little is known as can be.
pub fn bare() -> Report {
    let sequential = contender(Mode::Sequential, 1);
    let environment =
        Environment { os: "Linux".into(), cpu: "Z80".into(), cores: 2, memory_bytes: 1 << 34, proxy: None };
    let plan = ReportPlan {
        urls: vec!["https://images.example/1.jpg".parse().unwrap()],
        count: 1,
        work: Work::Download,
        accept: Accept::Picture,
        connections: Connections::Fresh,
        rounds: 1,
        baseline: sequential,
        folder: None,
        contenders: vec![sequential],
        lab: None,
        stop: StopRules::default(),
        client: None,
    };
    Report {
        schema: SCHEMA,
        program: "manyhands 0.1.0".into(),
        started_at: "2026-11-21T14:03:22.5Z".parse().unwrap(),
        seed: u64::MAX,
        environment,
        plan,
        runs: Vec::new(),
        summary: Vec::new(),
        ratios: Vec::new(),
        verdict: Verdict::default(),
        scaling: None,
    }
}

/// A report of one run that got nowhere.
pub fn failed() -> Report {
    let mut report = bare();
    let mut run = full_run(0, report.plan.baseline);
    (run.limit_secs, run.start_price_secs, run.processes, run.active) = (None, None, Vec::new(), Vec::new());
    run.downloads = ErrorKind::ALL.into_iter().map(failed_download).collect();
    (run.ok, run.failed) = (0, 27);
    report.runs = vec![run];
    judged(report)
}

fn judged(mut report: Report) -> Report {
    let judgement = judge(&report);
    (report.summary, report.ratios, report.verdict) = (judgement.summary, judgement.ratios, judgement.verdict);
    report
}

fn contender(mode: Mode, workers: u16) -> Contender {
    Contender { mode, workers: workers.try_into().unwrap() }
}

fn lab() -> LabRecord {
    LabRecord {
        settings: LabSettings {
            jitter_secs: 0.1,
            bandwidth_bytes_per_sec: Some(10_000_000),
            per_connection_bytes_per_sec: Some(1_000_000),
            max_requests: Some(6),
            faults: FaultKind::ALL.map(|kind| FaultRate { kind, rate: 0.1 }).to_vec(),
            ..LabSettings::default()
        },
        lateness: Some(Lateness { answers: 400, median_secs: 0.0001, p95_secs: 0.001, max_secs: 0.01 }),
    }
}

fn full_run(id: u32, contender: Contender) -> Run {
    let process = Process {
        pid: 4711,
        worker: 0,
        started_secs: 0.001,
        ready_secs: Some(0.002),
        exited_secs: 0.44,
        exit: "0".into(),
        cpu_secs: Some(0.01),
        peak_memory_bytes: Some(2_000_000),
    };
    let killed = Process {
        exit: "signal 9".into(),
        ready_secs: None,
        cpu_secs: None,
        peak_memory_bytes: None,
        ..process.clone()
    };
    Run {
        id: id + 1,
        round: id / 5 + 1,
        position: id % 5 + 1,
        mode: contender.mode,
        workers: contender.workers.get(),
        wall_secs: 4.3 / f64::from(contender.workers.get()) + 0.001 * f64::from(id),
        limit_secs: Some(0.43),
        start_price_secs: Some(0.003),
        bytes: 970_000,
        ok: 1,
        failed: 0,
        connections_opened: 1,
        processes_peak: 1,
        usable: true,
        downloads: vec![full_download()],
        processes: vec![process, killed],
        active: vec![(0.001, 1), (0.44, 0)],
        seen: Seen {
            engine_cpu_secs: Some(0.02),
            engine_peak_memory_bytes: Some(20_000_000),
            active_differences: Some(vec![(0.1, 1, 2)]),
        },
    }
}

fn full_download() -> Download {
    let secs = Some(0.05);
    Download {
        index: 0,
        url: "http://127.0.0.1:8080/2000/3000".parse().unwrap(),
        final_url: Some("http://127.0.0.1:8080/id/1/2000/3000".parse().unwrap()),
        worker: 0,
        pid: 4711,
        start_secs: 0.0,
        end_secs: 0.45,
        phases: Phases {
            spawn_secs: secs,
            queue_secs: secs,
            turn_secs: secs,
            dns_secs: secs,
            connect_secs: secs,
            wait_secs: secs,
            receive_secs: secs,
            save_secs: secs,
            thumbnail_secs: secs,
            other_secs: secs,
        },
        hops: vec![Hop { url: "http://127.0.0.1:8080/2000/3000".parse().unwrap(), status: 302, secs: 0.001 }],
        http_version: Some("HTTP/1.1".into()),
        status: Some(200),
        bytes: 970_000,
        hash: Some(ContentHash(0x00ab_cdef)),
        path: Some("/home/me/Pictures/1.jpg".into()),
        attempts: 1,
        outcome: Outcome::Ok,
    }
}

fn failed_download(kind: ErrorKind) -> Download {
    Download {
        final_url: Some("file:///etc/passwd".parse().unwrap()),
        phases: Phases::default(),
        hops: Vec::new(),
        http_version: None,
        status: None,
        hash: None,
        path: None,
        outcome: Outcome::failed(kind, "one sentence"),
        ..full_download()
    }
}

/// A report with one of each kind of thing, for the tests that change each place in turn.
pub fn small() -> Value {
    let mut report = full();
    report.runs.truncate(1);
    report.runs[0].downloads.push(failed_download(ErrorKind::Dns));
    report.plan.lab.as_mut().unwrap().settings.faults.truncate(1);
    report.summary.truncate(1);
    report.summary[0].times.truncate(1);
    report.ratios.truncate(1);
    written(&report)
}
