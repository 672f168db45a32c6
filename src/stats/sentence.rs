//! The verdict's sentence: the answer, as one says it to somebody who waits for it.

use crate::model::units::{secs, times};
use crate::model::words::capital;
use crate::model::{Contender, Report};

use super::failures::Failures;
use super::standing::Standing;
use super::words::{Names, full};

/// What a comparison found, in the shape of its sentence.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// No run has ended.
    Nothing,
    /// No download succeeded; how they failed.
    AllFailed(String),
    /// No run can be counted; why.
    NoneCounts(String),
    /// Nobody else was asked to take part.
    Alone {
        /// Who ran.
        contender: Contender,
        /// Its median time.
        took_secs: f64,
    },
    /// The others have not run yet, or cannot be counted.
    Only {
        /// Who can be counted.
        contender: Contender,
        /// Its median time.
        took_secs: f64,
        /// Whether the others have not run yet.
        others_to_come: bool,
    },
    /// No difference between any two.
    AllTie {
        /// How many.
        number: usize,
    },
    /// The baseline is fastest, or ties with who is.
    BaselineBest {
        /// The baseline.
        baseline: Contender,
    },
    /// One is faster than all others.
    Best {
        /// Who.
        contender: Contender,
        /// What it is held against.
        baseline: Contender,
        /// How many times as fast as the baseline.
        ratio: f64,
    },
    /// Some are equally fast, and faster than the rest.
    Tie {
        /// How many.
        number: usize,
        /// What they are held against.
        baseline: Contender,
        /// How many times as fast as the baseline the fastest of them is.
        ratio: f64,
        /// Whether the others are as fast as it; else no difference is shown, though there may be one.
        alike: bool,
    },
    /// One is fastest, and the baseline cannot be counted.
    BestWithoutBaseline {
        /// Who.
        contender: Contender,
        /// Its median time.
        took_secs: f64,
    },
    /// Some are fastest, and the baseline cannot be counted.
    TieWithoutBaseline {
        /// How many.
        number: usize,
        /// The median time of the fastest.
        took_secs: f64,
    },
}

impl Finding {
    /// What this report found, given how its contenders stand (`None`: no run counts).
    pub fn of(report: &Report, standing: Option<&Standing>) -> Self {
        let Some(standing) = standing else { return Self::without_times(report) };
        let (contender, took_secs) = (standing.fastest, standing.fastest_secs);
        let planned = report.plan.contenders.len();
        if planned == 1 {
            return Self::Alone { contender, took_secs };
        }
        if standing.rivals.is_empty() {
            let has_run = |other: &Contender| report.runs.iter().any(|run| run.contender() == *other);
            let others_to_come = !report.plan.contenders.iter().all(has_run);
            return Self::Only { contender, took_secs, others_to_come };
        }
        let baseline = report.plan.baseline;
        let tied = standing.tied();
        let number = tied.len() + 1;
        match standing.to_baseline {
            Some(_) if number == planned => Self::AllTie { number },
            Some(_) if contender == baseline || tied.contains(&baseline) => Self::BaselineBest { baseline },
            Some(compared) if tied.is_empty() => Self::Best { contender, baseline, ratio: compared.ratio },
            Some(compared) => Self::Tie { number, baseline, ratio: compared.ratio, alike: standing.tied_are_alike() },
            None if tied.is_empty() => Self::BestWithoutBaseline { contender, took_secs },
            None => Self::TieWithoutBaseline { number, took_secs },
        }
    }

    fn without_times(report: &Report) -> Self {
        let failures = Failures::of(&report.runs);
        if report.runs.is_empty() {
            Self::Nothing
        } else if failures.failed() == 0 {
            Self::NoneCounts("they were interrupted".to_owned())
        } else if failures.failed() == failures.tried {
            Self::AllFailed(failures.kinds())
        } else {
            let (failed, tried) = (failures.failed(), failures.tried);
            Self::NoneCounts(format!("{failed} of {tried} downloads failed, {}", failures.kinds()))
        }
    }
}

