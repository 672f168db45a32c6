//! Worker counts as people write them.

use std::str::FromStr;

use super::MAX_WORKERS;

/// Worker counts, rising, each once, at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerCounts(pub Vec<u16>);

impl FromStr for WorkerCounts {
    type Err = String;

    /// Reads `5`, `1, 2, 4, 8`, `1-8` or `2-32:2`.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut counts: Vec<u16> = Vec::new();
        for part in text.split(',').map(str::trim) {
            counts.extend(range(part).ok_or_else(|| {
                format!(
                    "“{part}” is no worker count; write a number from 1 to {MAX_WORKERS}, or for a sweep several, as in \
                     1,2,4,8 or 1-8 or 2-32:2"
                )
            })?);
        }
        counts.sort_unstable();
        counts.dedup();
        Ok(Self(counts))
    }
}

/// `N`, `FROM-TO` or `FROM-TO:STEP`.
fn range(text: &str) -> Option<impl Iterator<Item = u16>> {
    let (range, step) = text.split_once(':').unwrap_or((text, "1"));
    let (from, to) = range.split_once('-').unwrap_or((range, range));
    let number = |text: &str| text.trim().parse::<u16>().ok().filter(|number| (1..=MAX_WORKERS).contains(number));
    let (from, to, step) = (number(from)?, number(to)?, number(step)?);
    (from <= to).then(|| (from..=to).step_by(usize::from(step)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worker_counts_are_lists_and_ranges() {
        let read = |text: &str| text.parse().map(|WorkerCounts(counts)| counts);
        assert_eq!(read("5"), Ok(vec![5]));
        assert_eq!(read("8,1,2, 4,2"), Ok(vec![1, 2, 4, 8]));
        assert_eq!(read("1-3,2-10:4,512"), Ok(vec![1, 2, 3, 6, 10, 512]));
        for wrong in ["", "0", "513", "4-2", "1-", "-4", "1-4:0", "1,,2", "a", "1:2:3"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
