//! Reports for the tests of this room.

use jiff::Timestamp;

use crate::model::{
    Accept, Connections, Contender, Download, Environment, ErrorKind, LabRecord, LabSettings, Outcome, Phases, Report,
    ReportPlan, Run, SCHEMA, Seen, StopRules, Verdict, Work,
};

/// The contender written so.
pub fn contender(text: &str) -> Contender {
    text.parse().expect("a contender")
}

/// A report without runs, of these contenders; the first is the baseline, and the lab serves.
pub fn report(contenders: &[&str], rounds: u32) -> Report {
    let contenders: Vec<Contender> = contenders.iter().map(|text| contender(text)).collect();
    Report {
        schema: SCHEMA,
        program: "manyhands test".into(),
        started_at: Timestamp::UNIX_EPOCH,
        seed: 1,
        environment: Environment {
            os: "Test".into(),
            cpu: "Test".into(),
            cores: 2,
            memory_bytes: 1 << 30,
            proxy: None,
        },
        plan: ReportPlan {
            urls: vec!["http://127.0.0.1:1/id/1/2000/3000".parse().expect("url")],
            count: 10,
            work: Work::Download,
            accept: Accept::Picture,
            connections: Connections::Fresh,
            rounds,
            baseline: contenders[0],
            folder: None,
            contenders,
            lab: Some(LabRecord { settings: LabSettings::default(), lateness: None }),
            stop: StopRules::default(),
            client: None,
        },
        runs: Vec::new(),
        summary: Vec::new(),
        ratios: Vec::new(),
        verdict: Verdict::default(),
        scaling: None,
    }
}

/// A report with these times: a row a round, a figure a contender (none where it did not run).
pub fn report_of(contenders: &[&str], times: &[&[f64]]) -> Report {
    let mut report = report(contenders, u32::try_from(times.len()).expect("few rounds"));
    for (round, row) in (1..).zip(times) {
        report.runs.extend(contenders.iter().zip(*row).map(|(text, &secs)| run(text, round, secs)));
    }
    report
}

/// A run in which ten downloads succeeded.
pub fn run(text: &str, round: u32, wall_secs: f64) -> Run {
    let contender = contender(text);
    Run {
        id: 1,
        round,
        position: 1,
        mode: contender.mode,
        workers: contender.workers.get(),
        wall_secs,
        limit_secs: None,
        start_price_secs: None,
        bytes: 0,
        ok: 10,
        failed: 0,
        connections_opened: 10,
        processes_peak: u32::from(contender.workers.get()),
        usable: true,
        downloads: vec![download(None); 10],
        processes: Vec::new(),
        active: Vec::new(),
        seen: Seen::default(),
    }
}

/// A run of equal downloads on busy workers, one after another without a pause.
pub fn in_waves(text: &str, round: u32, count: u32, secs: f64) -> Run {
    let workers = u32::from(contender(text).workers.get());
    let one = |index: u32| {
        let queue_secs = secs * f64::from(index / workers);
        Download {
            index,
            worker: index % workers,
            end_secs: queue_secs + secs,
            phases: Phases { queue_secs: Some(queue_secs), wait_secs: Some(secs), ..Phases::default() },
            ..download(None)
        }
    };
    let wall_secs = secs * f64::from(waves(count, contender(text).workers.get()));
    Run { ok: count, downloads: (0..count).map(one).collect(), ..run(text, round, wall_secs) }
}

/// How many waves so many downloads make.
pub fn waves(count: u32, workers: u16) -> u32 {
    count.div_ceil(u32::from(workers))
}

/// The same with these failures.
pub fn failing(mut run: Run, kinds: &[ErrorKind]) -> Run {
    for (download, &kind) in run.downloads.iter_mut().zip(kinds) {
        download.outcome = Outcome::failed(kind, "as told");
    }
    run.failed = u32::try_from(kinds.len()).expect("few");
    run.ok = 10 - run.failed;
    run
}

/// A download that succeeded, or failed so.
pub fn download(error: Option<ErrorKind>) -> Download {
    Download {
        index: 0,
        url: "http://127.0.0.1:1/id/1/2000/3000".parse().expect("url"),
        final_url: None,
        worker: 0,
        pid: 1,
        start_secs: 0.0,
        end_secs: 1.0,
        phases: Phases::default(),
        hops: Vec::new(),
        http_version: None,
        status: None,
        bytes: 0,
        hash: None,
        path: None,
        attempts: 1,
        outcome: error.map_or(Outcome::Ok, |kind| Outcome::failed(kind, "as told")),
    }
}
