//! The verdict and the plots: what they say, their tables, and the run that is selected everywhere.

use eframe::egui::{Key, OutputCommand, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use manyhands::model::{Event, Mode, Report};
use manyhands::ui::{Closer, Figure, ProcessPlot};

use crate::fixture::{FIVE, Sketch};
use crate::play::{Opening, Window};

fn with(report: Report) -> Window {
    Window::open(Opening { report: Some(report), ..Opening::default() })
}

fn with_results() -> Window {
    with(Sketch::default().report())
}

fn press(window: &mut Window, key: Key) {
    window.harness.key_press(key);
    window.settle();
}

/// What was copied last.
fn copied(window: &Window) -> Option<String> {
    let commands = &window.harness.output().platform_output.commands;
    commands.iter().rev().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

#[test]
fn a_row_of_the_table_selects_its_run_everywhere() {
    let mut window = with_results();
    window.click("Run times as a table");
    let row = "Contender Process pool of 10, Round 1, Time ";
    window.harness.get_by_label_contains(row).click();
    window.settle();
    let run = window.state().shown_run().expect("a run").clone();
    assert_eq!((window.state().selected(), run.round), (Some(run.id), 1));
    assert_eq!(run.contender().to_string(), "process-pool:10");
    window.harness.get_by_label("Timeline, Process pool of 10, round 1");
    let curve = window.state().charts().active.curves.iter().find(|curve| curve.run == run.id);
    assert!(curve.is_some_and(|curve| !curve.steps_back));
    window.harness.get_by_label_contains(row).click();
    window.settle();
    assert_eq!(window.state().selected(), None);
}

#[test]
fn a_dot_selects_its_run_and_escape_lets_go_of_it() {
    let mut window = with_results();
    let name = "Time of each run, medians";
    let plot = window.harness.get_by_label_contains(name).rect();
    // The dots of the lowest row lie near the left end.
    let rows = window.state().charts().times.rows.len() as f32;
    let y = plot.bottom() - 0.5 * (plot.height() - 16.0) / rows;
    let mut x = plot.left();
    while window.state().selected().is_none() {
        x += 6.0;
        assert!(x < plot.right(), "no dot was hit");
        let at = eframe::egui::pos2(x, y);
        for pressed in [true, false] {
            window.harness.event(eframe::egui::Event::PointerMoved(at));
            window.harness.event(eframe::egui::Event::PointerButton {
                pos: at,
                button: eframe::egui::PointerButton::Primary,
                pressed,
                modifiers: eframe::egui::Modifiers::NONE,
            });
            window.harness.step();
        }
        window.settle();
    }
    let run = window.state().shown_run().expect("a run");
    assert_eq!(run.contender().to_string(), "async:10");
    assert_eq!(window.harness.query_all_by_label_contains("Selected: Async").count(), 1);
    press(&mut window, Key::Escape);
    assert_eq!(window.state().selected(), None);
}

#[test]
fn arrow_keys_go_from_run_to_run() {
    let mut window = with_results();
    window.harness.get_by_label_contains("Time of each run, medians").focus();
    window.settle();
    let shown = |window: &Window| {
        let run = window.state().shown_run().expect("a run");
        (run.contender().to_string(), run.round)
    };
    press(&mut window, Key::ArrowRight);
    assert_eq!(shown(&window), ("sequential:1".to_owned(), 8));
    press(&mut window, Key::ArrowLeft);
    press(&mut window, Key::ArrowDown);
    assert_eq!(shown(&window), ("process-per-task:10".to_owned(), 7));
    press(&mut window, Key::ArrowUp);
    press(&mut window, Key::ArrowUp);
    assert_eq!(shown(&window), ("sequential:1".to_owned(), 7));
}

#[test]
fn every_plot_has_its_table_and_it_can_be_copied() {
    let mut window = with_results();
    for (figure, head, rows) in [
        (Figure::RunTimes, "Contender\tRound\tTime (s)\t", 1 + 5 + 40),
        (Figure::Processes, "Contender\tFrom (s)\tProcesses\n", 1 + 2 * 20),
        (Figure::Timeline, "Picture\tWorker\tStart (s)\t", 1 + 10),
    ] {
        window.click(figure.switch());
        assert!(window.state().is_table(figure));
        let name = format!("Copy the table “{}”", figure.switch().trim_end_matches(" as a table"));
        window.harness.get_by_label(&name).click();
        let text = (0..4).find_map(|_| {
            window.harness.step();
            copied(&window)
        });
        let text = text.expect("it was copied");
        assert!(text.starts_with(head), "{text}");
        assert_eq!(text.lines().count(), rows, "{text}");
        window.settle();
        window.click(figure.switch());
        assert!(!window.state().is_table(figure));
    }
}

#[test]
fn rows_of_a_table_are_reached_by_the_keyboard() {
    let mut window = with_results();
    window.click("Run times as a table");
    window.harness.get_by_label_contains("Contender Async, 10, Round median").focus();
    window.settle();
    press(&mut window, Key::Tab);
    press(&mut window, Key::Enter);
    assert_eq!(window.state().selected(), Some(1));
    let rows = window.harness.query_all_by_role(Role::Row).count();
    assert!((5..20).contains(&rows), "only what is in view is made, not {rows}");
}

#[test]
fn what_workers_used_is_drawn_on_demand() {
    let mut window = with_results();
    window.click(ProcessPlot::Load.label());
    assert_eq!(window.state().process_plot(), ProcessPlot::Load);
    let words = "Process pool of 10, 10 processes: CPU time 40.0 ms together, memory at most 5.1 MB";
    assert_eq!(window.harness.query_all_by_label_contains(words).count(), 1);
    window.click("Processes as a table");
    let rows = window.harness.query_all_by_label_contains("CPU time 4.0 ms, Most memory 5.1 MB").count();
    assert!(rows > 3, "{rows}");
    window.click("Processes as a table");
    window.click(ProcessPlot::Count.label());
    assert_eq!(window.harness.query_all_by_label_contains("Active processes. ").count(), 1);
}

#[test]
fn what_the_system_did_not_tell_is_said() {
    let mut report = Sketch::default().report();
    let processes = report.runs.iter_mut().flat_map(|run| &mut run.processes);
    processes.for_each(|process| process.cpu_secs = None);
    let mut window = with(report);
    window.click(ProcessPlot::Load.label());
    let words = "The system did not tell the CPU time of every process";
    assert_eq!(window.harness.query_all_by_label_contains(words).count(), 1);
    let mut window = with(Sketch { contenders: &["sequential:1", "async:10"], ..Sketch::default() }.report());
    window.click(ProcessPlot::Load.label());
    let words = "There are no worker processes to show. Sequential and async work in the engine's own process.";
    assert_eq!(window.harness.query_all_by_label_contains(words).count(), 1);
}

#[test]
fn clear_empties_the_results_and_quits_the_engine() {
    let report = Sketch { rounds: 2, ..Sketch::default() }.report();
    let mut window = Window::usual();
    window.play(&report, 5);
    assert!(window.harness.query_by_label("Clear").is_none(), "not while it runs");
    window.engine.tell(Event::Ended { cancelled: false, early: None });
    window.settle();
    window.click("Clear");
    window.settle();
    assert!(window.state().report().is_none());
    assert_eq!(window.engine.last_heard().as_deref(), Some("quit"));
    window.harness.get_by_label("Which way is fastest?");
    window.engine.tell(Event::RunFinished(Box::new(report.runs[0].clone())));
    window.engine.die("It was quit.");
    window.settle();
    assert!(window.state().report().is_none());
    window.harness.get_by_label("Ready");
    window.press_run();
    assert_eq!(window.engine.last_heard().as_deref(), Some("compare"));
}

#[test]
fn escape_lets_go_of_the_run_before_it_cancels() {
    let report = Sketch::default().report();
    let mut window = Window::usual();
    window.play(&report, 5);
    window.harness.get_by_label_contains("Time of each run, medians").focus();
    window.settle();
    press(&mut window, Key::ArrowUp);
    assert!(window.state().selected().is_some());
    press(&mut window, Key::Escape);
    assert_eq!((window.state().selected(), window.engine.heard().contains(&"cancel".to_owned())), (None, false));
    press(&mut window, Key::Escape);
    assert_eq!(window.engine.last_heard().as_deref(), Some("cancel"));
}

#[test]
fn failures_are_counted_by_kind_with_what_to_do() {
    let mut window = with(Sketch { failing: Some(3), ..Sketch::default() }.report());
    for words in ["downloads failed", "Open the address in a browser"] {
        assert_eq!(window.harness.query_all_by_label_contains(words).count(), 1, "{words}");
    }
    let opening = Opening { size: [700.0, 600.0], ..Opening::default() };
    let report = Sketch { failing: Some(3), ..Sketch::default() }.report();
    window = Window::open(Opening { report: Some(report), ..opening });
    window.click("All reasons");
    assert!(window.state().shows_reasons());
    window.click("Fewer words");
    assert!(!window.state().shows_reasons());
}

#[test]
fn the_verdict_stands_from_the_first_round_on() {
    let report = Sketch::default().report();
    let mut window = Window::usual();
    window.play(&report, 4);
    window.harness.get_by_label("Measuring");
    window.engine.tell(Event::RunFinished(Box::new(report.runs[4].clone())));
    let mut first = report.clone();
    first.runs.truncate(5);
    let judged = manyhands::stats::judge(&first);
    let (summary, ratios, verdict) = (judged.summary, judged.ratios, judged.verdict);
    window.engine.tell(Event::Judged { summary, ratios, verdict, scaling: None, lateness: None });
    window.settle();
    let headline = window.harness.get_by_label_contains("So far ");
    assert_ne!(headline.accesskit_node().live(), eframe::egui::accesskit::Live::Off, "it is said when it changes");
}

#[test]
fn the_question_begins_at_what_does_no_harm() {
    let mut window = Window::usual();
    window.set_up("Another address", "https://images.example/[1-100].jpg");
    window.press_run();
    window.settle();
    assert!(window.harness.get_by_label("Back").is_focused());
    press(&mut window, Key::Enter);
    assert!(window.state().question().is_none() && window.engine.heard().is_empty());
}

#[test]
fn where_time_went_and_the_conditions_stand_in_the_timeline_s_place() {
    let mut window = Window::open(Opening { report: Some(Sketch::default().report()), ..Opening::default() });
    let figures = |window: &Window, words: &str| window.harness.query_all_by_label_contains(words).count();
    assert_eq!(figures(&window, "of the time"), 0);
    window.click("Where time went");
    assert_eq!(window.state().closer(), Closer::Parts);
    assert_eq!(figures(&window, "of the time"), FIVE.len(), "a sentence for each contender");
    window.harness.get_by_label("mean of 8 rounds");
    window.click("Where time went as a table");
    assert!(figures(&window, "Contender Sequential, Time ") > 0);
    window.click("Conditions");
    window.harness.get_by_label("All worked under the same conditions.");
    assert!(figures(&window, "HTTP HTTP/1.1") > 0);
    window.click("Timeline");
    assert_eq!(window.state().closer(), Closer::Timeline);
}

#[test]
fn what_is_unfair_is_said() {
    let mut report = Sketch::default().report();
    for run in report.runs.iter_mut().filter(|run| run.mode == Mode::Async) {
        run.connections_opened = 1;
    }
    let mut window = Window::open(Opening { report: Some(report), ..Opening::default() });
    window.click("Conditions");
    assert_eq!(window.harness.query_all_by_label_contains("opened 0.10 connections a download").count(), 1);
}

#[test]
fn where_a_plot_is_zoomed_a_button_shows_all_of_it_again() {
    let mut window = with_results();
    for (plot, name) in [("Time of each run, medians", "Time of each run"), ("Active processes. ", "Active processes")]
    {
        let fit = format!("Show all of the plot “{name}”");
        assert!(window.harness.query_by_label(&fit).is_none());
        window.zoom(plot, 4.0);
        window.click(&fit);
        assert!(window.harness.query_by_label(&fit).is_none());
    }
}

#[test]
fn the_heads_of_tables_begin_with_a_capital() {
    let mut window = with_results();
    window.click("Timeline as a table");
    window.harness.get_by_label_contains("Picture 1, Worker ");
    assert!(window.harness.query_all_by_label_contains(", Wait ").next().is_some());
    assert!(window.harness.query_all_by_label_contains(", wait ").next().is_none());
}
