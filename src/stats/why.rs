//! What stands below the verdict's sentence: how sure it is, who ties, how near the limit, and what
//! is to be known besides. Short sentences, the most important first.
//!
//! What a report does not hold is not told here: the engine adds its notices (such as fewer workers
//! than asked, and the reason).

use crate::model::units::{secs, times};
use crate::model::words::capital;
use crate::model::{Contender, ErrorKind, Outcome, Ratio, Report, Run, Summary};

use super::failures::Failures;
use super::judge::{confidence, counts};
use super::sentence::Finding;
use super::standing::{Entry, Standing, TIE};
use super::stop::widest;
use super::words::{Names, join, number_word};
use super::{looks, median, outliers};

/// The lab server's lateness is told from this share of its latency on.
const LATE: f64 = 0.01;
/// The same where it has no latency.
const LATE_SECS: f64 = 0.001;

/// What the sentences are about.
pub struct Case<'a> {
    pub report: &'a Report,
    pub names: &'a Names<'a>,
    pub entries: &'a [Entry],
    pub standing: Option<&'a Standing>,
    pub summary: &'a [Summary],
    pub ratios: &'a [Ratio],
    pub finding: &'a Finding,
}

impl Case<'_> {
    /// Every sentence that applies.
    pub fn why(&self) -> Vec<String> {
        let Some(standing) = self.standing else { return self.first_failure().into_iter().collect() };
        let winners: Vec<Contender> = std::iter::once(standing.fastest).chain(standing.tied()).collect();
        let sentences = [
            self.how_sure(standing),
            self.unclean_win(&winners),
            self.ties(standing),
            self.near_the_limit(standing),
            self.other_failures(&winners),
            self.uncounted(),
            self.lateness(),
            self.outliers(),
            self.tried_again(),
            self.looks(),
            self.still_wide(),
        ];
        sentences.into_iter().flatten().collect()
    }

    /// Where nothing counts: what the first failed download said, which tells what to do.
    fn first_failure(&self) -> Option<String> {
        let messages =
            self.report.runs.iter().flat_map(|run| &run.downloads).filter_map(|download| match &download.outcome {
                Outcome::Failed(failure) if failure.kind != ErrorKind::Cancelled => Some(&failure.message),
                Outcome::Failed(_) | Outcome::Ok => None,
            });
        messages.into_iter().find(|message| !message.is_empty()).map(|message| capital(message))
    }

    fn how_sure(&self, standing: &Standing) -> Option<String> {
        match self.finding {
            Finding::Nothing | Finding::AllFailed(_) | Finding::NoneCounts(_) | Finding::Only { .. } => None,
            Finding::Alone { .. } => self.range_of_runs(),
            _ if !standing.sure => Some(self.too_early(standing)),
            Finding::AllTie { .. } => {
                let rounds = rounds(standing)?;
                Some(format!("Over {rounds} rounds they differ by less than 3 %, or by no more than chance."))
            }
            Finding::BaselineBest { .. } => baseline_best(self.names, standing),
            Finding::Best { .. } | Finding::Tie { .. } => {
                let compared = standing.to_baseline?;
                let (low, high) = compared.interval?;
                Some(format!("95 % sure of {} over {} rounds.", range(low, high), compared.rounds))
            }
            Finding::BestWithoutBaseline { .. } | Finding::TieWithoutBaseline { .. } => {
                let baseline = self.names.short(self.report.plan.baseline);
                Some(format!("{} has no run that could be compared.", capital(&baseline)))
            }
        }
    }

    fn range_of_runs(&self) -> Option<String> {
        let summary = self.summary.first().filter(|summary| summary.runs > 1)?;
        let (min, max) = (secs(summary.min_secs), secs(summary.max_secs));
        Some(format!("The median of {} runs, from {min} to {max}.", summary.runs))
    }

    /// Too few rounds altogether, or too few that count of some.
    fn too_early(&self, standing: &Standing) -> String {
        let done = self.entries.iter().map(|entry| entry.times.len()).max().unwrap_or(0);
        if done < standing.rounds_needed {
            let contenders = self.names.count(self.report.plan.contenders.len());
            return format!("Too early to be sure: {} rounds are needed for {contenders}.", standing.rounds_needed);
        }
        let short_of = |entry: &&Entry| !entry.times.is_empty() && entry.times.len() < standing.rounds_needed;
        let few: Vec<Contender> = self.entries.iter().filter(short_of).map(|entry| entry.contender).collect();
        format!("Not sure: too few runs of {} can be counted.", self.names.list(&few))
    }

    /// The badge without which a contender with failed downloads cannot win.
    fn unclean_win(&self, winners: &[Contender]) -> Option<String> {
        let (contenders, failures) = self.failures(|contender| winners.contains(&contender));
        let list = self.names.list(&contenders);
        let (failed, tried) = (failures.failed(), failures.tried);
        (failed > 0).then(|| {
            format!("Not a clean win: with {list}, {failed} of {tried} downloads failed ({}).", failures.kinds())
        })
    }

    fn ties(&self, standing: &Standing) -> Option<String> {
        let tied = standing.tied();
        match self.finding {
            Finding::Tie { number, .. } | Finding::TieWithoutBaseline { number, .. } => {
                let all: Vec<Contender> =
                    self.in_plan_order(|other| other == standing.fastest || tied.contains(&other));
                Some(format!("The {} are {}.", number_word(*number), self.names.list(&all)))
            }
            Finding::BaselineBest { baseline } => {
                let all: Vec<Contender> = self
                    .in_plan_order(|other| other != *baseline && (other == standing.fastest || tied.contains(&other)));
                (!all.is_empty())
                    .then(|| format!("{} {} with it.", capital(&self.names.list(&all)), Names::tie_verb(&all)))
            }
            _ => None,
        }
    }

    fn near_the_limit(&self, standing: &Standing) -> Option<String> {
        let is_fastest = |summary: &&Summary| {
            summary.mode == standing.fastest.mode && summary.workers == standing.fastest.workers.get()
        };
        let summary = self.summary.iter().find(is_fastest)?;
        let over = summary.over_limit?;
        let has_jitter = self.report.plan.lab.as_ref().is_some_and(|lab| lab.settings.jitter_secs > 0.0);
        let limit = match summary.estimated_limit_secs {
            None if has_jitter => "the limit that the lab server sets, its jitter left out",
            None => "the limit that the lab server sets",
            Some(_) => "the limit, as estimated from the host at its best",
        };
        if over > 1.1 {
            let start = self.start_price(standing).unwrap_or_default();
            return Some(format!("{} times {limit}{start}.", times(over)));
        }
        // Failed downloads cost less than the limit allows for: then it says nothing.
        (over > 0.99).then(|| format!("Within {:.0} % of {limit}.", ((over - 1.0) * 100.0 - 1e-9).ceil().max(1.0)))
    }

    /// What starting processes adds to the limit, where that can be seen.
    fn start_price(&self, standing: &Standing) -> Option<String> {
        let of_fastest = || self.report.runs.iter().filter(|run| counts(run) && run.contender() == standing.fastest);
        // One start was measured alone, and many at once may cost less each: no more than was seen.
        let seen = |run: &Run| run.processes.iter().filter_map(|process| process.ready_secs).reduce(f64::max);
        let price = |run: &Run| Some(run.start_price_secs?.min(seen(run).unwrap_or(f64::INFINITY)));
        let price = median(&of_fastest().filter_map(price).collect::<Vec<_>>())?;
        (price > 0.01 * standing.fastest_secs).then(|| format!("; starting the processes alone takes {}", secs(price)))
    }

    fn other_failures(&self, winners: &[Contender]) -> Option<String> {
        let (contenders, failures) = self.failures(|contender| !winners.contains(&contender));
        let list = self.names.list(&contenders);
        let (failed, tried) = (failures.failed(), failures.tried);
        match failed {
            0 => None,
            all if all == tried => Some(format!("With {list}, every download failed: {}.", failures.kinds())),
            _ => Some(format!("With {list}, {failed} of {tried} downloads failed: {}.", failures.kinds())),
        }
    }

    /// The contenders of this kind that have failed downloads, and those downloads.
    fn failures(&self, of: impl Fn(Contender) -> bool) -> (Vec<Contender>, Failures) {
        let mut together = Failures::default();
        let contenders = self.in_plan_order(|contender| {
            let failures = Failures::of(self.report.runs.iter().filter(|run| run.contender() == contender));
            let fails = of(contender) && failures.failed() > 0;
            if fails {
                together.add(&failures);
            }
            fails
        });
        (contenders, together)
    }

    /// Runs that do not count, though some of their downloads succeeded.
    fn uncounted(&self) -> Option<String> {
        let uncounted = |contender: Contender| {
            self.report.runs.iter().filter(move |run| run.contender() == contender && !counts(run) && run.ok > 0)
        };
        let contenders = self.in_plan_order(|contender| uncounted(contender).next().is_some());
        let number: usize = contenders.iter().map(|&contender| uncounted(contender).count()).sum();
        let list = self.names.list(&contenders);
        match number {
            0 => None,
            1 => Some(format!("One run of {list} does not count.")),
            _ => Some(format!("{} runs of {list} do not count.", capital(&number_word(number)))),
        }
    }

    fn lateness(&self) -> Option<String> {
        let lab = self.report.plan.lab.as_ref()?;
        let late_secs = lab.lateness?.p95_secs;
        let latency_secs = lab.settings.latency_secs;
        let allowed_secs = if latency_secs > 0.0 { LATE * latency_secs } else { LATE_SECS };
        (late_secs > allowed_secs)
            .then(|| format!("The lab server was late: one answer in twenty by more than {}.", secs(late_secs)))
    }

    /// Outliers that matter: those that would not tie with the median.
    fn outliers(&self) -> Option<String> {
        let of_entry = |entry: &Entry| {
            let (contender, middle) = (entry.contender, entry.median_secs().unwrap_or(f64::INFINITY));
            let rounds: Vec<(u32, f64)> = entry.times.iter().map(|(&round, &secs)| (round, secs)).collect();
            let times: Vec<f64> = rounds.iter().map(|&(_, secs)| secs).collect();
            let found = outliers(&times).into_iter().map(move |place| (contender, rounds[place]));
            found.filter(move |(_, (_, secs))| *secs > middle * TIE || *secs < middle / TIE).collect::<Vec<_>>()
        };
        let found: Vec<_> = self.entries.iter().flat_map(of_entry).collect();
        match found.as_slice() {
            [] => None,
            [(contender, (round, took))] => {
                let name = self.names.short(*contender);
                Some(format!("Round {round} of {name} is an outlier, at {}; it is kept.", secs(*took)))
            }
            several => Some(format!("{} runs are outliers; they are kept.", capital(&number_word(several.len())))),
        }
    }

    /// What worker processes took with them when they ended before their task.
    fn tried_again(&self) -> Option<String> {
        let downloads = self.report.runs.iter().flat_map(|run| &run.downloads);
        match downloads.filter(|download| download.attempts > 1).count() {
            0 => None,
            1 => Some("One download was tried again, since its worker process ended.".to_owned()),
            more => {
                let number = capital(&number_word(more));
                Some(format!("{number} downloads were tried again, since their worker processes ended."))
            }
        }
    }

    /// What stopping by what is seen was paid with.
    fn looks(&self) -> Option<String> {
        let plan = &self.report.plan;
        plan.stop.until_width?;
        let looks = looks(plan.rounds, plan.contenders.len());
        let each = (confidence(looks.len()) * 1e4).round() / 1e2;
        let rounds: Vec<String> = looks.iter().map(ToString::to_string).collect();
        (looks.len() > 1).then(|| {
            format!(
                "Looked at after {} rounds at most, each time {each} % sure, so that all looks are 95 % sure.",
                join(&rounds)
            )
        })
    }

    /// That the width that was asked for was not reached in all rounds.
    fn still_wide(&self) -> Option<String> {
        let plan = &self.report.plan;
        let asked =
            plan.stop.until_width.filter(|_| self.report.runs.last().is_some_and(|run| run.round == plan.rounds))?;
        let width = widest(self.report, self.ratios).filter(|width| *width >= asked)?;
        let [width, asked] = [width, asked].map(|share| (share * 1e3).round() / 10.0);
        Some(format!("After all {} rounds an interval is still {width} % wide, not {asked} %.", plan.rounds))
    }

    fn in_plan_order(&self, mut wanted: impl FnMut(Contender) -> bool) -> Vec<Contender> {
        self.report.plan.contenders.iter().copied().filter(|&contender| wanted(contender)).collect()
    }
}

