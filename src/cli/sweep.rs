//! `manyhands sweep`: a run of one mode with several worker counts.

use std::num::NonZeroU16;
use std::process::ExitCode;

use super::run_options::RunOptions;
use super::values::WorkerCounts;
use super::{fail, run};
use crate::engine::Programs;
use crate::export;
use crate::model::{MAX_DOWNLOADS, Mode, Report};

/// The worker counts when none are given.
const WORKERS: [u16; 6] = [1, 2, 4, 8, 16, 32];

/// Downloads for each of the most workers: with ten waves and the steady part, no count is favoured.
const DOWNLOADS_A_WORKER: u32 = 10;

/// The lab server's latency. One worker fetches as many pictures as the most workers, and with the
/// latency of a run's lab server a sweep would take half an hour.
const LATENCY_SECS: f64 = 0.05;

const CHOOSE: &str = "choose process-pool, thread-pool or async";

/// Does the sweep that the options ask for; exits as [`run`] does.
pub fn sweep(options: &RunOptions, programs: &Programs) -> ExitCode {
    match of_one_mode(options) {
        Ok(options) => run(&options, programs),
        Err(sentence) => fail(&sentence),
    }
}

/// The same as options of a run: the mode once for each worker count.
fn of_one_mode(options: &RunOptions) -> Result<RunOptions, String> {
    match &options.plan {
        None => new_sweep(options),
        Some(path) => same_sweep(&export::open(path).map_err(|error| error.to_string())?, options),
    }
}

fn new_sweep(options: &RunOptions) -> Result<RunOptions, String> {
    let mode = mode(options)?.ok_or_else(|| format!("a sweep wants a mode; {CHOOSE} with -m"))?;
    let WorkerCounts(counts) = options.workers.clone().unwrap_or_else(|| WorkerCounts(WORKERS.to_vec()));
    let most = counts.iter().max().copied().unwrap_or_default();
    let downloads = (DOWNLOADS_A_WORKER * u32::from(most)).min(MAX_DOWNLOADS);
    let mut options = of_counts(options, mode, &counts)?;
    options.count = options.count.or(Some(downloads));
    // An address of another host would be refused together with a setting of the lab server.
    let is_lab = options.url.as_ref().is_none_or(|url| url.starts_with('/'));
    options.lab.latency = options.lab.latency.or(is_lab.then_some(LATENCY_SECS));
    Ok(options)
}

/// A sweep that was done before, with another mode or other counts where they are given.
fn same_sweep(report: &Report, options: &RunOptions) -> Result<RunOptions, String> {
    let known = report.plan.swept().ok_or("this report is no sweep; do it again with `manyhands run --plan`")?;
    match (mode(options)?, &options.workers) {
        (None, None) => Ok(options.clone()),
        (asked, Some(WorkerCounts(counts))) => of_counts(options, asked.unwrap_or(known), counts),
        (Some(mode), None) => {
            let counts: Vec<u16> = report.plan.contenders.iter().map(|contender| contender.workers.get()).collect();
            of_counts(options, mode, &counts)
        }
    }
}

/// The mode once for each worker count.
fn of_counts(options: &RunOptions, mode: Mode, counts: &[u16]) -> Result<RunOptions, String> {
    if counts.len() < 2 {
        return Err("a sweep wants several worker counts; give some, as in --workers 1,2,4,8".to_owned());
    }
    let modes = counts.iter().map(|&workers| (mode, NonZeroU16::new(workers))).collect();
    Ok(RunOptions { modes, workers: None, ..options.clone() })
}

