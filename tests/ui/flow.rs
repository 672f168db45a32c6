//! From Run to the verdict and again, with an engine that is played.

use std::time::{Duration, Instant};

use egui_kittest::kittest::Queryable as _;
use manyhands::model::{Event, Report};
use manyhands::ui::Ending;

use crate::fixture::{Sketch, events, paint_pictures, progress};
use crate::play::{Opening, Window};

fn two_rounds() -> Report {
    Sketch { rounds: 2, contenders: &["sequential:1", "process-pool:10", "async:10"], ..Sketch::default() }.report()
}

#[test]
fn a_comparison_ends_in_the_report_that_was_measured() {
    let report = two_rounds();
    let mut window = Window::usual();
    window.harness.get_by_label("Which way is fastest?");
    window.play(&report, usize::MAX);
    assert_eq!(window.state().report(), Some(&report));
    assert_eq!(window.state().follow().ending, Some(Ending::Done));
    window.harness.get_by_label("Done. 6 runs, 60 pictures, 0 failed.");
    window.harness.get_by_label(report.verdict.sentence.trim_end_matches('.'));
}

#[test]
fn the_engine_may_go_on_once_each_run_was_drawn() {
    let report = two_rounds();
    let mut window = Window::usual();
    window.press_run();
    for event in events(&report) {
        let ended = match &event {
            Event::RunFinished(run) => Some(run.id),
            _ => None,
        };
        window.engine.tell(event);
        if let Some(run) = ended {
            window.harness.step();
            assert_ne!(window.engine.last_heard(), Some(format!("ready {run}")), "it was not drawn yet");
            window.settle();
            assert_eq!(window.engine.last_heard(), Some(format!("ready {run}")));
        }
    }
}

#[test]
fn thumbnails_are_made_between_runs_and_never_while_a_clock_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    paint_pictures(folder.path());
    let report = Sketch { pictures: Some(folder.path()), ..Sketch::default() }.report();
    let mut window = Window::usual();
    window.press_run();
    let mut events = events(&report).into_iter();
    for event in events.by_ref() {
        let ended = matches!(event, Event::RunFinished(_));
        window.engine.tell(event);
        window.harness.step();
        if ended {
            break;
        }
    }
    // The next clock starts before the thumbnails were asked to wait for.
    window.engine.tell(events.next().expect("the next run"));
    window.harness.step();
    std::thread::sleep(Duration::from_millis(300));
    window.harness.run_steps(3);
    let made_while_measuring = window.harness.state().as_ref().expect("open").has_thumbnails_in_view();
    assert!(!made_while_measuring, "at most what was begun is finished");
    window.engine.tell(Event::Ended { cancelled: true, early: None });
    window.until_pictures();
}

#[test]
fn late_words_of_a_former_engine_are_dropped() {
    let report = two_rounds();
    let mut window = Window::usual();
    window.play(&report, 1);
    window.engine.tell(Event::Ended { cancelled: true, early: None });
    window.settle();
    window.press_run();
    assert_eq!(window.engine.heard().iter().filter(|said| *said == "quit").count(), 1);
    window.engine.tell_as(0, Event::Failed("an old complaint".to_owned()));
    window.settle();
    assert!(window.state().follow().is_running());
    window.engine.tell(events(&report).swap_remove(0));
    window.engine.tell_as(0, Event::RunFinished(Box::new(report.runs[0].clone())));
    window.settle();
    assert_eq!(window.state().follow().runs_done, 0);
}

#[test]
fn while_the_lab_server_paints_that_is_said() {
    let mut window = Window::usual();
    window.press_run();
    window.harness.get_by_label("Getting ready: the lab server paints its pictures");
    window.engine.tell(events(&two_rounds()).swap_remove(0));
    window.settle();
    window.harness.get_by_label("Getting ready");
}

