//! What a pool does when nothing goes wrong, and with tasks that cannot be done.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

use manyhands::worker::{Happening, Pool, PoolError, Program, TaskError, Terminator, each};

use super::chores::{Chore, answers, config};

pub const TESTS: &[(&str, fn())] = &[
    ("results_stand_in_the_order_of_the_tasks", results_stand_in_the_order_of_the_tasks),
    ("tasks_are_taken_first_in_first_out", tasks_are_taken_first_in_first_out),
    ("times_are_in_their_order", times_are_in_their_order),
    ("happenings_tell_the_whole_story", happenings_tell_the_whole_story),
    ("each_task_has_a_process_of_its_own_and_all_live_at_once", each_task_has_a_process_of_its_own),
    ("each_gives_every_worker_its_own_task", each_gives_every_worker_its_own_task),
    ("each_goes_on_with_as_many_at_a_time_as_asked", each_goes_on_with_as_many_at_a_time_as_asked),
    ("stray_prints_spoil_nothing", stray_prints_spoil_nothing),
    ("what_is_too_long_fails_alone", what_is_too_long_fails_alone),
    ("a_task_past_its_deadline_ends_alone", a_task_past_its_deadline_ends_alone),
    ("a_closed_pool_takes_nothing", a_closed_pool_takes_nothing),
    ("no_tasks_have_no_results", no_tasks_have_no_results),
    ("a_program_that_is_not_there_is_an_error", a_program_that_is_not_there_is_an_error),
    ("terminated_tasks_come_back_at_once", terminated_tasks_come_back_at_once),
];

fn results_stand_in_the_order_of_the_tasks() {
    let (mut config, _) = config(3);
    config.setup = 1;
    let pool = Pool::start(config).expect("it starts");
    for _ in 0..2 {
        let answers = answers(pool.map((0..500).map(Chore::Double).collect()));
        let numbers: Vec<u64> = answers.iter().map(|answer| answer.number).collect();
        assert_eq!(numbers, (0..500).map(|number| 2 * number + 1).collect::<Vec<_>>());
    }
    pool.join().expect("an orderly end");
}

fn tasks_are_taken_first_in_first_out() {
    for workers in [1, 3] {
        let (config, log) = config(workers);
        let pool = Pool::start(config).expect("it starts");
        answers(pool.map((0..200).map(Chore::Double).collect()));
        pool.join().expect("an orderly end");
        let mut taken: HashMap<u32, Vec<usize>> = HashMap::new();
        for happening in log.all() {
            if let Happening::Taken { task, worker, .. } = happening {
                taken.entry(worker).or_default().push(task);
            }
        }
        // Whoever takes a task takes the first that is left, so nobody's tasks ever go back.
        assert!(taken.values().all(|tasks| tasks.is_sorted()), "{taken:?}");
        assert_eq!(taken.values().map(Vec::len).sum::<usize>(), 200);
    }
}

fn times_are_in_their_order() {
    let (config, _) = config(2);
    let pool = Pool::start(config).expect("it starts");
    let finished = pool.map(vec![Chore::Nap { millis: 20 }; 6]).expect("the pool works");
    pool.join().expect("an orderly end");
    for finished in finished {
        assert!(finished.submitted <= finished.taken, "{finished:?}");
        assert!(finished.done.secs_since(finished.taken) >= 0.02, "{finished:?}");
    }
}

