//! Two comparisons held against each other: what changed since the baseline, and what may be why.
//!
//! Their rounds have nothing in common, so times are not paired, and what an hour or a machine changes
//! does not cancel: they are held against each other as independent samples ([`super::rank_sum`]).

use crate::model::words::capital;
use crate::model::{ClientRecord, Contender, Report, units};

use super::judge::counted;
use super::rank_sum;
use super::words::{Names, join};
use super::{CONFIDENCE, TIE, median};

/// What changed since another comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Since {
    /// Who took part in both, in the order of the later plan.
    pub changes: Vec<Change>,
    /// In which conditions the two differ, each in a few words: "latency 0.430 s, now 0.100 s".
    pub differences: Vec<String>,
    /// What changed, in one sentence.
    pub sentence: String,
}

/// One contender then and now.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Who.
    pub contender: Contender,
    /// The median of its times in the earlier comparison.
    pub before_secs: f64,
    /// The median of its times in the later one.
    pub now_secs: f64,
    /// How many times as fast it is now: the median of every earlier time ÷ every later one.
    pub ratio: f64,
    /// The ratio's interval, at [`CONFIDENCE`] for all contenders together; `None` while there are too
    /// few rounds for one.
    pub interval: Option<(f64, f64)>,
}

impl Change {
    /// Whether a difference is shown that is worth telling: the interval does not hold 1, and the ratio
    /// is farther from it than a tie.
    pub fn is_shown(&self) -> bool {
        let holds_one = self.interval.is_none_or(|(low, high)| low <= 1.0 && 1.0 <= high);
        !holds_one && (self.ratio > TIE || self.ratio < 1.0 / TIE)
    }
}

/// Holds a comparison against an earlier one.
pub fn compare_with(baseline: &Report, now: &Report) -> Since {
    let times =
        |report: &Report, who: Contender| -> Vec<f64> { counted(report, who).map(|run| run.wall_secs).collect() };
    let both = now.plan.contenders.iter().map(|&who| (who, times(baseline, who), times(now, who)));
    let both: Vec<_> = both.filter(|(_, before, now)| !before.is_empty() && !now.is_empty()).collect();
    let comparisons = both.len();
    let changes: Vec<Change> = both
        .into_iter()
        .filter_map(|(contender, before, now)| {
            let (before_secs, now_secs) = (median(&before)?, median(&now)?);
            let (ratio, interval) = rank_sum::ratio(&before, &now, comparisons)?;
            Some(Change { contender, before_secs, now_secs, ratio, interval })
        })
        .collect();
    let differences = differences(baseline, now);
    let sentence = sentence(&changes, &differences, &Names::new(&now.plan.contenders));
    Since { changes, differences, sentence }
}

/// A condition that a report does not tell differs from none.
const UNKNOWN: &str = "unknown";

/// In which conditions two comparisons differ that may change their times.
fn differences(before: &Report, now: &Report) -> Vec<String> {
    let mut found = Vec::new();
    let mut differ = |what: &str, before: String, now: String| {
        if before != now && ![before.as_str(), now.as_str()].contains(&UNKNOWN) {
            found.push(format!("{what} {before}, now {now}"));
        }
    };
    let source = |report: &Report| match report.plan.hosts().as_slice() {
        [] => "the lab server".to_owned(),
        hosts => join(&hosts.iter().map(|&host| host.to_owned()).collect::<Vec<_>>()),
    };
    differ("pictures from", source(before), source(now));
    for (what, setting) in LAB {
        if let (Some(before), Some(now)) = (&before.plan.lab, &now.plan.lab) {
            differ(what, setting(&before.settings), setting(&now.settings));
        }
    }
    for (what, condition) in CONDITIONS {
        differ(what, condition(before), condition(now));
    }
    found.extend(size(before, now));
    found
}

