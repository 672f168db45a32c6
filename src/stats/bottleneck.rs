//! What held a contender back most, and what would help, in one sentence from the data.
//!
//! What other worker counts of the comparison met is part of the data: whether more of them help is seen rather than
//! supposed, where somebody had more or fewer.

use crate::model::{Mode, Report, units};

use super::Breakdown;

/// A run is bound by the rate that was asked for where its turns and a download take this share of it.
const PACED: f64 = 0.9;
/// Who computes this share of the time waits for the processor rather than for the host.
const COMPUTING: f64 = 0.6;

/// What held this one of `all` breakdowns of a report back most.
pub fn bottleneck(report: &Report, breakdown: &Breakdown, all: &[Breakdown]) -> String {
    let rate_per_sec = report.plan.client.as_ref().and_then(|client| client.rate_per_sec);
    let why = paced(breakdown, rate_per_sec)
        .or_else(|| computing(breakdown, report.environment.cores))
        .unwrap_or_else(|| most(breakdown, all));
    format!("{} {why}.", breakdown.contender.label())
}

fn whole_secs(breakdown: &Breakdown) -> f64 {
    breakdown.parts.total_secs().max(f64::MIN_POSITIVE)
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// The rate that was asked for, where nothing else mattered.
fn paced(breakdown: &Breakdown, rate_per_sec: Option<f64>) -> Option<String> {
    let rate = rate_per_sec?;
    // From the first turn to the last, most of the time; and what a download takes from there.
    let turns_secs = (breakdown.requests - 1.0) / rate;
    let busy_secs = (breakdown.parts.total_secs() - breakdown.parts.idle_secs) * f64::from(breakdown.workers);
    let paced_secs = turns_secs + busy_secs / f64::from(breakdown.tasks);
    let whole_secs = whole_secs(breakdown);
    let is_bound = paced_secs >= PACED * whole_secs && turns_secs >= 0.5 * whole_secs;
    let rate = units::per_sec(rate);
    is_bound.then(|| {
        format!("kept to the rate of {rate} requests a second that was asked for: only a higher one would help")
    })
}

/// The processor, where it was busy most of the time.
fn computing(breakdown: &Breakdown, cores: u32) -> Option<String> {
    let Breakdown { contender, workers, cpu_secs, .. } = *breakdown;
    // As much as its workers, or the machine, could compute in that time; async slots are on one thread.
    let is_async = contender.mode == Mode::Async;
    let at_once = if is_async { 1 } else { cores.min(workers).max(1) };
    // Systems tell CPU time in steps, of short-lived processes too much or too little.
    let share = (cpu_secs? / (whole_secs(breakdown) * f64::from(at_once))).min(1.0);
    let advice = match () {
        () if share <= COMPUTING => return None,
        () if is_async && cores > 1 => "on one thread: threads or processes would help, more slots would not",
        () if is_async => "on one thread: only a faster processor would help",
        () if workers < cores => {
            let share = percent(share);
            return Some(format!("computed {share} of the time: more workers would help, up to the {cores} cores"));
        }
        () => {
            return Some(format!(
                "kept the cores busy {} of the time: more cores would help, more workers would not",
                percent(share)
            ));
        }
    };
    Some(format!("computed {} of the time, {advice}", percent(share)))
}

/// The largest part of its time.
fn most(breakdown: &Breakdown, all: &[Breakdown]) -> String {
    let parts = breakdown.parts;
    let is_each = breakdown.contender.mode == Mode::ProcessPerTask;
    // A process of its own has nothing to do while the others are still being started.
    let (starting, idle) =
        if is_each { (parts.start_secs + parts.idle_secs, 0.0) } else { (parts.start_secs, parts.idle_secs) };
    let (waiting, storing) = (parts.waiting_secs(), parts.save_secs + parts.shrink_secs);
    let most = [waiting, parts.receive_secs, starting, idle, storing].into_iter().fold(0.0, f64::max);
    let share = percent(most / whole_secs(breakdown));
    if most == waiting {
        return format!("waited {share} of the time{}", of_waiting(breakdown, all));
    }
    if most == parts.receive_secs {
        return format!("received {share} of the time: {}", of_receiving(breakdown, all));
    }
    let rest = match () {
        () if most == starting => "starting processes: fewer that live longer would help",
        () if most == idle && breakdown.workers == 1 => "with nothing to do",
        () if most == idle => "with workers that had nothing to do: fewer would do as well",
        () => "on saving and shrinking: a faster disk or more cores would help",
    };
    format!("spent {share} of the time {rest}")
}

fn of_waiting(breakdown: &Breakdown, all: &[Breakdown]) -> &'static str {
    if breakdown.workers >= breakdown.tasks {
        return ", with a worker for every picture: only a quicker server would help";
    }
    match MoreWorkers::of(breakdown, all) {
        MoreWorkers::DidNot => ": more workers did not help, so the server gives no more at a time",
        MoreWorkers::HelpedLittle => ": more workers helped little, so the server gives hardly more at a time",
        MoreWorkers::Helped | MoreWorkers::NotTried => ": more workers would help, more cores would not",
    }
}