#[test]
fn former_results_stay_until_the_first_new_run() {
    let former = two_rounds();
    let mut window = Window::open(Opening { report: Some(former.clone()), ..Opening::default() });
    window.press_run();
    let new = Sketch::default().report();
    for event in events(&new).into_iter().take(4) {
        assert_eq!(window.state().report(), Some(&former));
        window.engine.tell(event);
        window.settle();
    }
    window.settle();
    window.engine.tell(Event::RunFinished(Box::new(new.runs[0].clone())));
    window.settle();
    let shown = window.state().report().expect("a report");
    assert_eq!(shown.plan.contenders.len(), new.plan.contenders.len());
}

#[test]
fn an_engine_that_dies_is_told_of_and_what_was_measured_stays() {
    let report = two_rounds();
    let mut window = Window::usual();
    window.play(&report, 4);
    let measured = window.state().report().expect("a report").clone();
    assert_eq!(measured.runs.len(), 4);
    window.engine.die("The engine ended by itself (signal 9).");
    window.settle();
    window.harness.get_by_label("The comparison stopped");
    assert_eq!(window.harness.query_all_by_label_contains("signal 9").count(), 1);
    assert_eq!(window.state().report(), Some(&measured));
    assert!(!window.state().follow().is_running());
    window.press_run();
    assert!(window.state().follow().is_running(), "Run tries again");
}

#[test]
fn many_requests_to_a_foreign_host_are_asked_about_once() {
    let mut window = Window::usual();
    window.set_up("Another address", "https://images.example/[1-10].jpg");
    window.press_run();
    assert!(window.engine.heard().is_empty());
    assert_eq!(window.harness.query_all_by_label_contains("requests to images.example?").count(), 1);
    window.click("Back");
    window.settle();
    assert!(window.state().question().is_none());
    assert!(window.engine.heard().is_empty());
    window.press_run();
    window.harness.get_by_label("Send them").click();
    window.harness.step();
    window.settle();
    assert_eq!(window.engine.heard(), ["compare"]);
    window.engine.tell(Event::Ended { cancelled: true, early: None });
    window.settle();
    window.press_run();
    assert_eq!(window.engine.last_heard().as_deref(), Some("compare"), "the host was agreed to");
    assert_eq!(window.state().settings().recents, ["https://images.example/[1-10].jpg"]);
}

#[test]
fn a_running_clock_is_followed() {
    let report = two_rounds();
    let mut window = Window::usual();
    window.play(&report, 1);
    window.engine.tell(Event::RunStarted {
        run: 2,
        total_runs: 6,
        round: 1,
        position: 2,
        contender: report.runs[1].contender(),
    });
    window.engine.tell(progress(&report.runs[1], 0.99));
    window.settle();
    let live = window.state().follow().live().expect("a clock runs");
    assert_eq!(live.run, 2);
    assert!(live.done > 0);
    let title = window.state().follow().title();
    assert!(title.contains('%'), "{title}");
}

#[test]
fn nothing_is_drawn_at_rest() {
    let mut window = Window::open(Opening { report: Some(Sketch::default().report()), ..Opening::default() });
    // Focus in a field and a pointer over a plot: neither blinks, neither moves.
    window.type_into("Pictures", "9");
    window.harness.get_by_label_contains("Time of each run, medians").hover();
    window.settle();
    let start = Instant::now();
    let mut asked = 0;
    while start.elapsed() < Duration::from_millis(1500) {
        window.harness.step();
        let outputs = window.harness.output().viewport_output.values();
        asked += outputs.filter(|output| output.repaint_delay < Duration::from_secs(3600)).count();
        std::thread::sleep(Duration::from_millis(50));
    }
    // The tooltip's delay may ask for one frame.
    assert!(asked <= 2, "{asked} further frames were asked for");
}

#[test]
fn a_wake_up_is_asked_for_once_however_many_messages_come() {
    let report = two_rounds();
    let mut window = Window::usual();
    window.press_run();
    window.settle();
    let causes = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = std::sync::Arc::clone(&causes);
    window.harness.ctx.set_request_repaint_callback(move |_| {
        counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    });
    for event in events(&report) {
        window.engine.tell(event);
    }
    assert_eq!(causes.load(std::sync::atomic::Ordering::Relaxed), 1);
}
