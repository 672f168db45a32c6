//! The worker room with real processes: this executable is its own worker, so it looks at its role before anything else.

mod calls;
mod chores;
mod companions;
#[cfg(target_os = "linux")]
mod faults;
#[cfg(target_os = "linux")]
mod leftovers;
#[cfg(target_os = "linux")]
mod limits;
mod logging;
mod order;
#[cfg(target_os = "linux")]
mod outside;
mod shared;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    if let Some(role) = std::env::args().nth(1).and_then(|argument| chores::role(&argument)) {
        role();
        return ExitCode::SUCCESS;
    }
    let mut trials = Vec::new();
    let mut add = |room: &str, tests: &[(&str, fn())]| {
        for (name, test) in tests.iter().copied() {
            let run = move || {
                test();
                Ok(())
            };
            trials.push(Trial::test(format!("{room}::{name}"), run));
        }
    };
    add("calls::map", calls::map::TESTS);
    add("calls::imap", calls::imap::TESTS);
    add("calls::pending", calls::pending::TESTS);
    add("calls::ending", calls::ending::TESTS);
    add("calls::failing", calls::failing::TESTS);
    add("calls::workers", calls::workers::TESTS);
    add("order", order::TESTS);
    add("shared", shared::TESTS);
    add("logging", logging::TESTS);
    add("companions", companions::TESTS);
    #[cfg(target_os = "linux")]
    {
        add("faults", faults::TESTS);
        add("leftovers", leftovers::TESTS);
        add("outside", outside::TESTS);
        add("limits", limits::TESTS);
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