fn of_receiving(breakdown: &Breakdown, all: &[Breakdown]) -> &'static str {
    if breakdown.workers >= breakdown.tasks {
        return "with a worker for every picture only a faster connection would help";
    }
    match MoreWorkers::of(breakdown, all) {
        MoreWorkers::Helped => "more workers would help, since each connection has a limit of its own",
        MoreWorkers::DidNot => "a faster connection would help, more workers did not",
        MoreWorkers::HelpedLittle => "a faster connection would help, more workers helped little",
        MoreWorkers::NotTried => {
            "a faster connection would help, more workers only where each connection has a limit of its own"
        }
    }
}

/// What the contenders with other worker counts tell of whether more of them help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MoreWorkers {
    Helped,
    HelpedLittle,
    DidNot,
    NotTried,
}

/// So many times as many workers are more; and what is done in this share of the time is quicker, or as quick.
const MORE: f64 = 1.5;
const QUICKER: f64 = 0.85;
const AS_QUICK: f64 = 0.95;

impl MoreWorkers {
    fn of(breakdown: &Breakdown, all: &[Breakdown]) -> Self {
        let more = || all.iter().filter(|other| should_be_quicker(other, breakdown));
        if more().any(|other| is_done_in(QUICKER, other, breakdown)) {
            return Self::Helped;
        }
        if more().any(|other| met_the_host(&other)) {
            let helped_little = more().any(|other| is_done_in(AS_QUICK, other, breakdown));
            return if helped_little { Self::HelpedLittle } else { Self::DidNot };
        }
        // Nobody had more: what came of its own, beside the nearest count that is fewer.
        let fewer = all.iter().filter(|other| should_be_quicker(breakdown, other) && met_the_host(other));
        match fewer.max_by_key(|other| other.workers) {
            Some(fewer) if is_done_in(QUICKER, breakdown, fewer) => Self::Helped,
            Some(fewer) if is_done_in(AS_QUICK, breakdown, fewer) => Self::HelpedLittle,
            Some(_) => Self::DidNot,
            None => Self::NotTried,
        }
    }
}

/// Whether it has so many more workers that it would be quicker if nothing held it back: ten downloads are two waves
/// for five workers and for nine.
fn should_be_quicker(one: &Breakdown, other: &Breakdown) -> bool {
    let waves = |breakdown: &Breakdown| f64::from(breakdown.tasks.div_ceil(breakdown.workers));
    f64::from(one.workers) >= MORE * f64::from(other.workers) && waves(one) < QUICKER * waves(other)
}

fn is_done_in(share: f64, one: &Breakdown, other: &Breakdown) -> bool {
    one.parts.total_secs() < share * other.parts.total_secs()
}

/// What starting processes or computing slowed down tells nothing of the host.
fn met_the_host(breakdown: &&Breakdown) -> bool {
    breakdown.parts.waiting_secs() + breakdown.parts.receive_secs > 0.5 * breakdown.parts.total_secs()
}

#[cfg(test)]
mod tests {
    use crate::model::{ClientRecord, Run};
    use crate::stats::breakdowns;
    use crate::stats::testing::{only, report, waiting};

    use super::*;

    /// What is said of a run, beside what others met, with two cores.
    fn say(breakdown: &Breakdown, all: &[Breakdown]) -> String {
        let mut report = report(&["sequential:1"], 1);
        report.environment.cores = 2;
        bottleneck(&report, breakdown, all)
    }

    fn alone(text: &str, run: Run) -> String {
        say(&only(text, run), &[])
    }

    #[test]
    fn the_sentence_says_what_would_help() {
        assert_eq!(
            alone("process-pool:5", waiting("process-pool:5", 0.88, 0.43, 0.4)),
            "Process pool of 5 waited 98 % of the time: more workers would help, more cores would not."
        );
        for text in ["async:10", "async:20"] {
            let told = alone(text, waiting(text, 0.45, 0.43, 0.1));
            assert!(
                told.ends_with("96 % of the time, with a worker for every picture: only a quicker server would help.")
            );
        }
        let mut computing = waiting("thread-pool:5", 1.0, 0.05, 0.3);
        computing.seen.engine_cpu_secs = Some(1.9);
        assert_eq!(
            alone("thread-pool:5", computing),
            "Threads, 5 kept the cores busy 95 % of the time: more cores would help, more workers would not."
        );
        let idle = waiting("thread-pool:5", 2.0, 0.2, 0.0);
        assert!(alone("thread-pool:5", idle).contains("spent 79 % of the time with workers that had nothing to do"));
        // A process of its own that has nothing to do waits for the others to be started.
        let started = waiting("process-per-task:10", 2.0, 0.2, 0.0);
        assert!(alone("process-per-task:10", started).contains("spent 90 % of the time starting processes: fewer"));
    }

