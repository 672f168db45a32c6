//! Step series for plots: how many were alive when.

/// The greatest count of a step series; 0 of none.
pub fn peak(steps: &[(f64, u32)]) -> u32 {
    steps.iter().map(|&(_, count)| count).max().unwrap_or(0)
}

/// The count of a step series at this second; 0 before its first step.
pub fn at(steps: &[(f64, u32)], secs: f64) -> u32 {
    let after = steps.partition_point(|&(from_secs, _)| from_secs <= secs);
    after.checked_sub(1).map_or(0, |last| steps[last].1)
}

/// A step series as the corners of a line, from 0 to `end_secs`: a sloped line would invent values.
pub fn corners(steps: &[(f64, u32)], end_secs: f64) -> Vec<[f64; 2]> {
    let mut corners = vec![[0.0, 0.0]];
    let mut height = 0.0;
    for &(from_secs, count) in steps {
        corners.push([from_secs, height]);
        height = f64::from(count);
        corners.push([from_secs, height]);
    }
    if corners.last().is_some_and(|last| last[0] < end_secs) {
        corners.push([end_secs, height]);
    }
    corners.dedup();
    corners
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_series_is_read() {
        let steps = [(0.1, 1), (0.2, 2), (0.4, 1), (0.7, 0)];
        assert_eq!(peak(&steps), 2);
        assert_eq!([0.0, 0.1, 0.3, 0.4, 0.5, 9.0].map(|secs| at(&steps, secs)), [0, 1, 2, 1, 1, 0]);
        assert_eq!((peak(&[]), at(&[], 1.0)), (0, 0));
    }

    #[test]
    fn steps_are_drawn_upright() {
        assert_eq!(corners(&[(0.0, 1), (0.5, 0)], 1.0), [[0.0, 0.0], [0.0, 1.0], [0.5, 1.0], [0.5, 0.0], [1.0, 0.0]]);
        assert_eq!(corners(&[], 2.0), [[0.0, 0.0], [2.0, 0.0]]);
    }
}
