//! What each worker process of the drawn runs used, as the system told it.

use crate::model::{Contender, Mode, Process, Report, Run};

use super::charts::which;

/// CPU time and memory of worker processes.
#[derive(Clone, Debug, Default)]
pub struct Load {
    /// One for each contender that started processes, in the plan's order.
    pub groups: Vec<Group>,
    /// The most CPU time of a process; 0 where none is known.
    pub most_cpu_secs: f64,
    /// The most memory of a process; 0 where none is known.
    pub most_memory_bytes: u64,
    /// Of how many processes the CPU time is not known.
    pub without_cpu: usize,
    /// Of how many processes the memory is not known.
    pub without_memory: usize,
    /// Who has no worker processes, as a sentence; empty when everyone has.
    pub quiet: String,
    /// Which runs are drawn, in a few words.
    pub which: String,
}

/// The worker processes of one run.
#[derive(Clone, Debug)]
pub struct Group {
    /// Whose run.
    pub contender: Contender,
    /// Its round.
    pub round: u32,
    /// In the order of their start.
    pub processes: Vec<Process>,
}

impl Load {
    /// The latest run of each contender; instead of its latest that which was selected.
    pub fn new(report: &Report, selected: Option<&Run>) -> Self {
        let mut load = Self { quiet: quiet(&report.plan.contenders), which: which(selected), ..Self::default() };
        for contender in report.plan.contenders.iter().filter(|contender| contender.mode.starts_processes()) {
            let selected = selected.filter(|run| run.contender() == *contender);
            let latest = || report.runs.iter().rev().find(|run| run.contender() == *contender);
            let Some(run) = selected.or_else(latest).filter(|run| !run.processes.is_empty()) else { continue };
            for process in &run.processes {
                load.most_cpu_secs = load.most_cpu_secs.max(process.cpu_secs.unwrap_or(0.0));
                load.most_memory_bytes = load.most_memory_bytes.max(process.peak_memory_bytes.unwrap_or(0));
                load.without_cpu += usize::from(process.cpu_secs.is_none());
                load.without_memory += usize::from(process.peak_memory_bytes.is_none());
            }
            load.groups.push(Group { contender: *contender, round: run.round, processes: run.processes.clone() });
        }
        load
    }

    /// How many processes there are.
    pub fn processes(&self) -> usize {
        self.groups.iter().map(|group| group.processes.len()).sum()
    }

    /// What is not drawn because the system did not tell it; `None` where everything is known.
    pub fn unknown(&self) -> Option<String> {
        let all = self.processes();
        let of = |count: usize| if count == all { "every process".to_owned() } else { format!("{count} of {all}") };
        match (self.without_cpu, self.without_memory) {
            (0, 0) => None,
            (cpu, 0) => Some(format!("The system did not tell the CPU time of {}", of(cpu))),
            (0, memory) => Some(format!("The system did not tell the memory of {}", of(memory))),
            (cpu, memory) if cpu == memory => {
                Some(format!("The system did not tell CPU time and memory of {}", of(cpu)))
            }
            (cpu, memory) => {
                Some(format!("The system did not tell the CPU time of {}, the memory of {}", of(cpu), of(memory)))
            }
        }
    }
}

/// "Sequential, threads and async work in the engine's own process".
fn quiet(contenders: &[Contender]) -> String {
    let mut modes: Vec<Mode> = contenders.iter().map(|contender| contender.mode).collect();
    modes.retain(|mode| !mode.starts_processes());
    modes.dedup();
    let labels: Vec<String> = (0..)
        .zip(&modes)
        .map(|(place, mode)| if place == 0 { mode.label().to_owned() } else { mode.label().to_lowercase() })
        .collect();
    let verb = if matches!(modes.as_slice(), [one] if *one != Mode::ThreadPool) { "works" } else { "work" };
    match labels.as_slice() {
        [] => String::new(),
        [one] => format!("{one} {verb} in the engine's own process"),
        [most @ .., last] => format!("{} and {last} {verb} in the engine's own process", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(known: &[(Option<f64>, Option<u64>)]) -> Load {
        let process = |&(cpu_secs, peak_memory_bytes): &(Option<f64>, Option<u64>)| Process {
            pid: 7,
            worker: 0,
            started_secs: 0.0,
            ready_secs: None,
            exited_secs: 1.0,
            exit: "0".to_owned(),
            cpu_secs,
            peak_memory_bytes,
        };
        let processes: Vec<Process> = known.iter().map(process).collect();
        Load {
            without_cpu: known.iter().filter(|(cpu, _)| cpu.is_none()).count(),
            without_memory: known.iter().filter(|(_, memory)| memory.is_none()).count(),
            groups: vec![Group { contender: "process-pool:2".parse().expect("a contender"), round: 1, processes }],
            ..Load::default()
        }
    }

    #[test]
    fn what_the_system_did_not_tell_is_said() {
        assert_eq!(load(&[(Some(0.1), Some(5)), (Some(0.1), Some(5))]).unknown(), None);
        let text = |known: &[_]| load(known).unknown().expect("something is not known");
        assert_eq!(text(&[(None, Some(5)), (Some(0.1), Some(5))]), "The system did not tell the CPU time of 1 of 2");
        assert_eq!(text(&[(None, None)]), "The system did not tell CPU time and memory of every process");
        assert_eq!(text(&[(Some(0.1), None)]), "The system did not tell the memory of every process");
    }

    #[test]
    fn those_without_worker_processes_are_named_in_one_sentence() {
        let contenders = |texts: &[&str]| -> Vec<Contender> {
            texts.iter().map(|text| text.parse().expect("a contender")).collect()
        };
        let all = contenders(&["sequential:1", "process-pool:5", "thread-pool:5", "async:5"]);
        assert_eq!(quiet(&all), "Sequential, threads and async work in the engine's own process");
        assert_eq!(quiet(&contenders(&["async:4", "async:8"])), "Async works in the engine's own process");
        assert_eq!(quiet(&contenders(&["process-pool:5"])), "");
    }
}
