//! The options of `run` become a plan, or a sentence that says what to change.

use std::num::NonZeroU16;
use std::path::{Path, PathBuf};

use super::again;
use super::run_options::RunOptions;
use super::values::ModeChoice;
use crate::fetch;
use crate::model::{Keep, LabSettings, Mode, ModeError, Plan, PlanDraft, ROUNDS_UNTIL_WIDTH, Source, StopRules};

/// How many pictures are fetched from the lab server when nothing else is said.
const LAB_PICTURES: u32 = 10;

/// How many workers a mode has when nothing else is said.
pub(super) const WORKERS: u16 = 5;

/// How many rounds there are when nothing else is said.
const ROUNDS: u32 = 8;

/// How many requests go to other people's hosts without asking.
const REQUESTS_WITHOUT_YES: u64 = 100;

/// A plan that does what the options ask for.
///
/// # Errors
///
/// One sentence that says what to change.
pub fn plan(options: &RunOptions) -> Result<Plan, String> {
    if options.url.as_deref().is_some_and(|url| url.trim().is_empty()) {
        return Err("the address is empty; write a URL, or nothing at all for the lab server".to_owned());
    }
    let draft = match &options.plan {
        Some(path) => again::draft(path, options)?,
        None => draft(options)?,
    };
    let plan = Plan::new(draft).map_err(|error| error.to_string())?;
    ask_before_many_requests(&plan, options.yes)?;
    Ok(plan)
}

fn draft(options: &RunOptions) -> Result<PlanDraft, String> {
    let source = source_of(options.url.as_deref().unwrap_or_default(), &options.lab.settings(), options)?;
    let count = options.count.unwrap_or_else(|| u32::try_from(source.len()).unwrap_or(u32::MAX));
    Ok(PlanDraft {
        source,
        count,
        work: options.work,
        accept: options.accept,
        connections: options.connections,
        http2: options.http2,
        headers: options.headers.clone(),
        rounds: options.rounds.unwrap_or(if options.until_width.is_some() { ROUNDS_UNTIL_WIDTH } else { ROUNDS }),
        contenders: contenders(options, count)?,
        baseline: options.baseline.map(|(mode, workers)| (mode, workers.map(NonZeroU16::get))),
        folder: folder(options.folder.as_deref())?,
        keep: options.keep.unwrap_or(Keep::Last),
        seed: options.seed,
        warm_up: !options.no_warm_up,
        timeout_secs: options.timeout,
        max_bytes: options.max_bytes,
        stop: StopRules {
            until_width: options.until_width,
            budget_requests: options.budget_requests,
            budget_bytes: options.budget_bytes,
            budget_secs: options.budget_secs,
        },
        rate_per_sec: options.rate,
    })
}

/// What a text names; the lab server, with these settings, where it is empty or a path.
pub(super) fn source_of(text: &str, settings: &LabSettings, options: &RunOptions) -> Result<Source, String> {
    let pictures = options.count.unwrap_or(LAB_PICTURES);
    let source = fetch::source(text, settings, pictures).map_err(|error| error.to_string())?;
    match (&source, options.lab.first_given()) {
        (Source::Urls(_), Some(option)) => {
            Err(format!("{option} sets the lab server, which takes no part when a URL is given; leave one of them out"))
        }
        _ => Ok(source),
    }
}

fn contenders(options: &RunOptions, count: u32) -> Result<Vec<(Mode, u16)>, String> {
    let workers = workers(options)?.unwrap_or(WORKERS);
    if options.modes.is_empty() {
        return Ok(Mode::ALL.map(|mode| (mode, workers)).to_vec());
    }
    let chosen = options.modes.iter().map(|&choice| contender(choice, workers, count));
    chosen.collect::<Result<_, _>>().map_err(|error| error.to_string())
}

/// The one worker count that was given.
pub(super) fn workers(options: &RunOptions) -> Result<Option<u16>, String> {
    match options.workers.as_ref().map(|counts| counts.0.as_slice()) {
        None => Ok(None),
        Some([workers]) => Ok(Some(*workers)),
        Some(_) => Err("several worker counts are a sweep; use `manyhands sweep`, or give one".to_owned()),
    }
}

/// A mode with its workers. Where the mode fixes them itself, only that very number may be named,
/// as reports do (`sequential:1`).
pub(super) fn contender((mode, named): ModeChoice, otherwise: u16, count: u32) -> Result<(Mode, u16), ModeError> {
    let fixed = match mode {
        Mode::Sequential => Some(1),
        Mode::ProcessPerTask => Some(count),
        Mode::ProcessPool | Mode::ThreadPool | Mode::Async => None,
    };
    match (named, fixed) {
        (Some(named), Some(fixed)) if u32::from(named.get()) != fixed => Err(ModeError::FixedWorkers(mode, named)),
        _ => Ok((mode, named.map_or(otherwise, NonZeroU16::get))),
    }
}

