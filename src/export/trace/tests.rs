//! Traces as their readers want them: tracks, nesting, counters.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::testing::{report, run_of};
use super::*;
use crate::model::{Mode, Phases};

fn written(report: &Report) -> Vec<Value> {
    let mut bytes = Vec::new();
    write(report, &mut bytes).expect("written");
    let trace: Value = serde_json::from_slice(&bytes).expect("JSON");
    assert_eq!(trace["displayTimeUnit"], "ms");
    trace["traceEvents"].as_array().expect("events").clone()
}

fn of_kind<'a>(events: &'a [Value], kind: &str) -> Vec<&'a Value> {
    events.iter().filter(|event| event["ph"] == kind).collect()
}

/// Two slices of one track lie apart, or one lies in the other, which then comes first.
fn assert_nested(events: &[Value]) {
    let slices = of_kind(events, "X");
    let figure = |event: &Value, name: &str| event[name].as_u64().expect("a whole figure");
    for (place, one) in slices.iter().enumerate() {
        for other in &slices[place + 1..] {
            if (&one["pid"], &one["tid"]) != (&other["pid"], &other["tid"]) {
                continue;
            }
            let ends = |event: &Value| (figure(event, "ts"), figure(event, "ts") + figure(event, "dur"));
            let ((from, to), (other_from, other_to)) = (ends(one), ends(other));
            let is_apart = to <= other_from;
            let holds = from <= other_from && other_to <= to;
            assert!(is_apart || holds, "{one} and {other}");
        }
    }
}

/// A pool's run as they are: a process of two tasks, and one that never said hello.
fn pool() -> Report {
    let mut report = report(1);
    let mut run = run_of("process-pool:2", 1, 0.5);
    let process = |worker: u32, ready_secs| Process {
        pid: 70 + worker,
        worker,
        started_secs: 0.001,
        ready_secs,
        exited_secs: 0.5,
        exit: "0".into(),
        cpu_secs: Some(0.01),
        peak_memory_bytes: None,
    };
    run.processes = vec![process(0, Some(0.002)), process(1, None)];
    run.active = vec![(0.0, 0), (0.001, 2), (0.5, 0)];
    run.downloads.truncate(2);
    for (download, start_secs) in run.downloads.iter_mut().zip([0.002, 0.2]) {
        (download.pid, download.start_secs, download.end_secs) = (70, 0.002, start_secs + 0.198);
        download.phases = Phases {
            queue_secs: Some(start_secs - 0.002),
            connect_secs: Some(0.001),
            wait_secs: Some(0.190),
            receive_secs: Some(0.005),
            save_secs: Some(0.001),
            other_secs: Some(0.001),
            ..Phases::default()
        };
    }
    report.runs = vec![run];
    report
}

#[test]
fn a_pool_s_run_has_a_track_a_process() {
    let events = written(&pool());
    assert_nested(&events);
    let names: Vec<_> = of_kind(&events, "M")
        .iter()
        .filter(|event| event["name"] == "thread_name")
        .map(|event| &event["args"]["name"])
        .collect();
    assert_eq!(names, ["process 70 (worker 0)", "process 71 (worker 1)"]);
    let first: Vec<_> = of_kind(&events, "X")
        .iter()
        .filter(|event| event["tid"] == 1)
        .map(|event| (event["name"].as_str().expect("text").to_owned(), event["ts"].as_u64(), event["dur"].as_u64()))
        .collect();
    let wanted = |name: &str, ts: u64, dur: u64| (name.to_owned(), Some(ts), Some(dur));
    assert_eq!(
        first[..4],
        [
            wanted("process", 1_000, 499_000),
            wanted("start", 1_000, 1_000),
            wanted("0 /id/1/2000/3000", 2_000, 198_000),
            wanted("other", 2_000, 1_000),
        ]
    );
    assert_eq!(first.len(), 2 + 2 * 6);
    let counts: Vec<_> =
        of_kind(&events, "C").iter().map(|event| (event["ts"].as_u64(), &event["args"]["processes"])).collect();
    assert_eq!(counts, [(Some(0), &json!(0)), (Some(1_000), &json!(2)), (Some(500_000), &json!(0))]);
}

#[test]
fn each_run_is_a_group_and_each_slot_a_lane() {
    let mut report = report(4);
    report.runs[0].downloads.iter_mut().for_each(|download| download.worker = download.index % 2);
    let mut second = report.runs[0].clone();
    (second.id, second.round) = (2, 2);
    report.runs.push(second);
    let events = written(&report);
    let tracks: BTreeSet<_> =
        of_kind(&events, "X").iter().map(|event| (event["pid"].as_u64(), event["tid"].as_u64())).collect();
    let wanted = [(1, 1), (1, 2), (2, 1), (2, 2)].map(|(pid, tid)| (Some(pid), Some(tid)));
    assert_eq!(tracks, BTreeSet::from(wanted));
    let groups: Vec<_> = of_kind(&events, "M")
        .iter()
        .filter(|event| event["name"] == "process_name")
        .map(|event| &event["args"]["name"])
        .collect();
    assert_eq!(groups, ["Run 1: async:5, round 1", "Run 2: async:5, round 2"]);
}

fn secs() -> impl Strategy<Value = f64> {
    prop_oneof![0.0..3.0_f64, (0_u32..6).prop_map(|tenths| f64::from(tenths) / 10.0), Just(1e300), Just(f64::NAN)]
}

fn some_secs() -> impl Strategy<Value = Option<f64>> {
    prop::option::of(secs())
}

prop_compose! {
    fn download()(worker in 0_u32..3, times in (secs(), secs()), phases in prop::array::uniform7(some_secs())) -> Download {
        let [spawn_secs, queue_secs, dns_secs, wait_secs, receive_secs, save_secs, other_secs] = phases;
        let mut download = run_of("process-pool:3", 1, 1.0).downloads.swap_remove(0);
        (download.worker, download.pid) = (worker, worker);
        (download.start_secs, download.end_secs) = times;
        download.phases = Phases { spawn_secs, queue_secs, dns_secs, wait_secs, receive_secs, save_secs, other_secs, ..Phases::default() };
        download
    }
}

prop_compose! {
    fn process()(worker in 0_u32..3, started_secs in secs(), ready_secs in some_secs(), exited_secs in secs()) -> Process {
        let (exit, cpu_secs, peak_memory_bytes) = (String::new(), None, None);
        Process { pid: worker, worker, started_secs, ready_secs, exited_secs, exit, cpu_secs, peak_memory_bytes }
    }
}

proptest! {
    #[test]
    fn slices_nest_whatever_was_measured(
        downloads in prop::collection::vec(download(), 0..12), processes in prop::collection::vec(process(), 0..4),
        mode in prop::sample::select(Mode::ALL.to_vec()),
    ) {
        let mut report = report(1);
        let run = &mut report.runs[0];
        (run.mode, run.downloads, run.processes) = (mode, downloads, processes);
        assert_nested(&written(&report));
    }
}
