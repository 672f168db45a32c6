//! Plain reports for the tests of every room, which change in them what they are about.

use jiff::Timestamp;

use super::{
    Accept, Connections, Contender, Download, Environment, Outcome, Phases, Report, ReportPlan, Run, SCHEMA, Seen,
    StopRules, Verdict, Work,
};

/// The contender written so.
pub fn contender(text: &str) -> Contender {
    text.parse().expect("a contender")
}

/// A report without runs, of these contenders on an unknown host; the first is the baseline.
pub fn report(contenders: &[&str]) -> Report {
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
            urls: Vec::new(),
            count: 10,
            work: Work::Download,
            accept: Accept::Picture,
            connections: Connections::Fresh,
            rounds: 1,
            baseline: contenders[0],
            folder: None,
            contenders,
            lab: None,
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

/// A run of these downloads, which all succeeded.
pub fn run(text: &str, round: u32, wall_secs: f64, downloads: Vec<Download>) -> Run {
    let contender = contender(text);
    let count = u32::try_from(downloads.len()).expect("few downloads");
    Run {
        id: 1,
        round,
        position: 1,
        mode: contender.mode,
        workers: contender.workers.get(),
        wall_secs,
        limit_secs: None,
        start_price_secs: None,
        bytes: downloads.iter().map(|download| download.bytes).sum(),
        ok: count,
        failed: 0,
        connections_opened: count,
        processes_peak: 0,
        usable: true,
        downloads,
        processes: Vec::new(),
        active: Vec::new(),
        seen: Seen::default(),
    }
}

/// A download of a second that succeeded, and of which nothing else is known.
pub fn download() -> Download {
    Download {
        index: 0,
        url: "http://127.0.0.1:1/id/1/2000/3000".parse().expect("a URL"),
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
        outcome: Outcome::Ok,
    }
}
