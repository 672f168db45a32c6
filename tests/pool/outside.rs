//! Programs that are none of ours.

use std::time::{Duration, Instant};

use manyhands::worker::{OutsideEnd, OutsideOutput, Terminator, outside, outside_with};

use super::chores::{PATIENCE, wait_until};
use super::leftovers::is_alive;

pub const TESTS: &[(&str, fn())] = &[
    ("what_a_program_prints_is_told", what_a_program_prints_is_told),
    ("its_input_is_empty", its_input_is_empty),
    ("its_lines_are_heard_as_they_come", its_lines_are_heard_as_they_come),
    ("what_it_prints_is_kept_within_bounds", what_it_prints_is_kept_within_bounds),
    ("it_ends_with_its_children_at_the_deadline", it_ends_with_its_children_at_the_deadline),
    ("a_terminator_ends_it", a_terminator_ends_it),
    ("what_it_leaves_behind_ends_with_it", what_it_leaves_behind_ends_with_it),
    ("one_that_prints_without_end_has_a_deadline_too", one_that_prints_without_end_has_a_deadline_too),
    ("a_listener_that_panics_leaves_nobody", a_listener_that_panics_leaves_nobody),
];

fn shell(script: &str, deadline: Duration) -> OutsideOutput {
    outside("sh", ["-c", script], deadline, &Terminator::new()).expect("there is a shell")
}

fn pid(text: &str) -> u32 {
    text.trim().parse().expect("a process number")
}

fn what_a_program_prints_is_told() {
    let output = shell("echo out; echo err >&2; sleep 0.1; exit 3", PATIENCE);
    assert_eq!((output.stdout.as_str(), output.stderr.as_str(), output.exit.as_str()), ("out\n", "err", "3"));
    assert_eq!((output.end, output.stdout_is_cut, output.is_success()), (OutsideEnd::ByItself, false, false));
    assert!((0.1..20.0).contains(&output.secs), "{output:?}");
    assert!(output.cpu_secs.is_some_and(|secs| secs < 10.0), "{output:?}");
    assert!(shell("exit 0", PATIENCE).is_success());
    let output = shell("kill -9 $$", PATIENCE);
    assert_eq!((output.exit.as_str(), output.end), ("signal 9", OutsideEnd::ByItself));
}

fn its_input_is_empty() {
    assert_eq!(shell("cat; echo done", PATIENCE).stdout, "done\n");
}

fn its_lines_are_heard_as_they_come() {
    let folder = tempfile::tempdir().expect("a folder");
    let go_on = folder.path().join("go on");
    // It ends only because the first line was heard while it ran.
    let script = format!("echo first; while ! test -e '{}'; do sleep 0.01; done; printf second", go_on.display());
    let mut heard = Vec::new();
    let output = outside_with("sh", ["-c", &script], PATIENCE, &Terminator::new(), |line| {
        heard.push(line.to_owned());
        std::fs::write(&go_on, "").expect("writable");
    })
    .expect("there is a shell");
    assert_eq!(output.end, OutsideEnd::ByItself);
    assert_eq!(heard, ["first", "second"]);
    assert_eq!(output.stdout, "first\nsecond");
}

fn what_it_prints_is_kept_within_bounds() {
    let output = shell("head -c 3000000 /dev/zero | tr '\\0' x; head -c 100000 /dev/zero | tr '\\0' y >&2", PATIENCE);
    assert_eq!((output.stdout.len(), output.stdout_is_cut), (1 << 20, true));
    assert!(output.stderr.len() <= (16 << 10) + '…'.len_utf8(), "{}", output.stderr.len());
    assert!(output.is_success());
}

fn it_ends_with_its_children_at_the_deadline() {
    let clock = Instant::now();
    let output = shell("sh -c 'echo $$; sleep 1000' & wait", Duration::from_millis(500));
    assert!(clock.elapsed() < PATIENCE);
    assert_eq!((output.end, output.exit.as_str()), (OutsideEnd::Deadline, "signal 9"));
    assert!(output.secs >= 0.5, "{output:?}");
    assert!(wait_until(|| !is_alive(pid(&output.stdout))));
}

fn a_terminator_ends_it() {
    let terminator = Terminator::new();
    let ends = terminator.clone();
    let output =
        outside_with("sh", ["-c", "echo up; sleep 1000"], PATIENCE * 10, &terminator, move |_| ends.terminate())
            .expect("there is a shell");
    assert_eq!((output.end, output.stdout.as_str()), (OutsideEnd::Terminated, "up\n"));
    let output = outside("sleep", ["1000"], PATIENCE * 10, &terminator).expect("there is a sleep");
    assert_eq!(output.end, OutsideEnd::Terminated, "it was used before");
}

fn what_it_leaves_behind_ends_with_it() {
    let output = shell("sleep 1000 & echo $!", PATIENCE);
    assert_eq!(output.end, OutsideEnd::ByItself, "who still holds its pipe is not waited for");
    assert!(wait_until(|| !is_alive(pid(&output.stdout))));
}

fn one_that_prints_without_end_has_a_deadline_too() {
    let output = outside("yes", [""; 0], Duration::from_millis(300), &Terminator::new()).expect("there is a yes");
    assert_eq!((output.end, output.stdout_is_cut), (OutsideEnd::Deadline, true));
    let output = shell("yes >&2", Duration::from_millis(300));
    assert_eq!(output.end, OutsideEnd::Deadline);
}

fn a_listener_that_panics_leaves_nobody() {
    let mut first = 0;
    let run = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        outside_with("sh", ["-c", "echo $$; sleep 1000"], PATIENCE, &Terminator::new(), |line| {
            first = pid(line);
            std::panic::resume_unwind(Box::new("enough"));
        })
    }));
    assert!(run.is_err());
    assert!(!is_alive(first), "it was waited for");
}
