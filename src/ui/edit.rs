//! What changes in the set-up when a person edits one of its fields.

use crate::model::{Accept, Connections, Keep, Mode, ROUNDS_UNTIL_WIDTH, Work};
use crate::store::{LabField, SetUp};

/// A field of the set-up and what stands in it now.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Pictures come from the lab server.
    FromLab,
    /// Pictures come from this URL, pattern or `@FILE`.
    Address(String),
    /// A field of the lab server's settings.
    Lab(LabField, String),
    /// The lab server as it is at first: in a comparison the course's network.
    ResetLab,
    /// Pictures a run.
    Count(String),
    /// Rounds.
    Rounds(String),
    /// What each task does.
    Work(Work),
    /// Whether a mode takes part.
    Chosen(Mode, bool),
    /// How many workers a mode has.
    Workers(Mode, String),
    /// Which mode is swept.
    SweepMode(Mode),
    /// The worker counts of a sweep.
    SweepWorkers(String),
    /// Where files are kept.
    Folder(String),
    /// Which of them stay.
    Keep(Keep),
    /// What becomes of a connection after its download.
    Connections(Connections),
    /// Whether HTTP/2 may be spoken.
    Http2(bool),
    /// What counts as a success.
    Accept(Accept),
    /// The deadline of one download, in seconds.
    Timeout(String),
    /// The most that a download may weigh, in MB.
    MaxMegabytes(String),
    /// Requests a second, at the most; empty: as many as the mode can.
    Rate(String),
    /// Per cent that every interval has to be narrower than; empty: the rounds alone end it.
    UntilPercent(String),
    /// The most requests; empty: any number.
    BudgetRequests(String),
    /// The most MB; empty: any number.
    BudgetMegabytes(String),
    /// The most seconds; empty: any time.
    BudgetSecs(String),
    /// Whether every address is fetched once before the first round.
    WarmUp(bool),
    /// What the others are held against.
    Baseline(Option<Mode>),
    /// Further request headers, one a line.
    Headers(String),
    /// The seed; empty: another one each time.
    Seed(String),
}

impl Edit {
    /// Writes it into the set-up.
    pub fn make(self, set_up: &mut SetUp) {
        match self {
            Self::FromLab => set_up.from_lab = true,
            Self::Address(text) => (set_up.from_lab, set_up.address) = (false, text),
            Self::Lab(field, text) => set_up.lab.set(field, text),
            Self::ResetLab => set_up.lab = set_up.usual().lab,
            Self::Count(text) => set_up.count = text,
            Self::Rounds(text) => set_up.rounds = text,
            Self::Work(work) => set_up.work = work,
            Self::Chosen(mode, chosen) => {
                set_up.modes.iter_mut().filter(|choice| choice.mode == mode).for_each(|choice| choice.chosen = chosen);
            }
            Self::Workers(mode, text) => {
                let choices = set_up.modes.iter_mut().filter(|choice| choice.mode == mode);
                choices.for_each(|choice| choice.workers.clone_from(&text));
            }
            Self::SweepMode(mode) => set_up.sweep.get_or_insert_default().mode = mode,
            Self::SweepWorkers(text) => set_up.sweep.get_or_insert_default().workers = text,
            Self::Folder(text) => set_up.folder = text,
            Self::Keep(keep) => set_up.keep = keep,
            Self::Connections(connections) => set_up.connections = connections,
            Self::Http2(http2) => set_up.http2 = http2,
            Self::Accept(accept) => set_up.accept = accept,
            Self::Timeout(text) => set_up.timeout_secs = text,
            Self::MaxMegabytes(text) => set_up.max_megabytes = text,
            Self::Rate(text) => set_up.rate_per_sec = text,
            Self::UntilPercent(text) => until(set_up, text),
            Self::BudgetRequests(text) => set_up.stop.requests = text,
            Self::BudgetMegabytes(text) => set_up.stop.megabytes = text,
            Self::BudgetSecs(text) => set_up.stop.secs = text,
            Self::WarmUp(warm_up) => set_up.warm_up = warm_up,
            Self::Baseline(mode) => set_up.baseline = mode,
            Self::Headers(text) => set_up.headers = text,
            Self::Seed(text) => set_up.seed = text,
        }
    }
}

/// What stops at a width has more rounds to stop in, and as many as usual when it does so no longer; a
/// number of rounds that a person chose stays.
fn until(set_up: &mut SetUp, text: String) {
    let (usual, more) = (set_up.usual().rounds, ROUNDS_UNTIL_WIDTH.to_string());
    let (had, has) = (!set_up.stop.until_percent.trim().is_empty(), !text.trim().is_empty());
    if !had && has && set_up.rounds == usual {
        set_up.rounds = more;
    } else if had && !has && set_up.rounds == more {
        set_up.rounds = usual;
    }
    set_up.stop.until_percent = text;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_width_brings_more_rounds_unless_their_number_was_chosen() {
        let mut set_up = SetUp::default();
        let rounds = |set_up: &mut SetUp, width: &str| {
            Edit::UntilPercent(width.to_owned()).make(set_up);
            set_up.rounds.clone()
        };
        assert_eq!(["5", "5.", "2", " ", "3"].map(|width| rounds(&mut set_up, width)), ["40", "40", "40", "8", "40"]);
        set_up.rounds = "12".to_owned();
        assert_eq!(["", "5", ""].map(|width| rounds(&mut set_up, width)), ["12"; 3]);
    }
}
