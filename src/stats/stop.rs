//! What ends a comparison before its last round: a width that is reached, or a budget.
//!
//! To look at an interval after every round and stop when it pleases would make it hold less often
//! than it says. So the looks are fixed beforehand, at rounds that grow by half, and each is paid
//! for: with five looks, each interval is made as sure as if five times as many were asked for
//! (Bonferroni), and 95 % hold over all looks together.
//!
//! Source: C. Jennison and B. W. Turnbull, "Group Sequential Methods with Applications to Clinical
//! Trials" (2000), chapter 1; the bound is Bonferroni's, which needs nothing of how looks depend on
//! each other.

use std::fmt;

use crate::model::{Ratio, Report, STOPPED_AFTER, units};

use super::judge::times_of;
use super::{median, median_interval, rounds_needed};

/// What a comparison has cost so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spent {
    /// Requests of the warm-up, redirects included.
    pub warm_up_requests: u64,
    /// Bytes that the warm-up received.
    pub warm_up_bytes: u64,
    /// Seconds since it began.
    pub secs: f64,
    /// Seconds of its longest round.
    pub round_secs: f64,
}

/// Why a comparison ends before its last round.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stop {
    /// Rounds that were done.
    pub round: u32,
    /// Rounds that were planned.
    pub rounds: u32,
    /// Why no other is begun.
    pub reason: Reason,
}

/// Why no other round is begun.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reason {
    /// Every interval is narrower than this share of its ratio.
    Narrow(f64),
    /// The next round would pass this many requests, if it is like those before.
    Requests(u64),
    /// What was sent passes this many requests: where nothing was warmed up, redirects come unexpected.
    RequestsPassed {
        /// The budget.
        budget: u64,
        /// How many were sent.
        sent: u64,
    },
    /// The next round would pass this many bytes, if it is like those before.
    Bytes(u64),
    /// The next round would pass this many seconds, if it takes as long as the longest before.
    Secs(f64),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{STOPPED_AFTER}{} of {}: ", self.round, units::count(u64::from(self.rounds), "round"))?;
        match self.reason {
            Reason::Narrow(width) => write!(f, "every interval is narrower than {} %.", percent(width)),
            Reason::Requests(requests) => {
                write!(f, "the budget of {} does not pay for another.", units::count(requests, "request"))
            }
            Reason::RequestsPassed { budget, sent } => write!(
                f,
                "its {} passed the budget of {budget}, since redirects are not known beforehand without a warm-up.",
                units::count(sent, "request")
            ),
            Reason::Bytes(bytes) => write!(f, "the budget of {} does not pay for another.", units::bytes(bytes)),
            Reason::Secs(secs) => write!(f, "the budget of {} does not pay for another.", units::secs(secs)),
        }
    }
}

/// "5", "2.5".
fn percent(share: f64) -> f64 {
    (share * 1e5).round() / 1e3
}

/// After which rounds a comparison that stops at a width is looked at, the last of `rounds` always.
///
/// The first look is at the first round that has intervals at all, made as sure as so many looks
/// want it; each further one is half as many rounds later again: 10, 15, 23, 35, 40 for five
/// contenders and 40 rounds.
pub fn looks(rounds: u32, contenders: usize) -> Vec<u32> {
    let comparisons = contenders.saturating_sub(1).max(1);
    let from = |first: u32| {
        let mut looks: Vec<u32> = std::iter::successors(Some(first), |look| Some((look * 3).div_ceil(2)))
            .take_while(|&look| look < rounds)
            .collect();
        looks.push(rounds);
        looks
    };
    // More looks want a later first one, after which there are fewer: the first number that suffices.
    let first = |number: usize| u32::try_from(rounds_needed(comparisons * number)).unwrap_or(u32::MAX);
    (1..)
        .map(|number| (number, from(first(number))))
        .find(|(number, looks)| looks.len() <= *number)
        .expect("at most one look a round")
        .1
}

/// How many looks this report's comparison pays for: 1 unless it stops at a width.
pub fn looks_paid(report: &Report) -> usize {
    let plan = &report.plan;
    plan.stop.until_width.map_or(1, |_| looks(plan.rounds, plan.contenders.len()).len())
}

/// Whether the comparison ends after the last round of this report, which is judged, and why.
/// `None`: the next round may begin, or none is left.
pub fn stop(report: &Report, spent: &Spent) -> Option<Stop> {
    let (round, rounds) = (report.runs.last()?.round, report.plan.rounds);
    if round >= rounds {
        return None;
    }
    let reason = narrow(report, round).or_else(|| budget(report, spent, round))?;
    Some(Stop { round, rounds, reason })
}