type Told<T> = (&'static str, fn(&T) -> String);

const LAB: [Told<crate::model::LabSettings>; 6] = [
    ("latency", |lab| units::secs(lab.latency_secs)),
    ("jitter", |lab| units::secs(lab.jitter_secs)),
    ("bandwidth", |lab| rate(lab.bandwidth_bytes_per_sec)),
    ("bandwidth of a connection", |lab| rate(lab.per_connection_bytes_per_sec)),
    ("requests at a time", |lab| lab.max_requests.map_or_else(|| "all".to_owned(), |most| most.to_string())),
    ("faults", |lab| match lab.faults.as_slice() {
        [] => "none".to_owned(),
        faults => join(
            &faults.iter().map(|fault| format!("{} {} %", fault.kind.label(), fault.rate * 100.0)).collect::<Vec<_>>(),
        ),
    }),
];

const CONDITIONS: [Told<Report>; 15] = [
    ("downloads a run", |report| report.plan.count.to_string()),
    ("work", |report| word(&report.plan.work)),
    ("accepted", |report| word(&report.plan.accept)),
    ("connections", |report| word(&report.plan.connections)),
    ("HTTP/2", |report| client(report, |client| if client.http2 { "allowed" } else { "not allowed" }.to_owned())),
    ("rate", |report| {
        client(report, |client| {
            client.rate_per_sec.map_or_else(|| "free".to_owned(), |rate| format!("{rate} a second"))
        })
    }),
    ("headers", |report| client(report, |client| none_or(&client.headers))),
    ("credentials", |report| client(report, |client| if client.credentials { "given" } else { "none" }.to_owned())),
    ("timeout", |report| client(report, |client| units::secs(client.timeout_secs))),
    ("warm-up", |report| client(report, |client| if client.warm_up { "done" } else { "left out" }.to_owned())),
    ("system", |report| report.environment.os.clone()),
    ("processor", |report| report.environment.cpu.clone()),
    ("cores", |report| report.environment.cores.to_string()),
    ("proxy", |report| report.environment.proxy.clone().unwrap_or_else(|| "none".to_owned())),
    ("program", |report| report.program.clone()),
];

fn rate(bytes_per_sec: Option<u64>) -> String {
    bytes_per_sec.map_or_else(|| "free".to_owned(), |rate| format!("{}/s", units::bytes(rate)))
}

fn none_or(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { join(names) }
}

fn client(report: &Report, told: impl Fn(&ClientRecord) -> String) -> String {
    report.plan.client.as_ref().map_or_else(|| UNKNOWN.to_owned(), told)
}

/// The word that stands in reports.
fn word(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}").to_lowercase()
}

/// What a download weighs, where it differs by more than a hundredth.
fn size(before: &Report, now: &Report) -> Option<String> {
    #[expect(clippy::cast_precision_loss, reason = "a byte in 2⁵² does not matter")]
    let bytes = |report: &Report| {
        let downloads = report.runs.iter().flat_map(|run| &run.downloads).filter(|download| download.outcome.is_ok());
        median(&downloads.map(|download| download.bytes as f64).collect::<Vec<_>>())
    };
    let (before, now) = (bytes(before)?, bytes(now)?);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a median of sizes is one")]
    let told = |bytes: f64| units::thousands(bytes.round() as u64);
    // To the byte: rounded as elsewhere, sizes a hundredth apart would read the same.
    let is_apart = (before - now).abs() > 0.01 * before.max(now);
    is_apart.then(|| format!("bytes of a download {}, now {}", told(before), told(now)))
}

