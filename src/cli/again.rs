//! `--plan REPORT.json`: a comparison done again, with what is given beside it changed.
//!
//! What a report does not hold cannot come from it: the values of headers, and user names and passwords
//! in addresses. Where there were any they have to be given again. Which files are to stay is not in it
//! either, and follows the options alone.

use std::num::NonZeroU16;
use std::path::Path;

use url::Position;

use super::draft::{WORKERS, contender, folder, source_of, workers};
use super::run_options::RunOptions;
use crate::export;
use crate::model::{ClientRecord, Keep, LabSettings, Mode, PlanDraft, ROUNDS_UNTIL_WIDTH, Report, Source, StopRules};

/// The report's plan with the options that were given.
///
/// # Errors
///
/// One sentence that says what to change.
pub fn draft(path: &Path, options: &RunOptions) -> Result<PlanDraft, String> {
    let report = export::open(path).map_err(|error| error.to_string())?;
    from_report(&report, options)
}

fn from_report(report: &Report, options: &RunOptions) -> Result<PlanDraft, String> {
    let (plan, given) = (&report.plan, |name: &str| options.given.has(name));
    if let Some(client) = &plan.client {
        check_secrets(client, options)?;
    }
    let source = source(report, options)?;
    let addresses = u32::try_from(source.len()).unwrap_or(u32::MAX);
    // As many as there were addresses: that was no choice, and other addresses have another number.
    let was_chosen = plan.urls.len() as u64 != u64::from(plan.count);
    let count = options.count.unwrap_or(if options.url.is_some() && !was_chosen { addresses } else { plan.count });
    let contenders = contenders(report, options, count)?;
    let takes_part = |mode: Mode| contenders.iter().any(|(other, _)| *other == mode);
    let known_baseline = Some((plan.baseline.mode, plan.baseline.workers)).filter(|_| options.modes.is_empty());
    let known_baseline = known_baseline.filter(|(mode, _)| takes_part(*mode)).map(|(mode, workers)| {
        // With other worker counts it is the mode that is meant.
        (mode, options.workers.is_none().then_some(workers.get()))
    });
    let is_newly_until_width = options.until_width.is_some() && plan.stop.until_width.is_none();
    let client = plan.client.as_ref();
    let of_client = |known: Option<f64>, name: &str, asked: f64| known.filter(|_| !given(name)).unwrap_or(asked);
    Ok(PlanDraft {
        source,
        count,
        work: if given("work") { options.work } else { plan.work },
        accept: if given("accept") { options.accept } else { plan.accept },
        connections: if given("connections") { options.connections } else { plan.connections },
        http2: options.http2 || client.is_some_and(|client| client.http2),
        headers: options.headers.clone(),
        rounds: options.rounds.unwrap_or(if is_newly_until_width { ROUNDS_UNTIL_WIDTH } else { plan.rounds }),
        baseline: options.baseline.map(|(mode, workers)| (mode, workers.map(NonZeroU16::get))).or(known_baseline),
        contenders,
        folder: if options.folder.is_some() {
            folder(options.folder.as_deref())?
        } else {
            folder(plan.folder.as_deref())?
        },
        keep: options.keep.unwrap_or(Keep::Last),
        seed: if given("seed") { options.seed } else { report.seed },
        warm_up: !options.no_warm_up && client.is_none_or(|client| client.warm_up),
        timeout_secs: of_client(client.map(|client| client.timeout_secs), "timeout", options.timeout),
        max_bytes: client.map(|client| client.max_bytes).filter(|_| !given("max_bytes")).unwrap_or(options.max_bytes),
        stop: StopRules {
            until_width: options.until_width.or(plan.stop.until_width),
            budget_requests: options.budget_requests.or(plan.stop.budget_requests),
            budget_bytes: options.budget_bytes.or(plan.stop.budget_bytes),
            budget_secs: options.budget_secs.or(plan.stop.budget_secs),
        },
        rate_per_sec: options.rate.or(client.and_then(|client| client.rate_per_sec)),
    })
}