/// The finding in one sentence without a full stop; `so_far` while there are too few rounds.
pub fn sentence(finding: &Finding, names: &Names<'_>, so_far: bool) -> String {
    let text = match finding {
        Finding::Nothing => return "Nothing has been measured yet".to_owned(),
        Finding::AllFailed(kinds) => return format!("Every download failed: {kinds}"),
        Finding::NoneCounts(reason) => return format!("No run can be counted: {reason}"),
        Finding::Alone { contender, took_secs } => {
            return format!("{} took {}", capital(&full(*contender)), secs(*took_secs));
        }
        Finding::Only { contender, took_secs, others_to_come: true } => {
            return format!("So far only {} has run: it took {}", full(*contender), secs(*took_secs));
        }
        Finding::Only { contender, took_secs, others_to_come: false } => {
            return format!("Only {} can be counted: it took {}", full(*contender), secs(*took_secs));
        }
        Finding::AllTie { number: 2 } => format!("both {} tie", names.noun(2)),
        Finding::AllTie { number } => format!("all {} tie", names.count(*number)),
        Finding::BaselineBest { baseline } => format!("nothing beats {}", full(*baseline)),
        Finding::Best { contender, baseline, ratio } => {
            format!("{} is {} times as fast as {}", full(*contender), times(*ratio), full(*baseline))
        }
        Finding::Tie { number, baseline, ratio, alike } => {
            let whose = if *alike { "" } else { "the fastest " };
            format!("{} tie, {whose}{} times as fast as {}", names.count(*number), times(*ratio), full(*baseline))
        }
        Finding::BestWithoutBaseline { contender, took_secs } => {
            format!("{} is the fastest: it took {}", full(*contender), secs(*took_secs))
        }
        Finding::TieWithoutBaseline { number, took_secs } => {
            format!("{} tie at {}", names.count(*number), secs(*took_secs))
        }
    };
    if so_far { format!("So far {text}") } else { capital(&text) }
}

#[cfg(test)]
mod tests {
    use super::super::testing::contender;
    use super::*;

    const MODES: [&str; 5] = ["sequential:1", "process-per-task:10", "process-pool:10", "thread-pool:5", "async:5"];

    fn said(finding: &Finding, contenders: &[&str], so_far: bool) -> String {
        let contenders: Vec<Contender> = contenders.iter().map(|text| contender(text)).collect();
        sentence(finding, &Names::new(&contenders), so_far)
    }

    fn best(text: &str, ratio: f64) -> Finding {
        Finding::Best { contender: contender(text), baseline: contender("sequential:1"), ratio }
    }

    #[test]
    fn the_fastest_is_named_with_its_article_and_its_workers() {
        for (text, ratio, wanted) in [
            ("process-pool:10", 9.6, "A process pool of 10 is 9.6 times as fast as sequential"),
            ("process-per-task:10", 9.55, "A process each is 9.6 times as fast as sequential"),
            ("thread-pool:5", 4.81, "A pool of 5 threads is 4.8 times as fast as sequential"),
            ("thread-pool:1", 1.04, "A pool of 1 thread is 1.04 times as fast as sequential"),
            ("async:5", 104.2, "Async with 5 slots is 104 times as fast as sequential"),
        ] {
            assert_eq!(said(&best(text, ratio), &MODES, false), wanted);
        }
    }

    #[test]
    fn too_few_rounds_are_told_first() {
        let finding = best("async:5", 4.8);
        assert_eq!(said(&finding, &MODES, true), "So far async with 5 slots is 4.8 times as fast as sequential");
        assert_eq!(said(&Finding::AllTie { number: 5 }, &MODES, true), "So far all five modes tie");
        let baseline = contender("sequential:1");
        assert_eq!(said(&Finding::BaselineBest { baseline }, &MODES, true), "So far nothing beats sequential");
        let tie = Finding::Tie { number: 4, baseline, ratio: 9.6, alike: true };
        assert_eq!(said(&tie, &MODES, true), "So far four modes tie, 9.6 times as fast as sequential");
    }