fn sentence(changes: &[Change], differences: &[String], names: &Names<'_>) -> String {
    if changes.is_empty() {
        return "No contender took part in both comparisons".to_owned();
    }
    let but = match differences {
        [] => String::new(),
        [one] => format!("; but the conditions differ ({one})"),
        [one, rest @ ..] => format!("; but the conditions differ ({one}, and {} more)", rest.len()),
    };
    let shown: Vec<&Change> = changes.iter().filter(|change| change.is_shown()).collect();
    if shown.is_empty() {
        let so_far = if changes.iter().any(|change| change.interval.is_none()) { "So far no" } else { "No" };
        return format!("{so_far} difference to the baseline is shown{but}");
    }
    let phrases: Vec<String> = shown
        .iter()
        .map(|change| format!("{} {} times as fast", names.short(change.contender), units::times(change.ratio)))
        .collect();
    let (phrase, confidence) = (join(&phrases), CONFIDENCE * 100.0);
    let others = if shown.len() < changes.len() { "; of the others no difference is shown" } else { "" };
    capital(&format!("compared with the baseline, sure at {confidence} %: {phrase}{others}{but}"))
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

    use super::super::testing::{contender, report_of};
    use super::*;

    /// A round a row.
    fn rows(first: &[f64], second: &[f64]) -> Vec<Vec<f64>> {
        first.iter().zip(second).map(|(&first, &second)| vec![first, second]).collect()
    }

    fn of(contenders: &[&str], rows: &[Vec<f64>]) -> Report {
        report_of(contenders, &rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    const STEADY: [f64; 9] = [1.00, 1.01, 1.02, 0.99, 1.00, 1.01, 0.98, 1.00, 1.02];

    #[test]
    fn what_became_faster_is_told_with_its_interval() {
        let names = ["sequential:1", "async:5"];
        let before = of(&names, &rows(&STEADY, &STEADY));
        let now = of(&names, &rows(&STEADY, &STEADY.map(|secs| secs / 2.0)));
        let since = compare_with(&before, &now);
        assert_eq!(since.changes.len(), 2);
        let [same, faster] = since.changes.as_slice() else { panic!("two took part") };
        assert_eq!((same.contender, same.ratio, same.is_shown()), (contender("sequential:1"), 1.0, false));
        let (low, high) = faster.interval.expect("enough rounds");
        assert!(faster.ratio == 2.0 && 1.9 < low && low < 2.0 && 2.0 < high && high < 2.1, "{faster:?}");
        let wanted =
            "Compared with the baseline, sure at 95 %: async 2.0 times as fast; of the others no difference is shown";
        assert_eq!((since.sentence.as_str(), since.differences.len()), (wanted, 0));
        // The other way round it is as much slower.
        let back = compare_with(&now, &before);
        assert!(
            (back.changes[1].ratio - 0.5).abs() < 1e-12 && back.sentence.contains("async 0.50 times"),
            "{}",
            back.sentence
        );
    }

    #[test]
    fn the_interval_covers_the_true_ratio_as_often_as_it_says() {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        // Log-normal by the sum of twelve, with a heavy tail: a time in ten takes three times as long.
        let mut time = |scale: f64| {
            let mut uniform = || (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
            let normal = (0..12).map(|_| uniform()).sum::<f64>() - 6.0;
            scale * (0.2 * normal).exp() * if uniform() < 0.1 { 3.0 } else { 1.0 }
        };
        let turns = 2000;
        let covered = (0..turns)
            .filter(|_| {
                let before: Vec<f64> = (0..10).map(|_| time(3.0)).collect();
                let now: Vec<f64> = (0..12).map(|_| time(2.0)).collect();
                let (_, interval) = rank_sum::ratio(&before, &now, 1).expect("values");
                let (low, high) = interval.expect("enough of them");
                low <= 1.5 && 1.5 <= high
            })
            .count();
        assert!(covered as f64 >= 0.95 * f64::from(turns), "{covered} of {turns}");
    }

    #[test]
    fn with_few_rounds_nothing_is_sure() {
        let before = of(&["async:5"], &[vec![1.0], vec![1.0]]);
        let now = of(&["async:5"], &[vec![0.1], vec![0.1]]);
        let since = compare_with(&before, &now);
        assert_eq!((since.changes[0].interval, since.changes[0].is_shown()), (None, false));
        assert_eq!(since.sentence, "So far no difference to the baseline is shown");
        let other = of(&["thread-pool:5"], &[vec![1.0]]);
        assert_eq!(compare_with(&before, &other).sentence, "No contender took part in both comparisons");
    }

    #[test]
    fn conditions_that_differ_are_named() {
        let before = of(&["async:5"], &[vec![1.0]]);
        let mut now = before.clone();
        assert_eq!(compare_with(&before, &now).differences, Vec::<String>::new());
        let lab = now.plan.lab.as_mut().expect("the lab serves");
        (lab.settings.latency_secs, lab.settings.max_requests) = (0.1, Some(4));
        (now.plan.count, now.environment.cores, now.seed) = (20, 8, 99);
        now.runs[0].downloads.iter_mut().for_each(|download| download.bytes = 1_000_000);
        let since = compare_with(&before, &now);
        let wanted = [
            "latency 0.430 s, now 0.100 s",
            "requests at a time all, now 4",
            "downloads a run 10, now 20",
            "cores 2, now 8",
            "bytes of a download 0, now 1,000,000",
        ];
        assert_eq!(since.differences, wanted);
        assert!(since.sentence.ends_with("(latency 0.430 s, now 0.100 s, and 4 more)"), "{}", since.sentence);
        let client = ClientRecord {
            http2: false,
            timeout_secs: 60.0,
            max_bytes: 1,
            warm_up: true,
            rate_per_sec: None,
            headers: Vec::new(),
            credentials: false,
        };
        let mut before = before;
        now = before.clone();
        now.plan.client = Some(client.clone());
        assert_eq!(compare_with(&before, &now).differences, Vec::<String>::new(), "reports from before do not tell");
        before.plan.client = Some(client.clone());
        let headers = vec!["accept".to_owned(), "x-a".to_owned()];
        now.plan.client =
            Some(ClientRecord { timeout_secs: 5.0, warm_up: false, headers, credentials: true, ..client });
        let wanted = [
            "headers none, now accept and x-a",
            "credentials none, now given",
            "timeout 60.00 s, now 5.00 s",
            "warm-up done, now left out",
        ];
        assert_eq!(compare_with(&before, &now).differences, wanted);
        now.plan.lab = None;
        now.plan.urls = vec!["https://host.example/1".parse().expect("url")];
        assert_eq!(compare_with(&before, &now).differences[0], "pictures from the lab server, now host.example");
    }
}
