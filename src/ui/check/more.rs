//! What is seldom changed: deadline, largest download, rate, stop rules, headers, baseline and seed.

use std::ops::RangeInclusive;

use crate::model::{Header, PlanDraft, StopRules};
use crate::store::{SetUp, StopForm};

use super::{Field, decimal};

/// The most MB or seconds of a budget: more than anybody has.
const MOST: f64 = 1e9;

/// These fields as a draft, what is wrong with them as errors beside them.
pub(super) fn more(set_up: &SetUp, errors: &mut Vec<(Field, String)>) -> PlanDraft {
    let mut draft = PlanDraft {
        warm_up: set_up.warm_up,
        baseline: set_up.baseline.map(|mode| (mode, None)),
        ..PlanDraft::default()
    };
    let mut wrong = |field, sentence: &str| errors.push((field, sentence.to_owned()));
    match decimal(&set_up.timeout_secs).filter(|secs| (0.001..=86_400.0).contains(secs)) {
        Some(secs) => draft.timeout_secs = secs,
        None => wrong(Field::Timeout, "Choose from 0.001 to 86,400 seconds."),
    }
    match decimal(&set_up.max_megabytes).filter(|megabytes| (0.000_001..=1e6).contains(megabytes)) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held within its range above")]
        Some(megabytes) => draft.max_bytes = (megabytes * 1e6).round() as u64,
        None => wrong(Field::MaxMegabytes, "Choose from 0.000001 to 1,000,000 MB."),
    }
    match headers(&set_up.headers) {
        Some(headers) => draft.headers = headers,
        None => wrong(Field::Headers, "Write each header on a line of its own, as Name: value."),
    }
    match seed(&set_up.seed) {
        Some(seed) => draft.seed = seed,
        None => wrong(Field::Seed, "A seed is a whole number; leave it empty for another each time."),
    }
    let rate = Optional(Field::Rate, "Choose from 0.01 to 10,000 requests a second, or leave it empty for any.");
    draft.rate_per_sec = rate.read(&set_up.rate_per_sec, errors, |text| within(text, 0.01..=1e4));
    draft.stop = stop(&set_up.stop, errors);
    draft
}

/// What may end it before its last round.
fn stop(form: &StopForm, errors: &mut Vec<(Field, String)>) -> StopRules {
    let percent = Optional(Field::UntilPercent, "Choose from 0.1 to 100 %, or leave it empty for all rounds.");
    let requests =
        Optional(Field::BudgetRequests, "Choose a whole number of requests, or leave it empty for no limit.");
    let megabytes = Optional(Field::BudgetMegabytes, "Choose from 0.000001 MB on, or leave it empty for no limit.");
    let secs = Optional(Field::BudgetSecs, "Choose from 0.001 seconds on, or leave it empty for no limit.");
    let percent = percent.read(&form.until_percent, errors, |text| within(text.trim_end_matches('%'), 0.1..=100.0));
    let megabytes = megabytes.read(&form.megabytes, errors, |text| within(text, 0.000_001..=MOST));
    StopRules {
        until_width: percent.map(|percent| percent / 100.0),
        budget_requests: requests
            .read(&form.requests, errors, |text| text.replace(',', "").parse().ok().filter(|requests| *requests > 0)),
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held within its range above")]
        budget_bytes: megabytes.map(|megabytes| (megabytes * 1e6).round() as u64),
        budget_secs: secs.read(&form.secs, errors, |text| within(text, 0.001..=MOST)),
    }
}

/// A field that may be empty, and what is said where something else stands in it than is wanted.
struct Optional(Field, &'static str);

impl Optional {
    fn read<T>(self, text: &str, errors: &mut Vec<(Field, String)>, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let Self(field, sentence) = self;
        let text = text.trim();
        let value = read(text);
        if value.is_none() && !text.is_empty() {
            errors.push((field, sentence.to_owned()));
        }
        value
    }
}

fn within(text: &str, range: RangeInclusive<f64>) -> Option<f64> {
    decimal(text).filter(|number| range.contains(number))
}

/// The headers that a text names, one a line.
fn headers(text: &str) -> Option<Vec<Header>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some(Header { name: name.trim().to_owned(), value: value.trim().to_owned() })
    };
    lines.map(header).collect()
}

/// The seed that a text names; for an empty one any will do.
fn seed(text: &str) -> Option<u64> {
    if text.trim().is_empty() { Some(PlanDraft::default().seed) } else { text.trim().parse().ok() }
}