    #[test]
    fn ties_are_one_sentence() {
        let tie = |text: &str, number| {
            let baseline = contender(text);
            Finding::Tie { number, baseline, ratio: 9.6, alike: true }
        };
        let Finding::Tie { number, baseline, ratio, .. } = tie("sequential:1", 2) else { panic!("a tie") };
        let unlike = Finding::Tie { number, baseline, ratio, alike: false };
        assert_eq!(said(&unlike, &MODES, false), "Two modes tie, the fastest 9.6 times as fast as sequential");
        assert_eq!(said(&tie("sequential:1", 4), &MODES, false), "Four modes tie, 9.6 times as fast as sequential");
        let sweep = ["process-pool:1", "process-pool:8", "process-pool:16"];
        assert_eq!(
            said(&tie("process-pool:1", 2), &sweep, false),
            "Two worker counts tie, 9.6 times as fast as a process pool of 1"
        );
        let mixture = ["sequential:1", "async:8", "async:16"];
        assert_eq!(
            said(&tie("sequential:1", 2), &mixture, false),
            "Two contenders tie, 9.6 times as fast as sequential"
        );
        assert_eq!(said(&Finding::AllTie { number: 5 }, &MODES, false), "All five modes tie");
        assert_eq!(said(&Finding::AllTie { number: 2 }, &["sequential:1", "async:2"], false), "Both modes tie");
        assert_eq!(said(&Finding::AllTie { number: 2 }, &["async:1", "async:2"], false), "Both worker counts tie");
    }

    #[test]
    fn without_a_comparison_the_time_is_told() {
        let sequential = contender("sequential:1");
        let alone = Finding::Alone { contender: sequential, took_secs: 4.31 };
        assert_eq!(said(&alone, &["sequential:1"], false), "Sequential took 4.31 s");
        let only = |others_to_come| Finding::Only { contender: sequential, took_secs: 4.31, others_to_come };
        assert_eq!(said(&only(true), &MODES, false), "So far only sequential has run: it took 4.31 s");
        assert_eq!(said(&only(false), &MODES, false), "Only sequential can be counted: it took 4.31 s");
        let best = Finding::BestWithoutBaseline { contender: contender("process-pool:10"), took_secs: 0.447 };
        assert_eq!(said(&best, &MODES, false), "A process pool of 10 is the fastest: it took 0.447 s");
        let tie = Finding::TieWithoutBaseline { number: 3, took_secs: 0.447 };
        assert_eq!(said(&tie, &MODES, false), "Three modes tie at 0.447 s");
    }

    #[test]
    fn nothing_to_tell_is_told_with_its_reason() {
        assert_eq!(said(&Finding::Nothing, &MODES, true), "Nothing has been measured yet");
        let all = Finding::AllFailed("connection refused".into());
        assert_eq!(said(&all, &MODES, true), "Every download failed: connection refused");
        let none = Finding::NoneCounts("7 of 10 downloads failed, host asks to wait".into());
        assert_eq!(said(&none, &MODES, true), "No run can be counted: 7 of 10 downloads failed, host asks to wait");
    }

    #[test]
    fn a_baseline_of_any_mode_is_named() {
        let finding = Finding::Best { contender: contender("async:8"), baseline: contender("async:1"), ratio: 7.9 };
        let sweep = ["async:1", "async:8"];
        assert_eq!(said(&finding, &sweep, false), "Async with 8 slots is 7.9 times as fast as async with 1 slot");
        let finding = Finding::BaselineBest { baseline: contender("process-pool:10") };
        assert_eq!(said(&finding, &MODES, false), "Nothing beats a process pool of 10");
    }
}
