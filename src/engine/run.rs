//! One run: all tasks of a plan, done once by one contender, with a clock around them.

use std::collections::HashSet;
use std::sync::Arc;

use url::Url;

use crate::model::{
    Contender, Download, DownloadTask, ErrorKind, FetchRules, Outcome, Phases, Process, Run, without_credentials,
};
use crate::worker::Stamp;

use super::growth::Growth;
use super::modes::{Ended, Job, RunError, spread};
use super::pace::Pace;
use super::recorder::{Halt, Record, Recorder};
use super::room::Open;
use super::witness::Witness;
use super::{Control, Programs, Tell};

/// Which run of the comparison it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub id: u32,
    pub round: u32,
    pub position: u32,
    pub contender: Contender,
}

/// What is known beforehand of a run's least time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bound {
    pub limit_secs: Option<f64>,
    pub start_price_secs: Option<f64>,
}

/// A run that ended by itself, and what is to be known of it besides.
#[derive(Debug)]
pub(super) struct Done {
    pub run: Run,
    pub notices: Vec<String>,
    pub halt: Option<Halt>,
}

/// Does a run.
pub(super) fn perform(
    place: Place,
    bound: Bound,
    sizes_bytes: Option<&[u64]>,
    (tasks, rules, pace): (Vec<DownloadTask>, FetchRules, Option<&Arc<Pace>>),
    programs: &Programs,
    control: &Control,
    tell: &Tell,
) -> Result<Done, RunError> {
    let urls: Vec<Url> = tasks.iter().map(|task| without_credentials(&task.url)).collect();
    let count = u32::try_from(tasks.len()).expect("a plan has at most 10,000 tasks");
    let open = Open::new(tasks.iter().map(|task| &task.url), count, rules.connections);
    let (growth, witness) = (Growth::new(&tasks, sizes_bytes), Witness::new());
    let start = Stamp::now();
    let recorder = Recorder::new(place.id, start, growth, witness);
    let contender = place.contender;
    let job = Job { tasks, contender, rules, open, programs, control, recorder: &recorder, pace };
    let (ended, end) = recorder.tell_during(tell, || (spread(place.contender.mode).perform(job), Stamp::now()));
    let record = recorder.into_record();
    Ok(assemble(place, bound, &urls, ended?, record, (start, end)))
}

fn assemble(
    place: Place,
    bound: Bound,
    urls: &[Url],
    ended: Vec<Ended>,
    record: Record,
    (start, end): (Stamp, Stamp),
) -> Done {
    let connections_opened = ended.iter().map(|ended| ended.fetched.connections_opened).sum();
    let downloads = downloads(urls, ended, &record, start);
    let ok = downloads.iter().filter(|download| download.outcome.is_ok()).count();
    let active = active(&record.processes);
    let size = |length: usize| u32::try_from(length).expect("a plan has at most 10,000 tasks");
    let run = Run {
        id: place.id,
        round: place.round,
        position: place.position,
        mode: place.contender.mode,
        workers: place.contender.workers.get(),
        wall_secs: end.secs_since(start),
        limit_secs: bound.limit_secs,
        start_price_secs: bound.start_price_secs,
        bytes: downloads.iter().map(|download| download.bytes).sum(),
        ok: size(ok),
        failed: size(downloads.len() - ok),
        connections_opened,
        processes_peak: active.iter().map(|step| step.1).max().unwrap_or(0),
        usable: record.halt.is_none(),
        downloads,
        processes: record.processes,
        active,
        seen: record.seen,
    };
    Done { run, notices: record.notices, halt: record.halt }
}

/// One download for each task, in the plan's order; what was not begun is told as cancelled.
fn downloads(urls: &[Url], mut ended: Vec<Ended>, record: &Record, start: Stamp) -> Vec<Download> {
    // In the order in which they were taken, the first task of each process bears its start.
    ended.sort_by_key(|ended| ended.taken);
    let mut seen = HashSet::new();
    let mut downloads: Vec<Option<Download>> = urls.iter().map(|_| None).collect();
    for ended in ended {
        let is_first = seen.insert(ended.pid);
        let index = ended.index as usize;
        downloads[index] = Some(download(ended, urls[index].clone(), is_first, record, start));
    }
    let not_begun = |index: usize| Download {
        index: u32::try_from(index).expect("a plan has at most 10,000 tasks"),
        url: urls[index].clone(),
        final_url: None,
        worker: 0,
        pid: std::process::id(),
        start_secs: 0.0,
        end_secs: 0.0,
        phases: Phases::default(),
        hops: Vec::new(),
        http_version: None,
        status: None,
        bytes: 0,
        hash: None,
        path: None,
        attempts: 0,
        outcome: Outcome::failed(
            ErrorKind::Cancelled,
            format!("not fetched, since the run ended before: {}", urls[index]),
        ),
    };
    downloads.into_iter().enumerate().map(|(index, known)| known.unwrap_or_else(|| not_begun(index))).collect()
}