fn narrow(report: &Report, round: u32) -> Option<Reason> {
    let asked = report.plan.stop.until_width?;
    let is_look = looks(report.plan.rounds, report.plan.contenders.len()).contains(&round);
    let width = widest(report, &report.ratios);
    (is_look && width.is_some_and(|width| width < asked)).then_some(Reason::Narrow(asked))
}

/// The widest interval of a report's ratios, as a share of its ratio; of a contender alone that of its time. `None`
/// while one of them has none.
pub(super) fn widest(report: &Report, ratios: &[Ratio]) -> Option<f64> {
    if report.plan.contenders.len() == 1 {
        return width_of_alone(report);
    }
    if ratios.len() + 1 < report.plan.contenders.len() {
        return None;
    }
    let widths = ratios.iter().map(|ratio| Some((ratio.high? - ratio.low?) / ratio.ratio));
    widths.collect::<Option<Vec<_>>>()?.into_iter().reduce(f64::max)
}

/// With nobody to be held against, the interval of the median time.
fn width_of_alone(report: &Report) -> Option<f64> {
    let times: Vec<f64> = times_of(report, *report.plan.contenders.first()?).into_values().collect();
    let (low, high) = median_interval(&times, looks_paid(report))?;
    Some((high - low) / median(&times)?)
}

fn budget(report: &Report, spent: &Spent, round: u32) -> Option<Reason> {
    let rules = &report.plan.stop;
    // The next round takes as much as those before did.
    let with_next = |so_far: u64| so_far + so_far.div_ceil(u64::from(round));
    let downloads = report.runs.iter().flat_map(|run| &run.downloads);
    let requests: u64 = downloads.map(|download| u64::from(download.requests())).sum();
    if let Some(budget) = rules.budget_requests {
        let sent = spent.warm_up_requests + requests;
        if sent > budget {
            return Some(Reason::RequestsPassed { budget, sent });
        }
        if spent.warm_up_requests + with_next(requests) > budget {
            return Some(Reason::Requests(budget));
        }
    }
    let next_bytes = spent.warm_up_bytes + with_next(report.runs.iter().map(|run| run.bytes).sum());
    if let Some(budget) = rules.budget_bytes.filter(|&budget| next_bytes > budget) {
        return Some(Reason::Bytes(budget));
    }
    rules.budget_secs.filter(|&budget| spent.secs + spent.round_secs > budget).map(Reason::Secs)
}

#[cfg(test)]
mod tests {
    use super::super::judge;
    use super::super::testing::report_of;
    use super::*;
    use crate::model::StopRules;

    /// Judged rounds of two contenders, the ratio ever the same but for `noise` in every other round.
    fn done(rounds: u32, noise: f64, rules: StopRules) -> Report {
        let rows: Vec<[f64; 2]> =
            (0..rounds).map(|round| [2.0, if round % 2 == 0 { 1.0 } else { 1.0 + noise }]).collect();
        let mut report =
            report_of(&["sequential:1", "async:2"], &rows.iter().map(<[f64; 2]>::as_slice).collect::<Vec<_>>());
        (report.plan.rounds, report.plan.stop) = (40, rules);
        report.runs.iter_mut().for_each(|run| run.bytes = 1_000_000);
        report.ratios = judge(&report).ratios;
        report
    }

    fn said(report: &Report, spent: Spent) -> Option<String> {
        stop(report, &spent).map(|stop| stop.to_string())
    }

    #[test]
    fn looks_are_fixed_beforehand_and_none_comes_before_there_are_intervals() {
        assert_eq!(looks(40, 5), [10, 15, 23, 35, 40]);
        assert_eq!(looks(40, 2), [8, 12, 18, 27, 40]);
        assert_eq!(looks(40, 1), looks(40, 2));
        assert_eq!(looks(5, 5), [5]);
        for (rounds, contenders) in (1..200).flat_map(|rounds| (1..8).map(move |contenders| (rounds, contenders))) {
            let looks = looks(rounds, contenders);
            assert!(looks.is_sorted_by(|a, b| a < b) && looks.last() == Some(&rounds), "{looks:?}");
            let needed = rounds_needed((contenders - 1).max(1) * looks.len());
            assert!(looks.len() == 1 || looks[0] as usize >= needed, "{looks:?}");
        }
    }