/// The folder by its full path, as the report and the worker processes want it.
pub(super) fn folder(folder: Option<&Path>) -> Result<Option<PathBuf>, String> {
    let Some(folder) = folder else { return Ok(None) };
    let folder = std::path::absolute(folder)
        .map_err(|error| format!("there is no such folder ({error}); name another than {}", folder.display()))?;
    fetch::probe_folder(&folder).map_err(|error| error.to_string())?;
    Ok(Some(folder))
}

fn ask_before_many_requests(plan: &Plan, yes: bool) -> Result<(), String> {
    let (requests, hosts) = (plan.requests(), plan.foreign_hosts());
    if yes || hosts.is_empty() || requests <= REQUESTS_WITHOUT_YES {
        return Ok(());
    }
    let hosts = match hosts.as_slice() {
        [host] => host.clone(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
        [] => unreachable!("looked at above"),
    };
    Err(format!(
        "this makes {requests} requests to {hosts}, and more where it redirects; add --yes if that may be asked of it, \
         or make it fewer with -n, -m or --rounds"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::lab_options::LabSettingsOptions;
    use crate::cli::values::WorkerCounts;

    fn with(change: impl FnOnce(&mut RunOptions)) -> Result<Plan, String> {
        let mut options = RunOptions::default();
        change(&mut options);
        plan(&options)
    }

    fn contenders_of(plan: &Plan) -> Vec<String> {
        plan.contenders().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn without_options_it_is_the_default_comparison() {
        assert_eq!(with(|_| {}), Ok(Plan::new(PlanDraft::default()).expect("the default is a plan")));
    }

    #[test]
    fn the_count_is_that_of_the_addresses_unless_it_is_given() {
        let count = |url: &str, count: Option<u32>| {
            let plan = with(|options| {
                options.url = Some(url.to_owned());
                options.count = count;
            });
            plan.expect("a plan").count().get()
        };
        assert_eq!(count("/id/[1-4]/60/90", None), 4);
        assert_eq!(count("/id/[1-4]/60/90", Some(7)), 7);
        assert_eq!(count("http://127.0.0.1/[1-3].jpg", None), 3);
    }

    #[test]
    fn workers_go_to_the_modes_that_name_none() {
        let plan = with(|options| {
            options.workers = Some(WorkerCounts(vec![3]));
            options.modes = ["async", "async:8", "sequential:1", "process-per-task"]
                .map(|text| super::super::values::mode(text).expect("a mode"))
                .to_vec();
        });
        let plan = plan.expect("a plan");
        assert_eq!(contenders_of(&plan), ["async:3", "async:8", "sequential:1", "process-per-task:10"]);
    }

    #[test]
    fn a_width_allows_more_rounds_and_a_budget_fewer_requests() {
        let rounds = |change: fn(&mut RunOptions)| with(change).expect("a plan").rounds().get();
        assert_eq!(rounds(|options| options.until_width = Some(0.05)), 40);
        assert_eq!(rounds(|options| (options.until_width, options.rounds) = (Some(0.05), Some(12))), 12);
        let within = with(|options| {
            options.url = Some("http://a.example/[1-10].jpg".to_owned());
            options.budget_requests = Some(100);
        });
        assert_eq!(within.expect("it asks 60 times at most, so no yes is needed").requests(), 60);
    }

    #[test]
    fn many_requests_to_other_hosts_want_a_yes() {
        let url = |options: &mut RunOptions| options.url = Some("http://a.example/[1-10].jpg".to_owned());
        let refused = with(url).expect_err("410 requests");
        assert!(refused.contains("410 requests to a.example") && refused.contains("--yes"), "{refused}");
        let allowed = with(|options| {
            url(options);
            options.yes = true;
        });
        assert!(allowed.is_ok());
        let few = with(|options| {
            url(options);
            options.rounds = Some(1);
            options.modes = vec![(Mode::Async, None)];
        });
        assert!(few.is_ok());
    }

    #[test]
    fn what_cannot_be_done_says_what_to_change() {
        type Spoil = fn(&mut RunOptions);
        let wrong: [(Spoil, &str); 7] = [
            (|options| options.workers = Some(WorkerCounts(vec![1, 2])), "manyhands sweep"),
            (|options| options.url = Some("ftp://host/a".into()), "http"),
            (|options| options.url = Some("@/no/such/list".into()), "/no/such/list"),
            (|options| options.modes = vec![(Mode::Sequential, NonZeroU16::new(3))], "leave “:3” out"),
            (|options| options.modes = vec![(Mode::Async, None), (Mode::Async, None)], "named twice"),
            (|options| options.baseline = Some((Mode::Async, NonZeroU16::new(9))), "async:9 takes no part"),
            (
                |options| {
                    options.url = Some("http://127.0.0.1/a".into());
                    options.lab = LabSettingsOptions { jitter: Some(0.1), ..LabSettingsOptions::default() };
                },
                "--jitter sets the lab server",
            ),
        ];
        for (spoil, words) in wrong {
            let error = with(spoil).expect_err(words);
            assert!(error.contains(words), "{error}");
        }
    }
}