/// Stamps become seconds, and the phases before and after the fetch are added.
fn download(ended: Ended, url: Url, is_first: bool, record: &Record, start: Stamp) -> Download {
    let Ended { index, worker, pid, attempts, submitted, taken, done, fetched } = ended;
    let spawned = record.spawned.get(&pid).filter(|_| is_first);
    let spawn = spawned.and_then(|spawned| Some((spawned.asked, spawned.ready?)));
    let spawn_secs = spawn.map(|(asked, ready)| ready.secs_since(asked));
    let begun = match (submitted, spawn) {
        (Some(submitted), Some((asked, _))) => submitted.min(asked),
        (Some(submitted), None) => submitted,
        (None, _) => taken,
    };
    let queue_secs = submitted.map(|_| (taken.secs_since(begun) - spawn_secs.unwrap_or(0.0)).max(0.0));
    // The way there and back through the pipe, for a worker process.
    let between_secs = (done.secs_since(taken) - fetched.total_secs).max(0.0);
    let other_secs = Some(fetched.phases.other_secs.unwrap_or(0.0) + between_secs);
    Download {
        index,
        url,
        final_url: fetched.final_url,
        worker,
        pid,
        start_secs: begun.secs_since(start),
        end_secs: done.secs_since(start),
        phases: Phases { spawn_secs, queue_secs, other_secs, ..fetched.phases },
        hops: fetched.hops,
        http_version: fetched.http_version,
        status: fetched.status,
        bytes: fetched.bytes,
        hash: fetched.hash,
        path: fetched.path,
        attempts,
        outcome: fetched.outcome,
    }
}

/// How many processes were alive from when on, from each one's start and reaping.
fn active(processes: &[Process]) -> Vec<(f64, u32)> {
    let starts = processes.iter().map(|process| (process.started_secs, true));
    let ends = processes.iter().map(|process| (process.exited_secs, false));
    let mut changes: Vec<(f64, bool)> = starts.chain(ends).collect();
    // At the same instant an end counts first, so that no peak is invented.
    changes.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    let mut alive = 0_u32;
    let mut steps = vec![(0.0, 0)];
    for (at_secs, is_start) in changes {
        alive = if is_start { alive + 1 } else { alive.saturating_sub(1) };
        steps.push((at_secs, alive));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::recorder::Spawned;
    use crate::model::Fetched;

    fn process(pid: u32, started_secs: f64, exited_secs: f64) -> Process {
        Process {
            pid,
            worker: pid,
            started_secs,
            ready_secs: None,
            exited_secs,
            exit: "0".into(),
            cpu_secs: None,
            peak_memory_bytes: None,
        }
    }

    fn at(millis: u64) -> Stamp {
        Stamp(1_000_000_000 + millis * 1_000_000)
    }

    fn ended(index: u32, pid: u32, submitted: Option<Stamp>, taken: Stamp, done: Stamp) -> Ended {
        let fetched = Fetched {
            final_url: None,
            phases: Phases { wait_secs: Some(0.1), other_secs: Some(0.0), ..Phases::default() },
            hops: Vec::new(),
            http_version: None,
            status: Some(200),
            bytes: 7,
            hash: None,
            path: None,
            connections_opened: 1,
            outcome: Outcome::Ok,
            retry_after_secs: None,
            total_secs: 0.1,
        };
        Ended { index, worker: 0, pid, attempts: 1, submitted, taken, done, fetched }
    }

    fn urls(count: usize) -> Vec<Url> {
        vec!["http://127.0.0.1/a".parse().expect("a url"); count]
    }

    #[test]
    fn phases_last_from_start_to_end_and_the_first_task_of_a_process_bears_its_start() {
        let mut record = Record::default();
        record.spawned.insert(7, Spawned { asked: at(10), ready: Some(at(12)) });
        let submitted = Some(at(11));
        // Recorded in the order in which they ended, which is not that in which they were taken.
        let ended = vec![ended(1, 7, submitted, at(120), at(225)), ended(0, 7, submitted, at(15), at(118))];
        let downloads = downloads(&urls(2), ended, &record, at(0));
        let [first, second] = downloads.as_slice() else { panic!("two downloads") };
        assert!((first.start_secs - 0.010).abs() < 1e-9 && (second.start_secs - 0.011).abs() < 1e-9);
        assert_eq!((first.phases.spawn_secs, second.phases.spawn_secs), (Some(0.002), None));
        assert!((first.taken_secs() - 0.015).abs() < 1e-9 && (second.taken_secs() - 0.120).abs() < 1e-9);
        for download in &downloads {
            let total = download.end_secs - download.start_secs;
            assert!((total - download.phases.total_secs()).abs() < 1e-9, "{download:?}");
        }
    }

    #[test]
    fn every_task_has_one_outcome_whatever_became_of_the_run() {
        let downloads = downloads(&urls(3), vec![ended(1, 7, None, at(5), at(105))], &Record::default(), at(0));
        let is_ok: Vec<bool> = downloads.iter().map(|download| download.outcome.is_ok()).collect();
        assert_eq!(is_ok, [false, true, false]);
        assert_eq!(downloads.iter().map(|download| download.index).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(downloads[1].phases.queue_secs, None, "nothing was handed over");
    }

    #[test]
    fn the_active_count_steps_at_each_start_and_end() {
        let steps = active(&[process(1, 0.1, 0.5), process(2, 0.2, 0.3), process(3, 0.3, 0.6)]);
        assert_eq!(steps, [(0.0, 0), (0.1, 1), (0.2, 2), (0.3, 1), (0.3, 2), (0.5, 1), (0.6, 0)]);
        assert_eq!(active(&[]), [(0.0, 0)]);
    }
}