/// The mode that is given; `None` without one.
fn mode(options: &RunOptions) -> Result<Option<Mode>, String> {
    match options.modes.as_slice() {
        [] => Ok(None),
        [(mode, _)] if !mode.takes_workers() => Err(format!("{mode} has no worker count to sweep over; {CHOOSE}")),
        [(mode, Some(workers))] => {
            Err(format!("a sweep has its worker counts from --workers; leave “:{workers}” out of {mode}"))
        }
        [(mode, None)] => Ok(Some(*mode)),
        [..] => Err("a sweep takes one mode; leave the others out, or use `manyhands run`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::draft::plan;
    use crate::cli::tables::samples;
    use crate::cli::values;

    fn with(mode: &str, change: impl FnOnce(&mut RunOptions)) -> Result<RunOptions, String> {
        let mut options = RunOptions { modes: vec![values::mode(mode).expect("a mode")], ..RunOptions::default() };
        change(&mut options);
        of_one_mode(&options)
    }

    fn workers(text: &str) -> Option<WorkerCounts> {
        Some(values::workers(text).expect("worker counts"))
    }

    #[test]
    fn by_default_the_counts_double_and_the_downloads_avoid_the_wave_trap() {
        let plan = plan(&with("async", |_| {}).expect("a sweep")).expect("a plan");
        let contenders: Vec<String> = plan.contenders().iter().map(ToString::to_string).collect();
        assert_eq!(contenders, ["async:1", "async:2", "async:4", "async:8", "async:16", "async:32"]);
        assert_eq!((plan.count().get(), plan.rounds().get(), plan.baseline().to_string()), (320, 8, "async:1".into()));
        assert!(plan.lab().is_some_and(|lab| lab.latency_secs < 0.1));
    }

    #[test]
    fn what_is_asked_for_is_kept() {
        let options = with("thread-pool", |options| {
            options.workers = workers("2-6:2");
            options.count = Some(12);
            options.lab.latency = Some(0.2);
        });
        let plan = plan(&options.expect("a sweep")).expect("a plan");
        assert_eq!((plan.contenders().len(), plan.count().get()), (3, 12));
        assert_eq!(plan.lab().map(|lab| lab.latency_secs), Some(0.2));
        let other = with("async", |options| options.url = Some("http://127.0.0.1/a".into())).expect("a sweep");
        assert_eq!(other.lab.first_given(), None);
        let many = with("async", |options| options.workers = Some(WorkerCounts(vec![1, 512]))).expect("a sweep");
        assert_eq!(many.count, Some(5120));
    }

    #[test]
    fn a_sweep_is_done_again_with_its_own_mode_and_counts() {
        let before = samples::report(&["async:1", "async:2", "async:4"], Vec::new());
        let again = |change: fn(&mut RunOptions)| {
            let mut options = RunOptions::default();
            change(&mut options);
            same_sweep(&before, &options).expect("a sweep").modes
        };
        assert!(again(|_| {}).is_empty(), "the report's own");
        let threads = again(|options| options.modes.push((Mode::ThreadPool, None)));
        assert_eq!(threads, [1, 2, 4].map(|workers| (Mode::ThreadPool, NonZeroU16::new(workers))));
        let counts = again(|options| options.workers = workers("3,5"));
        assert_eq!(counts, [3, 5].map(|workers| (Mode::Async, NonZeroU16::new(workers))));
        let comparison = samples::report(&["sequential:1", "async:4"], Vec::new());
        let error = same_sweep(&comparison, &RunOptions::default()).expect_err("no sweep");
        assert!(error.contains("no sweep"), "{error}");
    }

    #[test]
    fn what_cannot_be_swept_says_what_to_change() {
        for (mode, words) in [
            ("process-per-task", "process-per-task has no worker count"),
            ("sequential", "choose process-pool, thread-pool or async"),
            ("async:5", "leave “:5” out"),
        ] {
            let error = with(mode, |_| {}).expect_err(words);
            assert!(error.contains(words), "{error}");
        }
        let none = with("async", |options| options.modes.clear()).expect_err("no mode");
        assert!(none.contains("-m"), "{none}");
        let two = with("async", |options| options.modes.push((Mode::ThreadPool, None))).expect_err("two modes");
        assert!(two.contains("one mode"), "{two}");
        let one = with("async", |options| options.workers = workers("4")).expect_err("one count");
        assert!(one.contains("several worker counts"), "{one}");
    }
}