fn happenings_tell_the_whole_story() {
    let (config, log) = config(2);
    let pool = Pool::start(config).expect("it starts");
    answers(pool.map(vec![Chore::Nap { millis: 1 }; 10]));
    pool.join().expect("an orderly end");
    let happenings = log.all();
    let count = |which: fn(&Happening) -> bool| happenings.iter().filter(|happening| which(happening)).count();
    assert_eq!(count(|happening| matches!(happening, Happening::Started { .. })), 2);
    assert_eq!(count(|happening| matches!(happening, Happening::Ready { .. })), 2);
    assert_eq!(count(|happening| matches!(happening, Happening::Taken { attempt: 1, .. })), 10);
    assert_eq!(count(|happening| matches!(happening, Happening::Done { .. })), 10);
    assert_eq!(happenings.len(), 2 + 2 + 10 + 10 + 2, "{happenings:?}");
    for happening in happenings {
        if let Happening::Exited(record) = happening {
            let ready = record.ready.expect("it said hello");
            assert!(record.asked <= record.started && record.started <= ready, "{record:?}");
            assert!(ready < record.exited, "{record:?}");
            assert_eq!((record.exit.as_str(), record.stderr.as_str()), ("0", ""), "{record:?}");
            assert!(record.cpu_secs.is_some_and(|secs| (0.0..10.0).contains(&secs)), "{record:?}");
            let peak = record.peak_memory_bytes.expect("it told at its end");
            assert!((100 << 10..1 << 30).contains(&peak), "{record:?}");
        }
    }
}

fn each_task_has_a_process_of_its_own() {
    const PARTY: usize = 12;
    let folder = tempfile::tempdir().expect("a folder");
    let (config, log) = config(100);
    let task = Chore::Meet { folder: folder.path().to_owned(), party: PARTY };
    let answers = answers(each(config, vec![task; PARTY], &Terminator::new()));
    assert!(answers.iter().all(|answer| answer.number == PARTY as u64), "all of them met: {answers:?}");
    let pids: BTreeSet<u32> = answers.iter().map(|answer| answer.pid).collect();
    assert_eq!(pids.len(), PARTY);
    assert_eq!(pids, log.pids().into_iter().collect());
    assert_eq!(log.exits(), vec!["0"; PARTY], "all were waited for");
}

/// Also when the first are done before the last have started.
fn each_gives_every_worker_its_own_task() {
    for _ in 0..10 {
        let (config, log) = config(40);
        let finished = each(config, (0..40).map(Chore::Double).collect(), &Terminator::new()).expect("it works");
        let workers: Vec<u32> = finished.iter().map(|finished| finished.worker).collect();
        assert_eq!(workers, (0..40).collect::<Vec<_>>());
        assert_eq!((log.pids().len(), log.exits().len()), (40, 40), "not a process too many");
    }
}

fn each_goes_on_with_as_many_at_a_time_as_asked() {
    let (config, log) = config(3);
    let answers = answers(each(config, (0..20).map(Chore::Double).collect(), &Terminator::new()));
    assert!(answers.iter().zip(0..).all(|(answer, number)| answer.number == 2 * number));
    let (mut alive, mut most) = (0_usize, 0);
    for happening in log.all() {
        match happening {
            Happening::Started { .. } => alive += 1,
            Happening::Exited(_) => alive -= 1,
            _ => {}
        }
        most = most.max(alive);
    }
    assert_eq!((log.pids().len(), log.exits().len()), (20, 20));
    assert!((1..=3).contains(&most), "{most} at a time");
}

fn stray_prints_spoil_nothing() {
    let (config, log) = config(1);
    let pool = Pool::start(config).expect("it starts");
    answers(pool.map(vec![Chore::Print, Chore::Double(1), Chore::Print]));
    pool.join().expect("an orderly end");
    let stderr = log.all().into_iter().find_map(|happening| match happening {
        Happening::Exited(record) => Some(record.stderr),
        _ => None,
    });
    assert_eq!(stderr.map(|text| text.matches("a stray line").count()), Some(2), "they are found on standard error");
}

fn what_is_too_long_fails_alone() {
    let (config, log) = config(1);
    let pool = Pool::start(config).expect("it starts");
    let tasks = vec![
        Chore::Big { bytes: 900_000 },
        Chore::Big { bytes: 2_000_000 },
        Chore::Take { text: "x".repeat(900_000) },
        Chore::Take { text: "x".repeat(2_000_000) },
        Chore::Double(4),
    ];
    let finished = pool.map(tasks).expect("the pool works");
    pool.join().expect("an orderly end");
    let is_unsendable = |task: usize| matches!(finished[task].result, Err(TaskError::Unsendable { .. }));
    assert!(is_unsendable(1) && is_unsendable(3), "{finished:?}");
    let answer = |task: usize| finished[task].result.as_ref().expect("this one fits");
    assert_eq!((answer(0).bytes.len(), answer(2).number, answer(4).number), (900_000, 900_000, 8));
    assert_eq!(log.pids().len(), 1, "the worker lived on");
}

