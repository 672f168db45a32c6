//! A worker is killed in every run, at any moment of it, in every mode with processes: nothing hangs, nothing is lost, and
//! nothing piles up. It counts what its own process holds, and so stands alone in its file.
#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use common::program::Process;
use common::report::kinds;
use common::wait::{eventually, tell};
use manyhands::engine::{Control, Programs, compare};
use manyhands::model::{Event, LabSettings, Mode, Plan, PlanDraft, Run, Source};
use manyhands::worker::{Program, listed_children};
use rustix::process::Signal;

const TASKS: u32 = 6;
const LATENCY_SECS: f64 = 0.02;
/// Later than this no run is still under way.
const LATEST_MICROS: u32 = 70_000;
/// How many comparisons there are, one after another, and what memory may grow by after the first.
const COMPARISONS: u32 = 2;
const MOST_GROWTH_KIB: u64 = 32 << 10;

/// How many rounds there are in all. The variable asks for more of them.
fn rounds() -> u32 {
    std::env::var("MANYHANDS_KILLS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(60)
}

fn plan(rounds: u32) -> Plan {
    let settings = LabSettings { latency_secs: LATENCY_SECS, ..LabSettings::default() };
    let paths = (1..=TASKS).map(|id| format!("/id/{id}/20/30")).collect();
    let draft = PlanDraft {
        source: Source::Lab { settings, paths },
        count: TASKS,
        contenders: vec![(Mode::ProcessPool, 3), (Mode::ProcessPerTask, 1)],
        rounds,
        warm_up: false,
        ..PlanDraft::default()
    };
    Plan::new(draft).expect("a plan")
}

fn programs() -> Programs {
    let program = |role| Program::at(env!("CARGO_BIN_EXE_manyhands"), role);
    Programs { worker: program("@worker"), lab: program("@lab") }
}

/// The processes that this one has started and not collected.
fn children() -> Vec<Process> {
    listed_children().expect("Linux tells").into_iter().map(|pid| Process { pid }).collect()
}

fn open_files() -> usize {
    fs::read_dir("/proc/self/fd").expect("Linux tells").count()
}

fn memory_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line for it");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// Kills one worker of a run at its moment, unless the run is over by then; whether it did.
fn kill_one(run: u32, current: &AtomicU32) -> bool {
    thread::sleep(Duration::from_micros(u64::from(run * 1009 % LATEST_MICROS)));
    let workers: Vec<Process> = children().into_iter().filter(|process| process.is("@worker")).collect();
    let place = usize::try_from(run).expect("small") % workers.len().max(1);
    match workers.get(place) {
        Some(victim) if current.load(Ordering::SeqCst) == run => {
            victim.signal(Signal::KILL);
            true
        }
        _ => false,
    }
}

/// Does a comparison in each of whose runs a worker is killed. Its runs, and how many kills there were.
fn compare_under_fire(rounds: u32) -> (Vec<Run>, u32) {
    let (current, kills) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    let runs = Arc::new(Mutex::new(Vec::new()));
    let killer = Mutex::new(None::<thread::JoinHandle<()>>);
    let told = Arc::clone(&runs);
    let (fallen, counted) = (Arc::clone(&kills), current);
    let tell = move |event: Event| match event {
        Event::RunStarted { run, .. } => {
            counted.store(run, Ordering::SeqCst);
            let (current, kills) = (Arc::clone(&counted), Arc::clone(&fallen));
            let kill = move || {
                kills.fetch_add(u32::from(kill_one(run, &current)), Ordering::SeqCst);
            };
            *killer.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread::spawn(kill));
        }
        Event::RunFinished(run) => {
            counted.store(0, Ordering::SeqCst);
            let killer = killer.lock().unwrap_or_else(PoisonError::into_inner).take();
            killer.expect("it was started with the run").join().expect("no panic");
            told.lock().unwrap_or_else(PoisonError::into_inner).push(*run);
        }
        Event::Failed(why) => panic!("{why}"),
        Event::Ended { early: Some(why), .. } => panic!("{why}"),
        _ => {}
    };
    let folder = compare(&plan(rounds), &programs(), &Control::always_ready(), &(Arc::new(tell) as _));
    assert!(folder.is_none(), "temporary files go");
    let runs = std::mem::take(&mut *runs.lock().unwrap_or_else(PoisonError::into_inner));
    (runs, kills.load(Ordering::SeqCst))
}

#[test]
fn a_kill_at_any_moment_costs_an_attempt_and_nothing_else() {
    drop(compare_under_fire(2));
    let (files, memory) = (open_files(), memory_kib());
    let rounds = rounds() / COMPARISONS;
    for _ in 0..COMPARISONS {
        let (runs, kills) = compare_under_fire(rounds);
        assert_eq!(runs.len(), 2 * usize::try_from(rounds).expect("small"));
        for run in &runs {
            let attempts: u32 = run.downloads.iter().map(|download| download.attempts).sum();
            let who = run.contender();
            assert_eq!(kinds(run), vec![None; TASKS as usize], "{who}, round {}", run.round);
            assert!((TASKS..=TASKS + 1).contains(&attempts), "{who}, round {}: {attempts}", run.round);
        }
        let deaths = runs.iter().flat_map(|run| &run.processes).filter(|process| process.exit != "0").count();
        tell(&format!("{kills} kills in {} runs, {deaths} of them in time", runs.len()));
        assert!(deaths >= runs.len() / 4, "too few to say anything: {deaths} in {} runs", runs.len());
    }
    eventually(Duration::from_secs(10), "every child was waited for", || children().is_empty().then_some(()));
    eventually(Duration::from_secs(10), "no file more is open", || (open_files() <= files).then_some(()));
    let grown = memory_kib().saturating_sub(memory);
    assert!(grown < MOST_GROWTH_KIB, "{grown} KiB more");
}