    #[test]
    fn however_many_slots_there_are_they_wait_for_the_one_thread_that_computes() {
        let mut on_one_thread = waiting("async:5", 1.4, 0.66, 0.0);
        on_one_thread.seen.engine_cpu_secs = Some(1.33);
        assert_eq!(
            alone("async:5", on_one_thread),
            "Async, 5 computed 95 % of the time, on one thread: threads or processes would help, more slots would not."
        );
    }

    #[test]
    fn what_others_did_with_more_workers_is_heeded() {
        let few = only("thread-pool:2", waiting("thread-pool:2", 2.2, 0.43, 0.9));
        let same = only("async:10", waiting("async:10", 2.1, 2.0, 0.0));
        let quick = only("async:10", waiting("async:10", 0.5, 0.43, 0.0));
        assert!(say(&few, &[few, quick]).contains("more workers would help"));
        assert!(say(&few, &[few, same]).contains("the server gives no more at a time"));
        // Time for starting ten processes tells nothing of the server.
        let mut starting = waiting("process-per-task:10", 2.1, 0.43, 0.0);
        starting.downloads.iter_mut().for_each(|download| download.phases.spawn_secs = Some(1.6));
        let starting = only("process-per-task:10", starting);
        assert!(say(&few, &[few, starting]).contains("more workers would help"));
        let mut slow = few;
        (slow.parts.wait_secs, slow.parts.receive_secs) = (0.1, 2.0);
        assert!(say(&slow, &[slow]).contains("more workers only where each connection"));
        assert!(say(&slow, &[slow, quick]).contains("each connection has a limit of its own"));
        assert!(say(&slow, &[slow, same]).ends_with("a faster connection would help, more workers did not."));
    }

    #[test]
    fn what_others_did_with_fewer_workers_is_heeded_where_nobody_had_more() {
        let one = only("async:1", waiting("async:1", 4.4, 0.43, 2.0));
        let two = only("async:2", waiting("async:2", 2.2, 0.43, 0.9));
        let four = only("async:4", waiting("async:4", 2.2, 0.86, 0.9));
        assert!(say(&four, &[one, two, four]).contains("the server gives no more at a time"));
        assert!(say(&two, &[one, two]).contains("more workers would help"));
        // Nine workers make as many waves as five of ten downloads: that they are no quicker tells nothing.
        let five = only("async:5", waiting("async:5", 0.9, 0.43, 0.2));
        let nine = only("async:9", waiting("async:9", 0.9, 0.43, 0.2));
        for one in [five, nine] {
            assert_eq!(MoreWorkers::of(&one, &[five, nine]), MoreWorkers::NotTried);
        }
    }

    #[test]
    fn a_rate_that_was_asked_for_is_named() {
        let mut report = report(&["sequential:1"], 1);
        report.runs = vec![waiting("sequential:1", 0.95, 0.01, 0.0)];
        let told = |report: &Report| bottleneck(report, &breakdowns(report)[0], &breakdowns(report));
        assert!(told(&report).contains("with nothing to do"));
        let client = ClientRecord {
            http2: false,
            timeout_secs: 60.0,
            max_bytes: 1,
            warm_up: true,
            rate_per_sec: Some(10.0),
            headers: Vec::new(),
            credentials: false,
        };
        report.plan.client = Some(client);
        // Three slots in which each download waits 0.43 s, and the last begins after 0.9 s.
        let mut slots = crate::stats::testing::report(&["async:3"], 1);
        slots.runs = vec![waiting("async:3", 1.34, 0.43, 0.2)];
        assert!(told(&slots).contains("more workers would help"));
        slots.plan.client.clone_from(&report.plan.client);
        assert!(told(&slots).contains("kept to the rate"), "{}", told(&slots));
        slots.runs = vec![waiting("async:3", 1.76, 0.43, 0.2)];
        assert!(told(&slots).contains("more workers would help"), "four waves take longer than the rate asks for");
        // Ten slots at a hundred a second: the last begins after 0.09 s, and then it waits.
        slots.runs = vec![waiting("async:10", 0.53, 0.43, 0.05)];
        slots.plan.contenders = vec![slots.runs[0].contender()];
        slots.plan.client.as_mut().expect("set above").rate_per_sec = Some(100.0);
        assert!(told(&slots).contains("only a quicker server would help"), "{}", told(&slots));
        let paced =
            "Sequential kept to the rate of 10.0 requests a second that was asked for: only a higher one would help.";
        assert_eq!(told(&report), paced);
    }
}