/// What a report never holds has to be given again.
fn check_secrets(client: &ClientRecord, options: &RunOptions) -> Result<(), String> {
    let is_given = |name: &String| options.headers.iter().any(|header| header.name.eq_ignore_ascii_case(name));
    if let Some(name) = client.headers.iter().find(|name| !is_given(name)) {
        return Err(format!(
            "the comparison was sent with the header {name}, whose value no report holds; give it again with \
             -H \"{name}: …\""
        ));
    }
    if client.credentials && options.url.is_none() {
        return Err("the comparison had a user name or a password in its addresses, which no report holds; give the \
                    URL again"
            .to_owned());
    }
    Ok(())
}

/// The URL that was given, or the report's addresses; the lab server as it was, but for the options
/// that were given.
fn source(report: &Report, options: &RunOptions) -> Result<Source, String> {
    let plan = &report.plan;
    let known = plan.lab.as_ref().map(|lab| lab.settings.clone());
    let settings = options.lab.over(known.clone().unwrap_or_default());
    match (&options.url, known) {
        (Some(url), _) => source_of(url, &settings, options),
        (None, None) => match options.lab.first_given() {
            Some(option) => {
                Err(format!("{option} sets the lab server, which took no part in this comparison; leave it out"))
            }
            None => Ok(Source::Urls(plan.urls.clone())),
        },
        (None, Some(LabSettings { .. })) => {
            // Its port was another then.
            let paths = plan.urls.iter().map(|url| url[Position::BeforePath..].to_owned()).collect();
            Ok(Source::Lab { settings, paths })
        }
    }
}

