//! The worker room with real processes: this executable is its own worker, so it looks at its role before anything else.

#[path = "pool/calls.rs"]
mod calls;
#[path = "pool/chores.rs"]
mod chores;
#[path = "pool/companions.rs"]
mod companions;
#[cfg(target_os = "linux")]
#[path = "pool/faults.rs"]
mod faults;
#[cfg(target_os = "linux")]
#[path = "pool/leftovers.rs"]
mod leftovers;
#[cfg(target_os = "linux")]
#[path = "pool/limits.rs"]
mod limits;
#[path = "pool/logging.rs"]
mod logging;
#[path = "pool/order.rs"]
mod order;
#[cfg(target_os = "linux")]
#[path = "pool/outside.rs"]
mod outside;
#[path = "pool/shared.rs"]
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
    add("calls", calls::TESTS);
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
