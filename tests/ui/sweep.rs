//! The Sweep view: its set-up, how its results grow, and that it stands beside the comparison.

use eframe::egui::accesskit::Toggled;
use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use manyhands::model::{Event, Report};
use manyhands::store::View;
use manyhands::ui::{AppState, Field};

use crate::fixture::{Sketch, events};
use crate::play::{Opening, Window};
use crate::states::sweep::swept;

/// A window that shows the Sweep view.
fn open() -> Window {
    let mut window = Window::usual();
    go(&mut window, Key::Num2);
    window
}

fn go(window: &mut Window, key: Key) {
    window.harness.key_press_modifiers(Modifiers::COMMAND, key);
    window.harness.step();
    window.until("the set-up was looked through", AppState::is_checked);
}

/// Whether a text is told that begins so.
fn tells(window: &Window, begin: &str) -> bool {
    window.harness.query_all_by_label_contains(begin).next().is_some()
}

fn escape(window: &mut Window) {
    window.harness.key_press(Key::Escape);
    window.harness.step();
    window.settle();
}

#[test]
fn the_set_up_becomes_a_plan_of_one_mode() {
    let mut window = open();
    assert_eq!(window.state().view(), View::Sweep);
    assert!(tells(&window, "How many workers are enough?"));
    window.open_choice("Mode");
    window.click("Threads");
    window.type_into("Workers", "1-3, 6");
    window.type_into("Pictures", "60");
    window.press_run();
    let plan = window.engine.last_plan().expect("it was asked for");
    let contenders: Vec<String> = plan.contenders().iter().map(ToString::to_string).collect();
    assert_eq!(contenders, ["thread-pool:1", "thread-pool:2", "thread-pool:3", "thread-pool:6"]);
    assert_eq!((plan.count().get(), plan.lab().map(|lab| lab.latency_secs)), (60, Some(0.05)));
    // The comparison's own fields are others.
    escape(&mut window);
    go(&mut window, Key::Num1);
    assert_eq!(window.state().set_up().count, "10");
}

#[test]
fn counts_that_cannot_be_read_are_told_beside_the_field() {
    let mut window = open();
    window.type_into("Workers", "4");
    assert!(window.state().error(Field::WorkerCounts).is_some_and(|error| error.contains("several")));
    window.type_into("Workers", "1, x");
    assert!(window.state().error(Field::WorkerCounts).is_some_and(|error| error.contains("“x”")));
    window.press_run();
    assert!(window.engine.last_plan().is_none());
    window.type_into("Workers", "1, 100");
    assert!(tells(&window, "1000 or more tell counts apart"));
}

#[test]
fn the_answer_and_the_table_grow_with_each_round() {
    let report = swept().report();
    let mut window = open();
    window.play(&report, 4);
    assert_eq!(window.state().sweep().chart.rows.len(), 4, "whose runs are there");
    assert!(tells(&window, "Measuring"));
    for event in events(&report).into_iter().skip(2 + 3 * 4) {
        window.engine.tell(event);
        window.harness.step();
    }
    window.settle();
    let chart = &window.state().sweep().chart;
    assert_eq!((chart.rows.len(), chart.dots.len(), chart.recommended), (6, 48, Some(8)));
    assert!(chart.knee.is_some_and(|knee| (9.0..13.0).contains(&knee)), "{:?}", chart.knee);
    assert!(chart.band.is_some() && chart.fits);
    assert!(tells(&window, "8 workers: "));
    let row = window.harness.get_by_label_contains("Workers 8, ");
    assert_eq!(row.accesskit_node().toggled(), Some(Toggled::True), "it is the one to take");
    let plot = window.harness.query_all_by_role(Role::Figure).find_map(|node| node.accesskit_node().label());
    assert!(plot.is_some_and(|told| told.contains("Enough: 8. The knee lies at ")), "the plot is told");
}

#[test]
fn the_law_lies_within_its_band_and_passes_through_the_middles() {
    let window = Window::open(Opening { report: Some(swept().report()), ..Opening::default() });
    assert_eq!(window.state().view(), View::Sweep, "a sweep's report opens here");
    let chart = &window.state().sweep().chart;
    let [xs, low, high] = chart.band.as_ref().expect("eight rounds");
    for (place, point) in chart.law.iter().enumerate() {
        assert_eq!(point.x.to_bits(), xs[place].to_bits());
        assert!(low[place] <= point.y && point.y <= high[place], "at {}: {low:?}", point.x);
    }
    for (middle, interval) in &chart.middles {
        let (low, high) = interval.expect("eight rounds");
        assert!(low <= middle.y && middle.y <= high);
        let law = chart.law.iter().min_by(|a, b| (a.x - middle.x).abs().total_cmp(&(b.x - middle.x).abs()));
        assert!((law.expect("a law").y / middle.y - 1.0).abs() < 0.1);
    }
}

