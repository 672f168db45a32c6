//! A track a worker: Chrome's trace events, for Perfetto and `chrome://tracing`.
//!
//! Each run is a process group of its own that begins at 0. So runs of different modes lie one below
//! the other with a common start, and which is longer is seen at a glance; one after another on one
//! axis they would have to be measured. The groups stand in the order in which the runs were done.
//!
//! In a group each worker process, thread or async slot has a track. What lies on a track nests, as
//! the format demands: the life of the process, in it its start and the downloads, in these their
//! phases. A download's time in the queue stands in its arguments, since its worker was busy with
//! another then. Receiving and saving took turns and are drawn one after the other.
//!
//! Source: "Trace Event Format",
//! <https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU>.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::model::{Download, Outcome, Process, Report, Run, hops_secs, without_credentials};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Trace {
    trace_events: Vec<Event>,
    display_time_unit: &'static str,
    other_data: Map<String, Value>,
}

#[derive(Serialize)]
struct Event {
    name: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    cat: &'static str,
    ph: &'static str,
    /// Microseconds from the run's start, whole: with fractions, ends that are equal would not stay so.
    ts: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    dur: Option<u64>,
    pid: u32,
    tid: u32,
    args: Map<String, Value>,
}

/// Something that lasts, on a track.
struct Slice {
    track: Track,
    start_us: u64,
    end_us: u64,
    /// How deep it nests: a process, a download, a phase.
    depth: u8,
    name: String,
    category: &'static str,
    args: Map<String, Value>,
}

/// A worker, and the process that it was.
type Track = (u32, u32);

/// Writes all runs.
pub(super) fn write(report: &Report, mut writer: impl Write) -> io::Result<()> {
    let mut events = Vec::new();
    for run in &report.runs {
        name_group(run, &mut events);
        let mut slices = Vec::new();
        if run.mode.starts_processes() {
            run.processes.iter().for_each(|process| slices.extend(life(process)));
        }
        run.downloads.iter().filter(|download| was_begun(download)).for_each(|one| slices.extend(work(one)));
        push_tracks(run, slices, &mut events);
        run.active.iter().for_each(|&step| events.push(count(run.id, step)));
    }
    let trace = Trace { trace_events: events, display_time_unit: "ms", other_data: other(report) };
    serde_json::to_writer(&mut writer, &trace)?;
    writer.write_all(b"\n")
}

/// A run that ended early has downloads that no worker ever took.
fn was_begun(download: &Download) -> bool {
    download.attempts > 0
}

fn other(report: &Report) -> Map<String, Value> {
    fields([
        ("program", json!(report.program)),
        ("started_at", json!(report.started_at)),
        ("verdict", json!(report.verdict.sentence)),
        ("note", json!("Each run is a process group that begins at 0; they did not run at the same time.")),
    ])
}

/// Names the group of a run and puts it in its place.
fn name_group(run: &Run, events: &mut Vec<Event>) {
    let name = format!("Run {}: {}, round {}", run.id, run.contender(), run.round);
    events.push(metadata("process_name", run.id, 0, fields([("name", json!(name))])));
    events.push(metadata("process_sort_index", run.id, 0, fields([("sort_index", json!(run.id))])));
}

fn metadata(name: &str, pid: u32, tid: u32, args: Map<String, Value>) -> Event {
    Event { name: name.to_owned(), cat: "", ph: "M", ts: 0, dur: None, pid, tid, args }
}

/// The life of a worker process, and its start.
fn life(process: &Process) -> Vec<Slice> {
    let track = (process.worker, process.pid);
    let slice = |depth, name: &str, from_secs, to_secs, args| Slice {
        track,
        start_us: micros(from_secs),
        end_us: micros(to_secs).max(micros(from_secs)),
        depth,
        name: name.to_owned(),
        category: "process",
        args,
    };
    let args = fields([
        ("pid", json!(process.pid)),
        ("exit", json!(process.exit)),
        ("cpu_secs", json!(process.cpu_secs)),
        ("peak_memory_bytes", json!(process.peak_memory_bytes)),
    ]);
    let whole = slice(0, "process", process.started_secs, process.exited_secs, args);
    let start = process.ready_secs.map(|ready| slice(1, "start", process.started_secs, ready, Map::new()));
    std::iter::once(whole).chain(start).collect()
}

