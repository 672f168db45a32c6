//! What a frame costs, held loosely here and measured by the benchmarks.

use std::time::{Duration, Instant};

use crate::fixture::{Sketch, paint_pictures};
use crate::play::{Opening, Window};

/// A frame of a debug build may take so long on a busy machine; one that lays out every picture or
/// builds every bar anew as a shape takes many times as long.
const LIMIT: Duration = Duration::from_millis(250);

#[test]
fn a_thousand_pictures_cost_no_more_than_those_in_view() {
    let folder = tempfile::tempdir().expect("a folder");
    paint_pictures(folder.path());
    let contenders = &["process-per-task:512", "thread-pool:64"];
    let sketch = Sketch { contenders, count: 1000, rounds: 5, pictures: Some(folder.path()), ..Sketch::default() };
    let mut window = Window::open(Opening { report: Some(sketch.report()), ..Opening::default() });
    window.until_pictures();
    let mut times: Vec<Duration> = (0..20)
        .map(|_| {
            let start = Instant::now();
            window.harness.step();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    assert!(times[10] < LIMIT, "{:?}", times[10]);
}
