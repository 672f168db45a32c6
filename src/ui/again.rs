//! From a report back to the fields: what was asked for then, to be asked for again.

use url::Position;

use crate::fetch::contract;
use crate::model::{Contender, LAB_PICTURES, LabSettings, Mode, Report, ReportPlan, StopRules};
use crate::store::{LabField, LabForm, SetUp, StopForm, SweepForm};

/// The fields as they stood for this report, and a sentence for each thing that no report holds or no field
/// can.
pub fn set_up_of(report: &Report) -> (SetUp, Vec<String>) {
    let plan = &report.plan;
    let swept = plan.swept();
    let usual = if swept.is_some() { SetUp::for_sweep() } else { SetUp::default() };
    let mut missing = Vec::new();
    let mut set_up = SetUp {
        count: plan.count.to_string(),
        rounds: plan.rounds.to_string(),
        work: plan.work,
        connections: plan.connections,
        accept: plan.accept,
        folder: plan.folder.as_ref().map(|folder| folder.to_string_lossy().into_owned()).unwrap_or_default(),
        stop: stop_form(&plan.stop),
        seed: report.seed.to_string(),
        ..usual
    };
    match swept {
        Some(mode) => set_up.sweep = Some(SweepForm { mode, workers: counts(&plan.contenders) }),
        None => modes(plan, &mut set_up, &mut missing),
    }
    if plan.folder.is_some() {
        missing.push("No report holds which files stay in the folder; choose it again.".to_owned());
    }
    source(plan, &mut set_up, &mut missing);
    client(plan, &mut set_up, &mut missing);
    (set_up, missing)
}

/// "1, 2, 4".
fn counts(contenders: &[Contender]) -> String {
    let mut counts: Vec<u16> = contenders.iter().map(|contender| contender.workers.get()).collect();
    counts.sort_unstable();
    counts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn modes(plan: &ReportPlan, set_up: &mut SetUp, missing: &mut Vec<String>) {
    for choice in &mut set_up.modes {
        let mut own = plan.contenders.iter().filter(|contender| contender.mode == choice.mode);
        let first = own.next();
        choice.chosen = first.is_some();
        if let Some(first) = first.filter(|first| first.mode.takes_workers()) {
            choice.workers = first.workers.to_string();
        }
        missing.extend(own.map(|other| format!("Each mode stands here once, so {other} is left out.")));
    }
    // Without a choice it is the first of those that take part, in the order of the fields.
    let first = set_up.modes.iter().find(|choice| choice.chosen).map(|choice| choice.mode);
    let has_sequential = plan.contenders.iter().any(|contender| contender.mode == Mode::Sequential);
    let usual = if has_sequential { Some(Mode::Sequential) } else { first };
    set_up.baseline = Some(plan.baseline.mode).filter(|mode| Some(*mode) != usual);
}

fn source(plan: &ReportPlan, set_up: &mut SetUp, missing: &mut Vec<String>) {
    let from = if plan.lab.is_some() { Position::BeforePath } else { Position::BeforeScheme };
    let addresses: Vec<&str> = plan.urls.iter().map(|url| &url[from..]).collect();
    let settings = plan.lab.as_ref().map_or_else(LabSettings::default, |lab| lab.settings.clone());
    if plan.lab.is_some() {
        let (width, height) = [LabField::Width, LabField::Height].map(|side| set_up.lab.text(side).to_owned()).into();
        set_up.lab = LabForm::from(&settings);
        set_up.lab.set(LabField::Width, width);
        set_up.lab.set(LabField::Height, height);
        if let Some((width, height)) = pictures_of_one_size(&addresses) {
            set_up.lab.set(LabField::Width, width.to_owned());
            set_up.lab.set(LabField::Height, height.to_owned());
            set_up.from_lab = true;
            return;
        }
    }
    set_up.from_lab = false;
    set_up.address = contract(&addresses).unwrap_or_else(|| {
        missing.push(
            "So many different addresses stand in no field; put them into a list and type @ and its path.".to_owned(),
        );
        String::new()
    });
}

/// Width and height, where the addresses are those that the lab server's settings name by themselves.
fn pictures_of_one_size<'a>(paths: &[&'a str]) -> Option<(&'a str, &'a str)> {
    let mut parts = paths.first()?.strip_prefix("/id/1/")?.split('/');
    let (width, height) = (parts.next()?, parts.next()?);
    let is_size = |side: &str| side.parse::<u32>().is_ok_and(|pixels| pixels.to_string() == side);
    let named = |(place, path): (u32, &&str)| **path == format!("/id/{}/{width}/{height}", place % LAB_PICTURES + 1);
    (is_size(width) && is_size(height) && (0..).zip(paths).all(named)).then_some((width, height))
}

fn client(plan: &ReportPlan, set_up: &mut SetUp, missing: &mut Vec<String>) {
    let Some(client) = &plan.client else { return };
    (set_up.http2, set_up.warm_up) = (client.http2, client.warm_up);
    set_up.timeout_secs = client.timeout_secs.to_string();
    set_up.max_megabytes = megabytes(client.max_bytes);
    set_up.rate_per_sec = client.rate_per_sec.map(|rate| rate.to_string()).unwrap_or_default();
    if !client.headers.is_empty() {
        let names = client.headers.join(", ");
        missing.push(format!("No report holds the values of request headers; type them again: {names}."));
    }
    if client.credentials {
        missing.push("No report holds the user name and password of an address; type them again.".to_owned());
    }
}

fn stop_form(stop: &StopRules) -> StopForm {
    // So that 0.07 is 7 % and not 7.000000000000001.
    let percent = |share: f64| ((share * 1e6).round() / 1e4).to_string();
    StopForm {
        until_percent: stop.until_width.map(percent).unwrap_or_default(),
        requests: stop.budget_requests.map(|requests| requests.to_string()).unwrap_or_default(),
        megabytes: stop.budget_bytes.map(megabytes).unwrap_or_default(),
        secs: stop.budget_secs.map(|secs| secs.to_string()).unwrap_or_default(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "nobody asks for petabytes to the byte")]
fn megabytes(bytes: u64) -> String {
    (bytes as f64 / 1e6).to_string()
}
