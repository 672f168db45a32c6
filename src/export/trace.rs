//! A track a worker: Chrome's trace events, for Perfetto and `chrome://tracing`.
//!
//! Each run is a process group of its own that begins at 0. So runs of different modes lie one below
//! the other with a common start, and which is longer is seen at a glance; one after another on one
//! axis they would have to be measured. The groups stand in the order in which the runs were done.
//!
//! In a group each worker process, thread or async slot has a track. What lies on a track nests, as
//! the format demands: the life of the process, in it its start and the downloads, in these their
//! phases. A download's time in the queue stands in its arguments, since its worker was busy with
//! another then; "turn" is waiting for the rate that was asked for, after redirects. Receiving and
//! saving took turns and are drawn one after the other.
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
        ("turn", phases.turn_secs),
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
        ("turn_secs", json!(download.phases.turn_secs)),
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
mod tests;