    #[test]
    fn it_stops_at_a_look_when_every_interval_is_narrow() {
        let until = |width| StopRules { until_width: Some(width), ..StopRules::default() };
        assert_eq!(said(&done(7, 0.0, until(0.05)), Spent::default()), None);
        let stopped = said(&done(8, 0.01, until(0.05)), Spent::default()).expect("it is narrow");
        assert_eq!(stopped, "Stopped after 8 of 40 rounds: every interval is narrower than 5 %.");
        assert_eq!(said(&done(9, 0.01, until(0.05)), Spent::default()), None, "this is no look");
        assert_eq!(said(&done(8, 0.06, until(0.05)), Spent::default()), None);
        assert_eq!(said(&done(40, 0.0, until(0.05)), Spent::default()), None, "nothing is left to stop");
        assert_eq!(said(&done(8, 0.0, StopRules::default()), Spent::default()), None);
    }

    #[test]
    fn looking_often_makes_each_look_surer() {
        let until = StopRules { until_width: Some(0.001), ..StopRules::default() };
        let (plain, paid) = (done(12, 0.06, StopRules::default()), done(12, 0.06, until));
        assert_eq!((plain.ratios[0].confidence, paid.ratios[0].confidence), (0.95, 0.99));
        let eight = done(8, 0.06, until);
        assert!(eight.ratios[0].low.is_some() && done(7, 0.06, until).ratios[0].low.is_none());
    }

    #[test]
    fn a_budget_is_never_passed() {
        let after = |rounds, rules, spent| said(&done(rounds, 0.0, rules), spent);
        let requests = |budget| StopRules { budget_requests: Some(budget), ..StopRules::default() };
        let warm = Spent { warm_up_requests: 10, warm_up_bytes: 1_000_000, ..Spent::default() };
        assert_eq!(after(2, requests(70), warm), None);
        let stopped = after(2, requests(69), warm).expect("it would be 70");
        assert_eq!(stopped, "Stopped after 2 of 40 rounds: the budget of 69 requests does not pay for another.");
        // Each redirected once: a round takes 40.
        let mut redirected = done(2, 0.0, requests(129));
        let hop = crate::model::Hop { url: redirected.plan.urls[0].clone(), status: 302, secs: 0.1 };
        let downloads = redirected.runs.iter_mut().flat_map(|run| &mut run.downloads);
        downloads.for_each(|download| download.hops = vec![hop.clone()]);
        assert!(said(&redirected, warm).is_some());
        redirected.plan.stop = requests(89);
        let passed = said(&redirected, warm).expect("they were 90");
        assert!(passed.contains("its 90 requests passed the budget of 89"), "{passed}");
        redirected.plan.stop = requests(130);
        assert_eq!(said(&redirected, warm), None);

        let bytes = |budget| StopRules { budget_bytes: Some(budget), ..StopRules::default() };
        // A megabyte a run of ten, and one for the warm-up.
        assert_eq!(after(2, bytes(7_000_000), warm), None);
        assert!(
            after(2, bytes(6_999_999), warm)
                .expect("it would be 7 MB")
                .ends_with("the budget of 7.0 MB does not pay for another.")
        );

        let secs = StopRules { budget_secs: Some(60.0), ..StopRules::default() };
        assert_eq!(after(2, secs, Spent { secs: 40.0, round_secs: 20.0, ..warm }), None);
        let stopped = after(2, secs, Spent { secs: 41.0, round_secs: 20.0, ..warm }).expect("it would be 61 s");
        assert!(stopped.ends_with("the budget of 60.00 s does not pay for another."), "{stopped}");
    }

    #[test]
    fn a_report_tells_by_its_verdict_that_it_was_stopped() {
        let mut report = done(8, 0.0, StopRules::default());
        assert_eq!(report.stopped(), None);
        let stop = Stop { round: 8, rounds: 40, reason: Reason::Requests(9) };
        report.verdict.why.extend(["Another reason.".to_owned(), stop.to_string()]);
        assert_eq!(report.stopped(), Some(stop.to_string().as_str()));
    }

    #[test]
    fn one_alone_has_the_interval_of_its_time() {
        let mut alone = report_of(&["async:2"], &[&[1.0], &[1.01], &[1.0], &[1.01], &[1.0], &[1.01], &[1.0], &[1.01]]);
        alone.plan.rounds = 40;
        alone.plan.stop.until_width = Some(0.05);
        assert!(stop(&alone, &Spent::default()).is_some());
        alone.plan.stop.until_width = Some(0.005);
        assert_eq!(stop(&alone, &Spent::default()), None);
    }
}