#[test]
fn it_leaves_the_comparison_alone_and_the_comparison_it() {
    let compared = Sketch::default().report();
    let mut window = Window::open(Opening { report: Some(compared.clone()), ..Opening::default() });
    go(&mut window, Key::Num2);
    let sweep = swept().report();
    window.play(&sweep, usize::MAX);
    go(&mut window, Key::Num1);
    assert_eq!(window.state().report(), Some(&compared));
    assert!(tells(&window, "tie"), "the comparison's verdict stands");
    window.play(&compared, usize::MAX);
    go(&mut window, Key::Num2);
    let runs = |report: Option<&Report>| report.map(|report| report.runs.len());
    assert_eq!(runs(window.state().sweep().report.as_ref()), Some(sweep.runs.len()));
    window.click("Clear");
    assert!(window.state().sweep().report.is_none() && window.state().report().is_some());
}

#[test]
fn only_one_of_them_runs_at_a_time() {
    let mut window = open();
    window.play(&swept().report(), 3);
    go(&mut window, Key::Num1);
    assert!(tells(&window, "A sweep is being measured; this can run when that is over."));
    window.press_run();
    assert_eq!(window.engine.heard().iter().filter(|said| *said == "compare").count(), 1);
    go(&mut window, Key::Num3);
    assert_eq!(window.state().lesson_waits(), Some("A sweep is being measured; the lesson can run when that is over."));
}

#[test]
fn escape_cancels_and_what_was_measured_stays() {
    let mut window = open();
    window.play(&swept().report(), 9);
    escape(&mut window);
    assert_eq!(window.engine.last_heard().as_deref(), Some("cancel"));
    window.engine.tell(Event::Ended { cancelled: true, early: None });
    window.settle();
    assert!(window.state().running().is_none());
    assert_eq!(window.state().sweep().chart.rows.len(), 6);
    assert!(tells(&window, "Cancelled. 9 runs"));
}

#[test]
fn a_failure_is_told_where_the_answer_would_stand() {
    let mut window = open();
    window.play(&swept().report(), 9);
    window.engine.die("The engine was ended by signal 9.");
    window.settle();
    assert!(tells(&window, "The sweep stopped"));
    assert!(tells(&window, "The engine was ended by signal 9. What was measured stays"));
    assert_eq!(window.state().sweep().chart.rows.len(), 6);
    go(&mut window, Key::Num1);
    assert!(!tells(&window, "stopped"), "the comparison has nothing to do with it");
}

#[test]
fn where_every_download_failed_that_is_said_and_not_what_a_first_sweep_would_show() {
    let mut window = open();
    window.play(&Sketch { failing: Some(1), ..swept() }.report(), usize::MAX);
    assert!(tells(&window, "Every download failed: "));
    assert!(tells(&window, "Open the address in a browser"), "what to do about it");
    assert!(tells(&window, "What failed") && tells(&window, "Timed out: "));
    assert!(!tells(&window, "How many workers are enough?") && !tells(&window, "A dot for each run"));
}

#[test]
fn the_time_left_is_that_of_what_runs_and_not_of_the_form_in_view() {
    let mut window = Window::usual();
    let left = |window: &Window| {
        let told = window.harness.get_by_label_contains(" left");
        told.accesskit_node().value().or_else(|| told.accesskit_node().label()).expect("a text")
    };
    window.play(&Sketch::default().report(), 1);
    let while_compared = left(&window);
    go(&mut window, Key::Num2);
    assert_eq!(left(&window), while_compared);
}

#[test]
fn it_is_kept_and_opens_again_in_its_own_view() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = Window::open(Opening { history: Some(folder.path().to_owned()), ..Opening::default() });
    go(&mut window, Key::Num2);
    window.play(&swept().report(), usize::MAX);
    window.until("it is kept", |state| state.sweep().kept);
    window.click("Clear");
    go(&mut window, Key::Num4);
    window.until("it is listed", |state| state.past().entries.as_ref().is_some_and(|entries| entries.len() == 1));
    window.harness.get_by_role(Role::ListItem).click();
    window.harness.step();
    window.settle();
    window.click("Open");
    window.until("it is shown", |state| state.sweep().report.is_some());
    assert_eq!(window.state().view(), View::Sweep);
    assert!(tells(&window, "8 workers: ") && window.state().report().is_none());
}
