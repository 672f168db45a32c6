//! Waiting for something that must happen, with a limit, and telling how long it took.

use std::thread;
use std::time::{Duration, Instant};

/// Looks every few milliseconds until there is something, and gives it.
///
/// # Panics
///
/// When `limit` passes without it; `what` then says what did not happen.
pub fn eventually<T>(limit: Duration, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < limit, "within {limit:?}: {what}");
        thread::sleep(Duration::from_millis(3));
    }
}

/// Prints what was measured; the test harness shows it with `--nocapture`, or when the test fails.
#[expect(clippy::print_stdout, reason = "standard output is the test's own here")]
pub fn tell(text: &str) {
    println!("{text}");
}