/// A download from when it was taken, and its phases one after another.
fn work(download: &Download) -> Vec<Slice> {
    let phases = &download.phases;
    let track = (download.worker, download.pid);
    let taken_secs = download.taken_secs().min(download.end_secs);
    let mut slices = vec![Slice {
        track,
        start_us: micros(taken_secs),
        end_us: micros(download.end_secs),
        depth: 1,
        name: format!("{} {}", download.index, download.url.path()),
        category: if download.outcome.is_ok() { "download" } else { "download,failed" },
        args: told(download),
    }];
    let mut at_secs = taken_secs;
    for (name, secs) in [
        ("redirects", Some(hops_secs(&download.hops))),
        ("other", phases.other_secs),
        ("dns", phases.dns_secs),
        ("connect", phases.connect_secs),
        ("wait", phases.wait_secs),
        ("receive", phases.receive_secs),
        ("save", phases.save_secs),
        ("thumbnail", phases.thumbnail_secs),
    ] {
        let Some(secs) = secs.filter(|secs| *secs > 0.0) else { continue };
        let until = |secs: f64| micros(secs.min(download.end_secs));
        let (start_us, end_us) = (until(at_secs), until(at_secs + secs));
        slices.push(Slice {
            track,
            start_us,
            end_us,
            depth: 2,
            name: name.to_owned(),
            category: "phase",
            args: Map::new(),
        });
        at_secs += secs;
    }
    slices
}

fn told(download: &Download) -> Map<String, Value> {
    let outcome = match &download.outcome {
        Outcome::Ok => "ok",
        Outcome::Failed(failure) => &failure.message,
    };
    fields([
        ("url", json!(without_credentials(&download.url))),
        ("status", json!(download.status)),
        ("bytes", json!(download.bytes)),
        ("queue_secs", json!(download.phases.queue_secs)),
        ("attempts", json!(download.attempts)),
        ("pid", json!(download.pid)),
        ("outcome", json!(outcome)),
    ])
}

/// Gives each track a number and its name, and its slices in an order in which they nest.
fn push_tracks(run: &Run, slices: Vec<Slice>, events: &mut Vec<Event>) {
    let mut tracks: BTreeMap<Track, Vec<Slice>> = BTreeMap::new();
    for slice in slices {
        tracks.entry(slice.track).or_default().push(slice);
    }
    for (tid, ((worker, pid), slices)) in (1..).zip(tracks) {
        let name = if run.mode.starts_processes() {
            format!("process {pid} (worker {worker})")
        } else {
            format!("{} {worker}", run.mode.worker_noun())
        };
        events.push(metadata("thread_name", run.id, tid, fields([("name", json!(name))])));
        events.push(metadata("thread_sort_index", run.id, tid, fields([("sort_index", json!(tid))])));
        events.extend(nested(slices).into_iter().map(|slice| Event {
            name: slice.name,
            cat: slice.category,
            ph: "X",
            ts: slice.start_us,
            dur: Some(slice.end_us - slice.start_us),
            pid: run.id,
            tid,
            args: slice.args,
        }));
    }
}

/// Makes slices nest that very nearly do: stamps of two processes, and sums of phases, may reach some
/// microseconds beyond what they lie in. What would is cut at its end. The outer ones come first.
fn nested(mut slices: Vec<Slice>) -> Vec<Slice> {
    slices.sort_by_key(|slice| (slice.start_us, slice.depth, Reverse(slice.end_us)));
    // The ends of what lies around the next slice, from the outside in.
    let mut around: Vec<u64> = Vec::new();
    for slice in &mut slices {
        while around.pop_if(|end_us| *end_us <= slice.start_us).is_some() {}
        let end_us = around.last().map_or(slice.end_us, |&around_us| slice.end_us.min(around_us));
        slice.end_us = end_us.max(slice.start_us);
        around.push(slice.end_us);
    }
    slices
}

fn count(run: u32, (at_secs, alive): (f64, u32)) -> Event {
    let args = fields([("processes", json!(alive))]);
    Event {
        name: "active processes".to_owned(),
        cat: "",
        ph: "C",
        ts: micros(at_secs),
        dur: None,
        pid: run,
        tid: 0,
        args,
    }
}

fn fields<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Whole microseconds; what is no time is 0.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float that is out of range becomes the nearest"
)]
fn micros(secs: f64) -> u64 {
    (secs * 1e6).round().clamp(0.0, 1e15) as u64
}

#[cfg(test)]
mod tests {
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
            .map(|event| {
                (event["name"].as_str().expect("text").to_owned(), event["ts"].as_u64(), event["dur"].as_u64())
            })
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
}
