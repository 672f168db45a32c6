//! Waking up on time.
//!
//! The runtime's own timers count whole milliseconds and round up, so an answer would be half a
//! millisecond late on average. The kernel's are exact, and waiting for one costs nothing.

use std::time::{Duration, Instant};

/// By how much the kernel is asked to wake us early, about what waking up takes.
#[cfg(target_os = "linux")]
const WAKING: Duration = Duration::from_micros(80);

/// Returns when `due` has come, and some microseconds later at best.
pub async fn until(due: Instant) {
    #[cfg(target_os = "linux")]
    let is_near = kernel_timer(due.checked_sub(WAKING).unwrap_or(due)).await.is_ok();
    #[cfg(not(target_os = "linux"))]
    let is_near = false;
    if !is_near {
        runtime_timer(due).await;
    }
    // The others have their turns meanwhile.
    while Instant::now() < due {
        tokio::task::yield_now().await;
    }
}

#[cfg(target_os = "linux")]
async fn kernel_timer(due: Instant) -> std::io::Result<()> {
    use rustix::time::{
        Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create, timerfd_settime,
    };
    use tokio::io::{Interest, unix::AsyncFd};

    let wait = due.saturating_duration_since(Instant::now());
    if wait.is_zero() {
        return Ok(());
    }
    let timer = timerfd_create(TimerfdClockId::Monotonic, TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC)?;
    #[expect(
        deprecated,
        reason = "its successor is unsafe, and asks for what an OwnedFd that stays inside gives anyway"
    )]
    let timer = AsyncFd::with_interest(timer, Interest::READABLE)?;
    let it_value = Timespec::try_from(wait).map_err(|_| std::io::ErrorKind::InvalidInput)?;
    let once = Itimerspec { it_interval: Timespec { tv_sec: 0, tv_nsec: 0 }, it_value };
    timerfd_settime(timer.get_ref(), TimerfdTimerFlags::empty(), &once)?;
    timer.readable().await?.retain_ready();
    Ok(())
}

/// Sleeps by the runtime's timer until shortly before: where the kernel's cannot be had.
async fn runtime_timer(due: Instant) {
    let early = due.checked_sub(Duration::from_millis(2)).unwrap_or(due);
    tokio::time::sleep_until(early.into()).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_waits_until_it_is_time() {
        for wait in [0, 1, 7].map(Duration::from_millis) {
            let due = Instant::now() + wait;
            until(due).await;
            assert!(Instant::now() >= due);
        }
    }

    #[tokio::test]
    async fn the_timers_wake_early_rather_than_late() {
        let due = Instant::now() + Duration::from_millis(500);
        runtime_timer(due).await;
        assert!(Instant::now() > due - Duration::from_millis(3), "it did wait");
        #[cfg(target_os = "linux")]
        {
            let due = Instant::now() + Duration::from_millis(20);
            kernel_timer(due).await.expect("Linux has such timers");
            assert!(Instant::now() >= due);
        }
    }
}