/// The fewest rounds that any rival shares with the fastest.
fn rounds(standing: &Standing) -> Option<usize> {
    standing.rivals.iter().filter_map(|rival| rival.slowdown).map(|slowdown| slowdown.rounds).min()
}

/// How far behind the next one is, or that no one is reliably ahead.
fn baseline_best(names: &Names<'_>, standing: &Standing) -> Option<String> {
    if standing.rivals.iter().any(|rival| rival.ties) {
        return Some(format!("Over {} rounds nothing was reliably faster.", rounds(standing)?));
    }
    let ratio = |slowdown: &super::Compared| slowdown.ratio;
    let rivals = standing.rivals.iter().filter_map(|rival| Some((rival.contender, rival.slowdown?)));
    let (next, slowdown) = rivals.min_by(|a, b| ratio(&a.1).total_cmp(&ratio(&b.1)))?;
    let (low, high) = slowdown.interval?;
    let (name, range) = (capital(&names.short(next)), range(low, high));
    let verb = if name == "Threads" { "come next, taking" } else { "comes next, taking" };
    Some(format!("{name} {verb} {range} times as long (95 % sure over {} rounds).", slowdown.rounds))
}

/// "9.4 to 9.8", with a digit more where both would look the same, and one number where they still do.
fn range(low: f64, high: f64) -> String {
    let fine = |value: f64| if value < 9.995 { format!("{value:.2}") } else { format!("{value:.1}") };
    for write in [times, fine] {
        let (low, high) = (write(low), write(high));
        if low != high {
            return format!("{low} to {high}");
        }
    }
    times(low)
}

#[cfg(test)]
mod tests;
