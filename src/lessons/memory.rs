//! What a process weighs, as the system says.

use std::fs;

/// The memory that a process holds, in bytes: its own pages, and its share of those that it has in common with others.
/// `None` where the system does not say (it is Linux that does).
pub(super) fn of_process(pid: u32) -> Option<f64> {
    pss(&fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?)
}

/// The line `Pss: 1234 kB`, which counts in units of 1024 bytes.
fn pss(rollup: &str) -> Option<f64> {
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let units: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(units * 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proportional_share_is_read() {
        let rollup =
            "55d0-7ffc ---p 00000000 00:00 0   [rollup]\nRss:      5248 kB\nPss:      1900 kB\nPss_Dirty: 700 kB\n";
        assert_eq!(pss(rollup), Some(1900.0 * 1024.0));
        assert_eq!(pss("Rss: 12 kB\n"), None);
    }
}
