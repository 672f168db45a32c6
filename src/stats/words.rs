//! Names, numbers and lists as English sentences have them.

use crate::model::{Contender, Mode};

/// The contenders of a comparison, as sentences name them.
pub struct Names<'a> {
    contenders: &'a [Contender],
}

impl<'a> Names<'a> {
    /// For sentences about these.
    pub const fn new(contenders: &'a [Contender]) -> Self {
        Self { contenders }
    }

    /// The short name where the mode takes part once ("the process pool"), else the full one.
    pub fn short(&self, contender: Contender) -> String {
        let same = self.contenders.iter().filter(|other| other.mode == contender.mode).count();
        if same > 1 {
            return full(contender);
        }
        match contender.mode {
            Mode::Sequential | Mode::ProcessPerTask => full(contender),
            Mode::ProcessPool => "the process pool".to_owned(),
            Mode::ThreadPool => "threads".to_owned(),
            Mode::Async => "async".to_owned(),
        }
    }

    /// Several, of one mode taken together: "threads and async", "process pools of 8 and 16".
    pub fn list(&self, contenders: &[Contender]) -> String {
        let mut phrases = Vec::new();
        for together in contenders.chunk_by(|a, b| a.mode == b.mode) {
            match together {
                [alone] => phrases.push(self.short(*alone)),
                several => phrases.push(plural(several)),
            }
        }
        join(&phrases)
    }

    /// "ties" or "tie", for these as the subject.
    pub fn tie_verb(contenders: &[Contender]) -> &'static str {
        match contenders {
            [alone] if alone.mode != Mode::ThreadPool => "ties",
            _ => "tie",
        }
    }

    /// What the contenders are, counted: "five modes", "three worker counts".
    pub fn count(&self, number: usize) -> String {
        format!("{} {}", number_word(number), self.noun(number))
    }

    /// What the contenders are: modes, worker counts of one mode, or a mixture.
    pub fn noun(&self, number: usize) -> String {
        let mut modes: Vec<Mode> = self.contenders.iter().map(|contender| contender.mode).collect();
        modes.sort_unstable();
        modes.dedup();
        let noun = match (modes.len(), self.contenders.len()) {
            (all, count) if all == count => "mode",
            (1, _) => "worker count",
            _ => "contender",
        };
        if number == 1 { noun.to_owned() } else { format!("{noun}s") }
    }
}

/// With its article and its worker count: "a process pool of 10", "async with 5 slots".
pub fn full(contender: Contender) -> String {
    let workers = contender.workers.get();
    let ending = if workers == 1 { "" } else { "s" };
    match contender.mode {
        Mode::Sequential => "sequential".to_owned(),
        Mode::ProcessPerTask => "a process each".to_owned(),
        Mode::ProcessPool => format!("a process pool of {workers}"),
        Mode::ThreadPool => format!("a pool of {workers} thread{ending}"),
        Mode::Async => format!("async with {workers} slot{ending}"),
    }
}

/// Several worker counts of one mode.
fn plural(contenders: &[Contender]) -> String {
    let counts = join(&contenders.iter().map(|contender| contender.workers.to_string()).collect::<Vec<_>>());
    match contenders[0].mode {
        Mode::Sequential | Mode::ProcessPerTask => full(contenders[0]),
        Mode::ProcessPool => format!("process pools of {counts}"),
        Mode::ThreadPool => format!("pools of {counts} threads"),
        Mode::Async => format!("async with {counts} slots"),
    }
}

/// "one", "two" … "twelve", then digits.
pub fn number_word(number: usize) -> String {
    let words =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    words.get(number).map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

/// "a", "a and b", "a, b and c".
pub fn join(phrases: &[String]) -> String {
    match phrases {
        [] => String::new(),
        [alone] => alone.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::contender;
    use super::*;

    #[test]
    fn names_are_short_where_that_is_clear() {
        let modes =
            ["sequential:1", "process-per-task:10", "process-pool:10", "thread-pool:1", "async:1"].map(contender);
        let names = Names::new(&modes);
        assert_eq!(names.list(&modes), "sequential, a process each, the process pool, threads and async");
        assert_eq!(
            modes.map(full),
            ["sequential", "a process each", "a process pool of 10", "a pool of 1 thread", "async with 1 slot"]
        );

        let sweep = ["process-pool:4", "process-pool:8", "process-pool:16", "async:5", "sequential:1"].map(contender);
        let names = Names::new(&sweep);
        assert_eq!(names.short(sweep[0]), "a process pool of 4");
        assert_eq!(names.list(&sweep[..4]), "process pools of 4, 8 and 16 and async");
        assert_eq!(names.list(&["thread-pool:2", "thread-pool:4"].map(contender)), "pools of 2 and 4 threads");
        assert_eq!(names.list(&[]), "");
    }

    #[test]
    fn contenders_are_counted_as_what_they_are() {
        let modes = ["sequential:1", "async:5"].map(contender);
        assert_eq!(Names::new(&modes).count(2), "two modes");
        let counts = ["async:1", "async:2", "async:4"].map(contender);
        assert_eq!(Names::new(&counts).count(3), "three worker counts");
        let mixture = ["sequential:1", "async:2", "async:4"].map(contender);
        assert_eq!(Names::new(&mixture).count(1), "one contender");
        assert_eq!(Names::new(&mixture).count(13), "13 contenders");
    }

    #[test]
    fn verbs_agree_with_their_subject() {
        let verb = |texts: &[&str]| Names::tie_verb(&texts.iter().map(|text| contender(text)).collect::<Vec<_>>());
        assert_eq!(verb(&["async:5"]), "ties");
        assert_eq!(verb(&["thread-pool:5"]), "tie");
        assert_eq!(verb(&["async:5", "sequential:1"]), "tie");
    }

    #[test]
    fn a_sentence_starts_with_a_capital() {}
}
