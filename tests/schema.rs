//! Reports against `assets/report.schema.json`, and the schema against the model: neither may allow
//! what the other does not know.
#![expect(clippy::unwrap_used, reason = "a test says where it fails")]

use jsonschema::Validator;
use manyhands::export::json;
use manyhands::model::{
    Accept, Amdahl, ClientRecord, Connections, Contender, ContentHash, Download, Environment, ErrorKind, FaultKind,
    FaultRate, Hop, LabRecord, LabSettings, Lateness, Mode, Outcome, Phases, Process, Report, ReportPlan, Run, SCHEMA,
    Scaling, ScalingIntervals, Seen, StopRules, Usl, Verdict, Work,
};
use manyhands::stats::judge;
use serde_json::{Value, json};

fn schema() -> Value {
    serde_json::from_str(include_str!("../assets/report.schema.json")).expect("the schema is JSON")
}

fn validator() -> Validator {
    jsonschema::draft202012::options().should_validate_formats(true).build(&schema()).expect("the schema is one")
}

/// A report with everything in it that may be known.
fn full() -> Report {
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
fn bare() -> Report {
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
fn failed() -> Report {
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

/// As it stands in a file.
fn written(report: &Report) -> Value {
    let mut bytes = Vec::new();
    json(report, &mut bytes).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// A report with one of each kind of thing, for the tests that change each place in turn.
fn small() -> Value {
    let mut report = full();
    report.runs.truncate(1);
    report.runs[0].downloads.push(failed_download(ErrorKind::Dns));
    report.plan.lab.as_mut().unwrap().settings.faults.truncate(1);
    report.summary.truncate(1);
    report.summary[0].times.truncate(1);
    report.ratios.truncate(1);
    written(&report)
}

/// Every place below this value, as JSON pointers.
fn pointers(value: &Value, here: &str, all: &mut Vec<String>) {
    all.push(here.to_owned());
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, below)| pointers(below, &format!("{here}/{key}"), all)),
        Value::Array(items) => {
            for (index, below) in items.iter().enumerate() {
                pointers(below, &format!("{here}/{index}"), all);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn places(value: &Value) -> Vec<String> {
    let mut all = Vec::new();
    pointers(value, "", &mut all);
    all
}

#[test]
fn reports_fit_the_schema() {
    let validator = validator();
    for report in [full(), bare(), failed()] {
        let written = written(&report);
        let errors: Vec<_> =
            validator.iter_errors(&written).map(|error| format!("{error} at {}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    assert!(full().ratios.iter().all(|ratio| ratio.low.is_some()), "the full report knows its intervals");
}

#[test]
fn the_schema_is_itself_valid() {
    assert!(jsonschema::meta::is_valid(&schema()));
}

/// What reports of older programs of the same schema do not have.
const ADDED: [&str; 5] =
    ["/plan/stop", "/scaling/recommended", "/scaling/intervals", "/scaling/misfit", "/summary/0/estimated_limit_secs"];
/// The same, of a part that they do not have at all.
const ADDED_WITHIN: [&str; 1] = ["/scaling/intervals/law"];

#[test]
fn a_report_from_before_sweeps_still_opens() {
    let (validator, mut older) = (validator(), small());
    for place in ADDED {
        let (object, key) = place.rsplit_once('/').unwrap();
        older.pointer_mut(object).and_then(Value::as_object_mut).unwrap().remove(key).unwrap();
    }
    assert!(validator.is_valid(&older));
    let report: Report = serde_json::from_value(older).unwrap();
    assert!(!report.plan.stop.is_any() && report.scaling.unwrap().recommended.is_none());
}

#[test]
fn every_field_is_required_and_no_other_allowed() {
    let (validator, report) = (validator(), small());
    assert!(validator.is_valid(&report));
    let mut objects = 0;
    for place in places(&report) {
        let Some(fields) = report.pointer(&place).and_then(Value::as_object) else { continue };
        objects += 1;
        for key in fields.keys() {
            let field = format!("{place}/{key}");
            if ADDED.iter().chain(&ADDED_WITHIN).any(|added| *added == field) {
                continue;
            }
            let mut without = report.clone();
            without.pointer_mut(&place).and_then(Value::as_object_mut).unwrap().remove(key);
            assert!(!validator.is_valid(&without), "without {place}/{key}");
        }
        let mut with = report.clone();
        with.pointer_mut(&place).unwrap()["further"] = json!(1);
        assert!(!validator.is_valid(&with), "{place} with one more");
    }
    assert!(objects >= 20, "only {objects} kinds of objects were tried");
}

#[test]
fn null_is_allowed_exactly_where_the_model_knows_nothing() {
    let (validator, report) = (validator(), small());
    let mut nullable = 0;
    for place in places(&report) {
        let mut without = report.clone();
        *without.pointer_mut(&place).unwrap() = Value::Null;
        let opens = serde_json::from_value::<Report>(without.clone()).is_ok();
        assert_eq!(validator.is_valid(&without), opens, "null at {place}");
        nullable += u32::from(opens);
    }
    assert!(nullable >= 30, "only {nullable} fields may be null");
}

#[test]
fn what_the_schema_allows_opens() {
    let (validator, report) = (validator(), small());
    let strange =
        [json!(true), json!(-1), json!(0), json!(1.5), json!(1_000_000_000_000_u64), json!("x"), json!([]), json!({})];
    for place in places(&report) {
        for value in &strange {
            let mut changed = report.clone();
            *changed.pointer_mut(&place).unwrap() = value.clone();
            if validator.is_valid(&changed) {
                let opened = serde_json::from_value::<Report>(changed);
                assert!(opened.is_ok(), "{value} at {place} is allowed and does not open: {opened:?}");
            }
        }
    }
}

#[test]
fn what_is_out_of_range_breaks_it() {
    let (validator, report) = (validator(), small());
    for (place, value) in [
        ("/schema", json!(2)),
        ("/schema", json!("1")),
        ("/started_at", json!("yesterday")),
        ("/seed", json!(-1)),
        ("/plan/baseline", json!("sequential")),
        ("/plan/baseline", json!("pool:5")),
        ("/plan/contenders/0", json!("async:0")),
        ("/plan/contenders/0", json!("async:5")),
        ("/plan/contenders", json!([])),
        ("/plan/urls/0", json!("ftp://host/file")),
        ("/plan/count", json!(10_001)),
        ("/plan/work", json!("upload")),
        ("/plan/lab/settings/faults/0/kind", json!("fire")),
        ("/plan/lab/settings/faults/0/rate", json!(1.1)),
        ("/runs/0/mode", json!("Async")),
        ("/runs/0/round", json!(0)),
        ("/runs/0/wall_secs", json!(-0.1)),
        ("/runs/0/wall_secs", json!("0.4 s")),
        ("/runs/0/usable", json!("yes")),
        ("/runs/0/active/0", json!([0.1])),
        ("/runs/0/active/0", json!([0.1, 1, 2])),
        ("/runs/0/active/0", json!([0.1, 1.5])),
        ("/runs/0/downloads/0/hash", json!("00000000abcdef")),
        ("/runs/0/downloads/0/hash", json!("0000000000ABCDEF")),
        ("/runs/0/downloads/0/status", json!(20)),
        ("/runs/0/downloads/0/outcome", json!("OK")),
        ("/runs/0/downloads/1/outcome/error", json!("Dns")),
        ("/runs/0/downloads/1/outcome/error", json!("something-else")),
        ("/runs/0/processes/0/exit", json!("fine")),
        ("/ratios/0/confidence", json!(95)),
        ("/verdict/fastest/0", json!("async")),
        ("/scaling/points/0", json!([0, 1.0])),
        ("/scaling/recommended", json!(0)),
        ("/scaling/intervals/points/0", json!([1.0])),
        ("/plan/stop/until_width", json!(0)),
        ("/plan/stop/budget_requests", json!(0.5)),
    ] {
        let mut changed = report.clone();
        *changed.pointer_mut(place).unwrap_or_else(|| panic!("there is no {place}")) = value.clone();
        assert!(!validator.is_valid(&changed), "{value} at {place} is allowed");
    }
}

#[test]
fn closed_sets_are_the_model_s() {
    let schema = schema();
    let texts = |place: &str, field: Option<&str>| -> Vec<String> {
        let list = schema.pointer(place).and_then(Value::as_array).unwrap_or_else(|| panic!("there is no {place}"));
        let text = |item: &Value| field.map_or(item, |field| &item[field]).as_str().unwrap().to_owned();
        list.iter().map(text).collect()
    };
    assert_eq!(texts("/$defs/error_kind/oneOf", Some("const")), ErrorKind::ALL.map(|kind| kind.to_string()));
    assert_eq!(texts("/$defs/mode/enum", None), Mode::ALL.map(|mode| mode.to_string()));
    assert_eq!(texts("/$defs/fault/properties/kind/enum", None), FaultKind::ALL.map(|kind| kind.to_string()));
    let undocumented = texts("/$defs/error_kind/oneOf", Some("description")).iter().any(String::is_empty);
    assert!(!undocumented);
}