/// The modes that were given, or those of the report, with the worker count that was given.
fn contenders(report: &Report, options: &RunOptions, count: u32) -> Result<Vec<(Mode, u16)>, String> {
    let workers = workers(options)?;
    if !options.modes.is_empty() {
        let chosen = options.modes.iter().map(|&choice| contender(choice, workers.unwrap_or(WORKERS), count));
        return chosen.collect::<Result<_, _>>().map_err(|error| error.to_string());
    }
    let known = report.plan.contenders.iter();
    Ok(known.map(|contender| (contender.mode, workers.unwrap_or(contender.workers.get()))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::arguments::{self, Asked};
    use crate::cli::tables::samples;
    use crate::model::{Connections, LabRecord, Plan, Work};

    /// A comparison of the lab server, every choice another than the default.
    fn report() -> Report {
        let mut report = samples::report(&["process-per-task:3", "async:7"], Vec::new());
        report.seed = 9;
        let plan = &mut report.plan;
        plan.urls =
            (1..=3).map(|id| format!("http://127.0.0.1:4711/id/{id}/20/30?blur=1").parse().expect("url")).collect();
        (plan.count, plan.rounds, plan.work, plan.connections) = (3, 4, Work::Thumbnail, Connections::Reuse);
        plan.baseline = plan.contenders[1];
        plan.stop.budget_requests = Some(900);
        let settings = LabSettings { latency_secs: 0.2, max_requests: Some(2), ..LabSettings::default() };
        plan.lab = Some(LabRecord { settings, lateness: None });
        plan.client = Some(ClientRecord {
            http2: true,
            timeout_secs: 5.0,
            max_bytes: 1000,
            warm_up: false,
            rate_per_sec: Some(3.0),
            headers: Vec::new(),
            credentials: false,
        });
        report
    }

    fn again(report: &Report, line: &str) -> Result<PlanDraft, String> {
        let Ok(Asked::Run(options)) = arguments::read(&format!("run {line}")) else { panic!("this is a run: {line}") };
        from_report(report, &options)
    }

    #[test]
    fn without_options_it_is_the_same_comparison() {
        let draft = again(&report(), "").expect("a draft");
        let paths = (1..=3).map(|id| format!("/id/{id}/20/30?blur=1")).collect();
        let settings = report().plan.lab.expect("the lab serves").settings;
        let wanted = PlanDraft {
            source: Source::Lab { settings, paths },
            count: 3,
            work: Work::Thumbnail,
            connections: Connections::Reuse,
            http2: true,
            rounds: 4,
            contenders: vec![(Mode::ProcessPerTask, 3), (Mode::Async, 7)],
            baseline: Some((Mode::Async, Some(7))),
            seed: 9,
            warm_up: false,
            timeout_secs: 5.0,
            max_bytes: 1000,
            rate_per_sec: Some(3.0),
            stop: StopRules { budget_requests: Some(900), ..StopRules::default() },
            ..PlanDraft::default()
        };
        assert_eq!(draft, wanted);
        let plan = Plan::new(draft).expect("a plan");
        assert_eq!(plan.contenders(), report().plan.contenders);
    }

    #[test]
    fn what_is_given_wins_even_where_it_is_the_default() {
        let line = "-n 6 -w 2 --rounds 8 --seed 1 --timeout 60 --latency 430 --work download --rate 5";
        let draft = again(&report(), line).expect("a draft");
        assert_eq!((draft.count, draft.rounds, draft.seed, draft.work), (6, 8, 1, Work::Download));
        assert_eq!((draft.timeout_secs.to_bits(), draft.rate_per_sec), (60f64.to_bits(), Some(5.0)));
        assert_eq!((draft.contenders[1], draft.baseline), ((Mode::Async, 2), Some((Mode::Async, None))));
        let Source::Lab { settings, .. } = &draft.source else { panic!("the lab serves") };
        assert_eq!((settings.latency_secs.to_bits(), settings.max_requests), (0.43f64.to_bits(), Some(2)));

        let draft = again(&report(), "--until-width 5% --budget-requests 500").expect("a draft");
        assert_eq!((draft.rounds, draft.stop.budget_requests), (ROUNDS_UNTIL_WIDTH, Some(500)));

        let draft = again(&report(), "http://127.0.0.1/[1-4].jpg -m sequential -m async:3").expect("a draft");
        assert_eq!((draft.count, draft.contenders.len(), draft.baseline), (4, 2, None));
        assert!(matches!(draft.source, Source::Urls(urls) if urls.len() == 4));
        let mut repeated = report();
        repeated.plan.count = 40;
        let draft = again(&repeated, "http://127.0.0.1/[1-4].jpg").expect("a draft");
        assert_eq!(draft.count, 40, "it was chosen, and stays");
    }

    #[test]
    fn what_no_report_holds_has_to_be_given_again() {
        let mut report = report();
        let client = report.plan.client.as_mut().expect("known");
        (client.headers, client.credentials) = (vec!["Authorization".into()], true);
        let error = again(&report, "").expect_err("a header");
        assert!(error.contains("-H \"Authorization: …\""), "{error}");
        let error = again(&report, "-H authorization:x").expect_err("credentials");
        assert!(error.ends_with("give the URL again"), "{error}");
        assert!(again(&report, "http://me:word@127.0.0.1/a -H authorization:x").is_ok());
    }

    #[test]
    fn a_report_from_before_clients_were_kept_has_the_defaults() {
        let mut report = report();
        report.plan.client = None;
        let draft = again(&report, "").expect("a draft");
        assert_eq!((draft.max_bytes, draft.warm_up, draft.http2), (100_000_000, true, false));
    }

    #[test]
    fn a_lab_option_without_a_lab_is_refused() {
        let mut report = report();
        report.plan.lab = None;
        let error = again(&report, "--jitter 5").expect_err("no lab");
        assert!(error.contains("--jitter"), "{error}");
        assert!(matches!(again(&report, "").expect("a draft").source, Source::Urls(_)));
    }
}
