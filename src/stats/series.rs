//! Series for plots: step series (how many were alive when), and fewer points that look the same.

/// How many of these spans (from, to) are open, as steps: from each second on, how many. Neighbouring
/// steps differ in their count; what ends and begins in the same moment makes no step.
pub fn steps_of_spans(spans: &[(f64, f64)]) -> Vec<(f64, u32)> {
    let mut changes: Vec<(f64, i64)> = spans.iter().flat_map(|&(from, to)| [(from, 1), (to.max(from), -1)]).collect();
    changes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut steps: Vec<(f64, u32)> = Vec::new();
    let mut open = 0_i64;
    for together in changes.chunk_by(|a, b| a.0 == b.0) {
        open += together.iter().map(|(_, change)| change).sum::<i64>();
        let count = u32::try_from(open).expect("nothing ends before it begins");
        if count != steps.last().map_or(0, |&(_, before)| before) {
            steps.push((together[0].0, count));
        }
    }
    steps
}

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

/// At most about `2 × buckets + 2` of these points (x rising) that draw the same line: of each bucket
/// of neighbours the lowest and the highest, besides the first and the last of all.
pub fn min_max(points: &[[f64; 2]], buckets: usize) -> Vec<[f64; 2]> {
    let buckets = buckets.max(1);
    if points.len() <= 2 * buckets + 2 {
        return points.to_vec();
    }
    let (first, last) = (points[0], points[points.len() - 1]);
    let inner = &points[1..points.len() - 1];
    let mut kept = vec![first];
    for bucket in inner.chunks(inner.len().div_ceil(buckets)) {
        let by_height = |a: &(usize, [f64; 2]), b: &(usize, [f64; 2])| a.1[1].total_cmp(&b.1[1]);
        let numbered = || bucket.iter().copied().enumerate();
        let (Some(low), Some(high)) = (numbered().min_by(by_height), numbered().max_by(by_height)) else { continue };
        let (left, right) = if low.0 <= high.0 { (low, high) } else { (high, low) };
        kept.push(left.1);
        if left.0 != right.0 {
            kept.push(right.1);
        }
    }
    kept.push(last);
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spans_become_steps() {
        let steps = steps_of_spans(&[(0.1, 0.5), (0.2, 0.4), (0.5, 0.7)]);
        assert_eq!(steps, [(0.1, 1), (0.2, 2), (0.4, 1), (0.7, 0)]);
        assert_eq!(peak(&steps), 2);
        assert_eq!([0.0, 0.1, 0.3, 0.4, 0.5, 9.0].map(|secs| at(&steps, secs)), [0, 1, 2, 1, 1, 0]);
        assert!(steps_of_spans(&[]).is_empty());
        assert_eq!((peak(&[]), at(&[], 1.0)), (0, 0));
    }

    #[test]
    fn steps_are_drawn_upright() {
        assert_eq!(corners(&[(0.0, 1), (0.5, 0)], 1.0), [[0.0, 0.0], [0.0, 1.0], [0.5, 1.0], [0.5, 0.0], [1.0, 0.0]]);
        assert_eq!(corners(&[], 2.0), [[0.0, 0.0], [2.0, 0.0]]);
    }

    proptest! {
        #[test]
        fn steps_count_the_open_spans(
            spans in prop::collection::vec((0.0..10.0_f64, 0.0..10.0_f64), 0..40), secs in 0.0..20.0_f64,
        ) {
            let spans: Vec<_> = spans.into_iter().map(|(from, length)| (from, from + length)).collect();
            let open = spans.iter().filter(|&&(from, to)| from <= secs && secs < to).count();
            let steps = steps_of_spans(&spans);
            prop_assert_eq!(at(&steps, secs) as usize, open);
            prop_assert_eq!(steps.last().map_or(0, |last| last.1), 0);
            prop_assert!(steps.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 != pair[1].1));
        }

        #[test]
        fn fewer_points_keep_the_ends_and_the_extremes(
            heights in prop::collection::vec(-1e3..1e3_f64, 1..500), buckets in 1_usize..50,
        ) {
            let points: Vec<[f64; 2]> = (0..).zip(&heights).map(|(x, &y)| [f64::from(x), y]).collect();
            let kept = min_max(&points, buckets);
            prop_assert!(kept.len() <= 2 * buckets + 2);
            prop_assert!(kept.windows(2).all(|pair| pair[0][0] < pair[1][0]));
            prop_assert!(kept.iter().all(|point| points.contains(point)));
            prop_assert_eq!((kept[0], kept[kept.len() - 1]), (points[0], points[points.len() - 1]));
            let range = |points: &[[f64; 2]]| {
                points.iter().fold((f64::MAX, f64::MIN), |(low, high), point| (low.min(point[1]), high.max(point[1])))
            };
            prop_assert_eq!(range(&kept), range(&points));
        }
    }
}
