//! How long a report of 10,000 downloads takes to be written and opened, in every form and in the
//! history.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::hint::black_box;
use std::time::Instant;

use manyhands::export::{self, Format};
use manyhands::model::{
    Accept, Connections, Contender, ContentHash, Download, Environment, Mode, Outcome, Phases, Report, ReportPlan, Run,
    SCHEMA, Seen, Verdict, Work,
};
use manyhands::store::History;

const DOWNLOADS: u32 = 10_000;
/// Of each figure the best is told: what else the machine does only adds.
const TURNS: u32 = 5;

fn main() {
    let report = report();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("report.json");
    tell("report, saved (goal with opening 1000)", || export::save_json(&report, &path).expect("saved"));
    tell("report, opened", || assert_eq!(export::open(&path).expect("opened").runs.len(), 1));
    for format in Format::ALL {
        tell(&format.to_string(), || drop(black_box(format.write(&report).expect("written"))));
    }
    let history = History::open(&folder.path().join("history"));
    let mut last = None;
    tell("history, kept", || last = Some(history.add(&report).expect("kept")));
    tell("history, listed", || assert!(!history.list().expect("listed").entries.is_empty()));
    let last = last.expect("one was kept");
    tell("history, opened", || assert_eq!(history.load(&last).expect("opened").runs.len(), 1));
}

fn tell(what: &str, mut work: impl FnMut()) {
    let times = (0..TURNS).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64() * 1e3
    });
    println!("{what}: {:.1} ms for {DOWNLOADS} downloads", times.fold(f64::INFINITY, f64::min));
}

fn report() -> Report {
    let contender: Contender = "process-pool:64".parse().expect("a contender");
    let urls =
        (0..DOWNLOADS).map(|index| format!("https://host.example/pictures/{index:05}.jpg").parse().expect("url"));
    let urls: Vec<url::Url> = urls.collect();
    let downloads: Vec<Download> = (0..).zip(&urls).map(|(index, url)| download(index, url)).collect();
    Report {
        schema: SCHEMA,
        program: "manyhands bench".into(),
        started_at: "2026-11-21T14:03:22.123456789Z".parse().expect("a time"),
        seed: 7,
        environment: Environment {
            os: "Linux".into(),
            cpu: "Z80".into(),
            cores: 2,
            memory_bytes: 1 << 34,
            proxy: None,
        },
        plan: ReportPlan {
            urls,
            count: DOWNLOADS,
            work: Work::Download,
            accept: Accept::Picture,
            connections: Connections::Fresh,
            rounds: 1,
            baseline: contender,
            folder: None,
            contenders: vec![contender],
            lab: None,
            stop: manyhands::model::StopRules::default(),
            client: None,
        },
        runs: vec![run(downloads)],
        summary: Vec::new(),
        ratios: Vec::new(),
        verdict: Verdict::default(),
        scaling: None,
    }
}

fn run(downloads: Vec<Download>) -> Run {
    Run {
        id: 1,
        round: 1,
        position: 1,
        mode: Mode::ProcessPool,
        workers: 64,
        wall_secs: 70.0,
        limit_secs: Some(67.187_5),
        start_price_secs: None,
        bytes: 9_700_000_000,
        ok: DOWNLOADS,
        failed: 0,
        connections_opened: DOWNLOADS,
        processes_peak: 64,
        usable: true,
        downloads,
        processes: Vec::new(),
        active: vec![(0.0, 0)],
        seen: Seen::default(),
    }
}

fn download(index: u32, url: &url::Url) -> Download {
    let start_secs = f64::from(index / 64) * 0.437_654_321;
    Download {
        index,
        url: url.clone(),
        final_url: Some(url.clone()),
        worker: index % 64,
        pid: 4000 + index % 64,
        start_secs: 0.001_234_567,
        end_secs: start_secs + 0.437_654_321,
        phases: Phases {
            queue_secs: Some(start_secs),
            dns_secs: Some(0.000_123_456),
            connect_secs: Some(0.001_234_567),
            wait_secs: Some(0.430_123_456),
            receive_secs: Some(0.004_321_987),
            save_secs: Some(0.000_987_654),
            other_secs: Some(0.000_863_201),
            ..Phases::default()
        },
        hops: Vec::new(),
        http_version: Some("HTTP/1.1".into()),
        status: Some(200),
        bytes: 970_000,
        hash: Some(ContentHash(u64::from(index) << 20)),
        path: Some(format!("/home/me/Pictures/manyhands/1-process-pool/{index:05}.jpg").into()),
        attempts: 1,
        outcome: Outcome::Ok,
    }
}
