//! What is kept of a comparison, however it ends.

use egui_kittest::kittest::Queryable as _;
use manyhands::model::Event;

use super::{Kept, kept_runs};
use crate::fixture::{Sketch, events};
use crate::play::{Opening, Window};

#[test]
fn what_was_measured_is_kept_however_it_ends() {
    let report = Sketch { rounds: 2, ..Sketch::default() }.report();
    type End = fn(&mut Window);
    let endings: [(&str, End); 4] = [
        ("cancelled", |window| window.engine.tell(Event::Ended { cancelled: true, early: None })),
        ("early", |window| window.engine.tell(Event::Ended { cancelled: false, early: Some("why".into()) })),
        ("failed", |window| window.engine.tell(Event::Failed("the lab server is gone".into()))),
        ("gone", |window| window.engine.die("The engine was ended by signal 9.")),
    ];
    for (name, end) in endings {
        let kept = Kept::new();
        let mut window = Window::open(kept.opening());
        window.play(&report, 3);
        end(&mut window);
        window.until("it is kept", |state| state.past().shown.kept.is_some());
        window.harness.get_by_label("Kept in History");
        assert_eq!(kept_runs(&kept), [3], "{name}");
        assert!(
            !kept.history().list().expect("listed").entries[0].head.verdict.is_empty(),
            "{name}: judged by what there is"
        );
    }
}

#[test]
fn a_whole_comparison_is_kept_once_and_nothing_where_no_run_ended() {
    let kept = Kept::new();
    let report = Sketch { rounds: 1, ..Sketch::default() }.report();
    let mut window = Window::open(kept.opening());
    window.press_run();
    events(&report).into_iter().take(4).for_each(|event| window.engine.tell(event));
    window.engine.tell(Event::Ended { cancelled: true, early: None });
    window.until("it is over", |state| !state.follow().is_running());
    window.press_run();
    for event in events(&report) {
        window.engine.tell(event);
        window.harness.step();
    }
    window.engine.die("It was told to quit.");
    window.until("it is kept", |state| state.past().shown.kept.is_some());
    assert_eq!(kept_runs(&kept), [5]);
    let id = window.state().past().shown.kept.clone().expect("kept");
    assert_eq!(kept.history().load(&id).expect("loaded"), report);
}

#[test]
fn a_window_that_is_closed_in_the_middle_keeps_what_was_measured() {
    let kept = Kept::new();
    let mut window = Window::open(kept.opening());
    window.play(&Sketch::default().report(), 8);
    let mut app = window.harness.state_mut().take().expect("the window is open");
    eframe::App::on_exit(&mut app, None);
    drop(app);
    assert_eq!(kept_runs(&kept), [8]);
}

#[test]
fn a_failure_to_keep_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("history");
    let mut window = Window::open(Opening { history: Some(place.clone()), ..Opening::default() });
    window.until("it was listed", |state| state.past().entries.is_some());
    window.play(&Sketch { rounds: 1, ..Sketch::default() }.report(), 2);
    std::fs::write(&place, "no folder").expect("written");
    window.engine.tell(Event::Ended { cancelled: true, early: None });
    window.until("it is said", |state| !state.notices().is_empty());
    assert!(window.state().notices()[0].starts_with("The history cannot be used"), "{:?}", window.state().notices());
    assert!(window.harness.query_by_label("Kept in History").is_none());
}

#[test]
fn without_a_folder_nothing_is_kept_and_that_is_said() {
    let mut window = Window::usual();
    window.click("History");
    window.harness.get_by_label("Nothing can be kept here");
    window.click("Compare");
    window.play(&Sketch { rounds: 1, ..Sketch::default() }.report(), 3);
    window.engine.tell(Event::Ended { cancelled: true, early: None });
    window.until("it is over", |state| !state.follow().is_running());
    assert!(window.state().notices().is_empty() && window.harness.query_by_label("Kept in History").is_none());
}