fn a_task_past_its_deadline_ends_alone() {
    let (mut config, log) = config(2);
    let limit = Duration::from_millis(300);
    config.task_deadline = Some(limit);
    let pool = Pool::start(config).expect("it starts");
    let mut tasks = vec![Chore::Hang];
    tasks.extend((0..50).map(Chore::Double));
    let finished = pool.map(tasks).expect("the pool works");
    pool.join().expect("an orderly end");
    assert_eq!(finished[0].result, Err(TaskError::DeadlinePassed { limit }));
    assert_eq!(finished[0].attempts, 1);
    assert!(finished[1..].iter().all(|finished| finished.result.is_ok()));
    assert_eq!(log.pids().len(), log.exits().len());
}

fn a_closed_pool_takes_nothing() {
    let (config, _) = config(1);
    let pool = Pool::start(config).expect("it starts");
    answers(pool.map(vec![Chore::Double(1)]));
    pool.close();
    assert_eq!(pool.map(vec![Chore::Double(1)]).err(), Some(PoolError::Closed));
    pool.join().expect("an orderly end");
}

fn no_tasks_have_no_results() {
    let (first, log) = config(2);
    assert!(answers(each(first, Vec::new(), &Terminator::new())).is_empty());
    assert!(log.all().is_empty(), "nothing is started for nothing");
    let (second, _) = config(2);
    let pool = Pool::start(second).expect("it starts");
    assert!(answers(pool.map(Vec::new())).is_empty());
    pool.join().expect("an orderly end");
}

fn a_program_that_is_not_there_is_an_error() {
    let (mut config, _) = config(3);
    config.program = Program::at("/nowhere/at all", "worker");
    let pool = Pool::start(config).expect("that is not known yet");
    let error = pool.map(vec![Chore::Double(1)]).expect_err("there are no workers");
    assert!(matches!(error, PoolError::CannotStart { .. }), "{error}");
    assert_eq!(pool.join(), Err(error));
}

fn terminated_tasks_come_back_at_once() {
    let (config, log) = config(3);
    let pool = Pool::start(config).expect("it starts");
    let terminator = pool.terminator();
    let mut tasks = vec![Chore::Double(1)];
    tasks.extend(vec![Chore::Hang; 40]);
    let (finished, secs) = std::thread::scope(|scope| {
        let map = scope.spawn(|| pool.map(tasks));
        let is_under_way = || log.all().iter().filter(|happening| matches!(happening, Happening::Taken { .. })).count();
        let were_taken = super::chores::wait_until(|| is_under_way() == 4);
        let clock = Instant::now();
        terminator.terminate();
        assert!(were_taken);
        let finished = map.join().expect("no panic").expect("terminating is no error");
        (finished, clock.elapsed().as_secs_f64())
    });
    pool.join().expect("terminating is no error");
    assert!(secs < 5.0, "{secs} s");
    assert!(finished[0].result.is_ok(), "what was done stays");
    assert!(finished[1..].iter().all(|finished| finished.result == Err(TaskError::Terminated)), "{finished:?}");
    assert_eq!(finished.iter().map(|finished| finished.attempts).sum::<u32>(), 4, "the others were never taken");
    assert_eq!(log.pids().len(), log.exits().len(), "every process was waited for");
    let (config, log) = super::chores::config(3);
    let finished = each(config, vec![Chore::Hang; 3], &terminator).expect("terminating is no error");
    assert!(finished.iter().all(|finished| finished.result == Err(TaskError::Terminated)));
    assert_eq!(log.pids().len(), log.exits().len());
}
