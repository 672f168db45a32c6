//! The course in the window, with lessons that are played.

use std::collections::BTreeSet;
use std::path::PathBuf;

use eframe::egui::{Key, Modifiers, Role, Theme};
use egui_kittest::kittest::{By, NodeT as _, Queryable as _};
use manyhands::lessons;
use manyhands::model::{Lesson, LessonCommand, LessonEvent, LessonPlan, LessonStep, PythonOutput};
use manyhands::store::{Settings, View};
use manyhands::ui::LessonEnding;

use crate::course::{events, python};
use crate::fixture::{Sketch, events as comparison};
use crate::looks::snapshot;
use crate::play::{Opening, Window};

fn open() -> Window {
    in_lessons(Opening::default())
}

fn in_lessons(opening: Opening) -> Window {
    let mut window = Window::open(opening);
    window.click("Lessons");
    window
}

/// The name of a lesson's row in the list.
fn row(lesson: Lesson) -> String {
    let place = Lesson::ALL.iter().position(|known| *known == lesson).expect("it is one of them");
    format!("{}. {}", place + 1, lessons::of(lesson).title)
}

fn choose(window: &mut Window, lesson: Lesson) {
    let name = row(lesson);
    window.harness.get_by_label_contains(&name).click();
    window.harness.step();
    window.settle();
}

fn tell_all(window: &mut Window, events: impl IntoIterator<Item = LessonEvent>) {
    for (place, event) in events.into_iter().enumerate() {
        window.engine.lessons.tell(event);
        if place % 400 == 0 {
            window.harness.step(); // the inbox holds so many and no more
        }
    }
    window.harness.step();
    window.settle();
}

/// Chooses a lesson and plays it from its start to its end.
fn play(window: &mut Window, lesson: Lesson) {
    choose(window, lesson);
    window.press_run();
    tell_all(window, events(lesson));
}

fn runs(window: &Window) -> Vec<LessonPlan> {
    let said = window.engine.lessons.said().into_iter();
    said.filter_map(|command| if let LessonCommand::Run(plan) = command { Some(plan) } else { None }).collect()
}

fn ending(window: &Window) -> Option<LessonEnding> {
    let lesson = window.state().lesson().lesson;
    window.state().lessons().run(lesson).and_then(|run| run.ending.clone())
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.harness.key_press_modifiers(modifiers, key);
    window.harness.step();
    window.settle();
}

#[test]
fn every_lesson_is_walked_by_its_title_and_ticked_when_it_was_run() {
    let mut window = open();
    for (done, lesson) in Lesson::ALL.into_iter().enumerate() {
        window.harness.get_by_label(&format!("{done} of 10"));
        play(&mut window, lesson);
        let described = lessons::of(lesson);
        for text in [described.title, described.text, described.see, "What came out"] {
            window.harness.get_by_label(text);
        }
        for listing in described.listings {
            window.harness.get_by_label(listing.name);
        }
        assert_eq!(ending(&window), Some(LessonEnding::Done), "{lesson}");
        window.harness.get_by_label(&format!("{}, done", row(lesson)));
        assert_eq!(window.state().course().done.len(), done + 1);
    }
    let asked: Vec<Lesson> = runs(&window).iter().map(|plan| plan.lesson).collect();
    assert_eq!(asked, Lesson::ALL);
}

#[test]
fn what_a_lesson_tells_is_shown_as_it_comes() {
    let mut window = open();
    choose(&mut window, Lesson::FourProcesses);
    window.harness.get_by_label_contains("Press Run: each line stands here");
    window.harness.get_by_label("Not run yet");
    window.press_run();
    window.harness.get_by_label("Starting the lesson");
    let mut events = events(Lesson::FourProcesses);
    let rest = events.split_off(4);
    tell_all(&mut window, events);
    window.harness.get_by_label("process 31007: gave a number: 10, at 0.203 s");
    window.harness.get_by_label("process 31008: gave a number: 20, at 0.410 s");
    assert!(window.harness.query_by_label_contains("gave a number: 30").is_none());
    window.harness.get_by_label("Step 1 of 2, Join inside the loop: 2 lines");
    tell_all(&mut window, rest);
    let figures = window.harness.query_all_by_label_contains("Who was alive when: process 310").count();
    assert_eq!(figures, 2);
    window.harness.get_by_label_contains("Who was alive when: process 31007: 0 s to 0.203 s; process 31008");
    window.harness.get_by_label_contains("0.83 s with join inside the loop");
    window.harness.get_by_label_contains("At most 1 was alive at any moment");
    window.harness.get_by_label_contains("as expected, 0.830 s");
    window.harness.get_by_label_contains("Ran once. 8 processes worked in 2 steps, 1.04 s.");
    window.click("Run again");
    assert_eq!(runs(&window).len(), 2);
    assert!(window.harness.query_by_label_contains("gave a number").is_none(), "the former run's lines are gone");
}

#[test]
fn every_figure_has_its_values_for_those_who_do_not_see_it() {
    let mut window = open();
    for (lesson, spoken, switch, cells) in [
        (Lesson::StartCost, "Start of one: a thread, 200 values, median ", "Start of one", "Series a thread, Value "),
        (
            Lesson::IoOrCpu,
            "Time by mode, Waiting: 8 downloads: Sequential 3.44 s",
            "Time by mode",
            "Mode Threads, 4, Time 0.870 s",
        ),
        (Lesson::OwnMemory, "What each saw: process 31007 1000", "What each saw", "Name parent, Value 0"),
        (
            Lesson::Fifo,
            "Who took what when: process 31007, 0: 0 s to 50.0 ms",
            "Who took what when",
            "Who process 31008, What 5, ",
        ),
    ] {
        play(&mut window, lesson);
        assert!(window.harness.query_all_by_label_contains(spoken).next().is_some(), "{spoken}");
        let steps = window.state().lessons().run(lesson).expect("it ran").steps.len();
        window.click(&format!("{switch} as a table, step {steps}"));
        assert!(window.harness.query_all_by_label_contains(cells).next().is_some(), "{cells}");
    }
}

#[test]
fn a_log_is_shown_by_process_and_by_level() {
    let mut window = open();
    play(&mut window, Lesson::Logging);
    window.harness.get_by_label("60 of 60 records");
    window.click("error");
    window.harness.get_by_label("12 of 60 records");
    window.open_choice("Records of which process");
    window.click("Process 31008");
    window.harness.get_by_label("4 of 60 records");
    window.harness.get_by_label_contains("process 31008, error: 2026-01-02 03:04:00,188 process 1 record 4");
    window.click("Every level");
    window.harness.get_by_label("20 of 60 records");
}

#[test]
fn thousands_of_lines_cost_no_more_than_those_in_view() {
    let mut window = open();
    play(&mut window, Lesson::Fifo);
    let run = window.state().lessons().run(Lesson::Fifo).expect("it ran");
    assert_eq!(run.steps[0].lines.len(), 2000);
    let drawn = |window: &Window| window.harness.query_all_by_label_contains(" gives ").count();
    assert!((5..=20).contains(&drawn(&window)), "{}", drawn(&window));
    window.harness.get_by_label_contains("task 1999 gives");
    window.harness.get_by_label("2000 lines").focus();
    window.settle();
    press(&mut window, Modifiers::NONE, Key::Home);
    window.settle();
    window.harness.get_by_label_contains("task 0 gives 0,");
}

#[test]
fn knobs_are_typed_chosen_and_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = in_lessons(Opening { folder: Some(folder.path().to_owned()), ..Opening::default() });
    choose(&mut window, Lesson::FourProcesses);
    window.type_into("processes", "7");
    window.type_into("each works", "0.35");
    window.press_run();
    assert_eq!(runs(&window).last().expect("it runs").values[..2], [7.0, 0.35]);
    tell_all(&mut window, events(Lesson::FourProcesses));
    window.type_into("processes", "99");
    window.harness.get_by_label("Type a whole number from 1 to 16.");
    window.press_run();
    assert_eq!(runs(&window).len(), 1, "nothing is run that cannot be");
    window.type_into("processes", "3");
    choose(&mut window, Lesson::Fifo);
    choose(&mut window, Lesson::FourProcesses);
    assert_eq!(window.state().knobs()[..2], ["3", "0.35"], "each lesson keeps its own");
}

#[test]
fn progress_stays_between_two_starts() {
    let folder = tempfile::tempdir().expect("a folder");
    let opening = || Opening { folder: Some(folder.path().to_owned()), ..Opening::default() };
    let mut window = in_lessons(opening());
    choose(&mut window, Lesson::FourProcesses);
    window.type_into("processes", "5");
    play(&mut window, Lesson::SquareCube);
    choose(&mut window, Lesson::FourProcesses);
    window.click("Large, as for a projector");
    drop(window); // what is to be written is written before its thread ends
    let (kept, notice) = Settings::load(folder.path());
    assert_eq!((notice, kept.view), (None, View::Lessons));
    let mut window = Window::open(opening());
    assert_eq!(window.state().course().done, BTreeSet::from([Lesson::SquareCube]));
    assert_eq!((window.state().lesson().lesson, window.state().knobs()[0].as_str()), (Lesson::FourProcesses, "5"));
    assert!(window.state().is_projected());
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(!window.state().is_projected());
    window.harness.get_by_label("1 of 10");
}

#[test]
fn the_next_lesson_is_a_click_away() {
    let mut window = open();
    choose(&mut window, Lesson::ALL[0]);
    for lesson in &Lesson::ALL[1..] {
        window.harness.get_by_label_contains("Next: ").click();
        window.harness.step();
        window.settle();
        assert_eq!(window.state().lesson().lesson, *lesson);
    }
    assert!(window.harness.query_by_label_contains("Next: ").is_none(), "after the last there is none");
}

#[test]
fn a_lesson_is_cancelled_and_ended_if_it_does_not_listen() {
    let mut window = open();
    choose(&mut window, Lesson::FourProcesses);
    window.press_run();
    tell_all(&mut window, events(Lesson::FourProcesses).into_iter().take(4));
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert_eq!(window.engine.lessons.said().last(), Some(&LessonCommand::Cancel));
    assert_eq!(window.engine.lessons.started_and_ended(), (1, 0), "it may tell what it has");
    window.click("End it now");
    assert_eq!(window.engine.lessons.started_and_ended(), (1, 1));
    assert_eq!(ending(&window), Some(LessonEnding::Cancelled));
    window.harness.get_by_label("Cancelled. What came out so far stays.");
    window.harness.get_by_label("process 31007: gave a number: 10, at 0.203 s");
    assert!(window.state().course().done.is_empty());
}

#[test]
fn a_lesson_that_is_left_ends_and_its_late_words_are_dropped() {
    let mut window = open();
    choose(&mut window, Lesson::FourProcesses);
    window.press_run();
    let mut events = events(Lesson::FourProcesses);
    let rest = events.split_off(4);
    tell_all(&mut window, events.clone());
    choose(&mut window, Lesson::Fifo);
    assert_eq!(window.engine.lessons.started_and_ended(), (1, 1));
    window.press_run();
    for event in rest {
        window.engine.lessons.tell_as(0, event);
    }
    window.harness.step();
    window.settle();
    let state = window.state();
    assert_eq!(state.lessons().running(), Some(Lesson::Fifo));
    assert!(state.lessons().run(Lesson::Fifo).is_some_and(|run| run.steps.is_empty()));
    let left = state.lessons().run(Lesson::FourProcesses).expect("it ran");
    assert_eq!((left.steps.len(), left.ending.clone()), (1, Some(LessonEnding::Left)));
    window.click("Compare");
    assert_eq!(window.engine.lessons.started_and_ended(), (2, 2));
}

#[test]
fn a_failure_stands_where_the_result_would_and_what_came_stays() {
    let mut window = open();
    choose(&mut window, Lesson::FourProcesses);
    window.press_run();
    tell_all(&mut window, events(Lesson::FourProcesses).into_iter().take(4));
    tell_all(&mut window, [LessonEvent::Failed("No process can be started; close some programs.".to_owned())]);
    window.harness.get_by_label("What came out");
    window.harness.get_by_label("No process can be started; close some programs.");
    window.harness.get_by_label("process 31008: gave a number: 20, at 0.410 s");
    window.press_run();
    window.engine.lessons.die("The lesson ended by itself (signal 9).");
    window.harness.step();
    window.settle();
    window.harness.get_by_label("The lesson ended by itself (signal 9). What came out stays; run it again.");
    assert!(window.state().lessons().running().is_none() && window.state().course().done.is_empty());
}

#[test]
fn a_step_that_is_not_as_expected_says_what_was_and_what_came() {
    let mut window = open();
    choose(&mut window, Lesson::FourProcesses);
    window.press_run();
    let wrong = |event| match event {
        LessonEvent::StepFinished { step: 0, result } => LessonEvent::StepFinished {
            step: 0,
            result: LessonStep { output: result.output[..2].to_vec(), as_expected: false, ..result },
        },
        LessonEvent::Ended { .. } => LessonEvent::Notice("Only 2 could be started.".to_owned()),
        other => other,
    };
    tell_all(&mut window, events(Lesson::FourProcesses).into_iter().map(wrong));
    window.harness.get_by_label("not as expected, 0.830 s");
    window.harness.get_by_label("Expected 10, 20, 30, 40; what came is 10, 20.");
    window.harness.get_by_label("Only 2 could be started.");
}

#[test]
fn python_stands_beside_ours_or_says_that_it_is_missing() {
    let mut window = open();
    choose(&mut window, Lesson::FourProcesses);
    window.click("Run in Python too");
    assert!(runs(&window).last().expect("it runs").python);
    let mut told = events(Lesson::FourProcesses);
    told.insert(told.len() - 1, python());
    tell_all(&mut window, told);
    window.harness.get_by_label("In Manyhands");
    window.harness.get_by_label("In Python 3.11.2");
    window.harness.get_by_label("1.31 s");
    window.harness.get_by_label("In Python: gave a number: 30");
    let ours = "In Manyhands: process 31009  gave a number: 30";
    assert_eq!(window.harness.query_all_by_label(ours).count(), 2, "in both steps");
    window.click("Run in Python too");
    let missing = "No python3 was found; install Python 3 to run this too.";
    let mut told = events(Lesson::FourProcesses);
    told.insert(told.len() - 1, LessonEvent::Python(PythonOutput::Missing(missing.to_owned())));
    tell_all(&mut window, told);
    window.harness.get_by_label(missing);
    assert!(window.harness.query_by_label("In Manyhands").is_none());
}

#[test]
fn a_lesson_and_a_comparison_wait_for_each_other() {
    let mut window = Window::usual();
    window.press_run();
    window.engine.tell(comparison(&Sketch::default().report()).swap_remove(0));
    window.settle();
    press(&mut window, Modifiers::COMMAND, Key::Num3);
    assert_eq!(window.state().view(), View::Lessons);
    window.harness.get_by_label("A comparison is being measured; the lesson can run when that is over.");
    window.press_run();
    assert_eq!(window.engine.lessons.started_and_ended(), (0, 0));
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert_eq!(window.engine.heard(), ["compare"], "what is out of view is not cancelled by a key");
    window.engine.tell(manyhands::model::Event::Ended { cancelled: true, early: None });
    window.harness.step();
    window.settle();
    window.press_run();
    assert_eq!(window.engine.lessons.started_and_ended(), (1, 0));
}

#[test]
fn all_of_it_is_reached_by_the_keyboard() {
    let mut window = open();
    play(&mut window, Lesson::FourProcesses);
    let mut reached = BTreeSet::new();
    for _ in 0..60 {
        window.harness.key_press(Key::Tab);
        window.settle();
        let focused = window.harness.query_all(By::new().predicate(|node| !node.is_hidden() && node.is_focused()));
        reached.extend(focused.filter_map(|node| node.accesskit_node().label()));
    }
    let next = window.harness.get_by_label_contains("Next: ").accesskit_node().label().expect("a name");
    for name in [
        "Fold the course away",
        "Compare",
        "Lessons",
        "Light or dark",
        "Large, as for a projector",
        "Copy the Python of “Join inside the loop”",
        "Who was alive when as a table, step 2",
        "Run again",
        "processes",
        "each works",
        "Run in Python too",
        next.as_str(),
        row(Lesson::Fifo).as_str(),
    ] {
        assert!(reached.contains(name), "{name} is not among {reached:?}");
    }
    window.harness.get_by_role_and_label(Role::Tab, "Compare").focus();
    window.settle();
    window.harness.key_press(Key::Enter);
    window.harness.step();
    window.settle();
    assert_eq!(window.state().view(), View::Compare);
}

#[test]
fn a_lesson_is_shown_large_and_both_sizes_are_remembered() {
    let mut window = open();
    window.click("Large, as for a projector");
    window.harness.step();
    window.settle();
    assert!((window.harness.ctx.zoom_factor() - 1.5).abs() < 1e-6);
    assert!(window.harness.query_by_label("The course").is_none());
    press(&mut window, Modifiers::COMMAND, Key::Plus);
    window.harness.step();
    window.settle();
    assert!((window.state().course().projector_zoom - 1.6).abs() < 1e-6);
    press(&mut window, Modifiers::NONE, Key::Escape);
    window.harness.step();
    window.settle();
    assert!((window.harness.ctx.zoom_factor() - 1.0).abs() < 1e-6);
    window.harness.get_by_label("The course");
    window.click("Fold the course away");
    assert!(window.harness.query_by_label("The course").is_none());
    window.click("Show the course");
}

#[test]
fn at_rest_nothing_is_drawn() {
    let mut window = open();
    play(&mut window, Lesson::FourProcesses);
    assert!(!window.harness.ctx.has_requested_repaint());
    window.press_run();
    assert!(!window.harness.ctx.has_requested_repaint(), "a lesson that says nothing asks for no frame");
}

#[test]
fn as_it_looks_when_it_is_done() {
    snapshot(&mut in_state("done", Opening::default()), "lesson_light");
}

#[test]
fn as_it_looks_in_the_dark() {
    snapshot(&mut in_state("done", Opening { theme: Theme::Dark, ..Opening::default() }), "lesson_dark");
}

/// The states in which the view is looked at.
const STATES: [&str; 11] =
    ["before", "done", "under_way", "failed", "python", "cost", "modes", "memory", "log", "queue", "projected"];

#[test]
#[ignore = "writes pictures to look at"]
fn every_look_of_a_lesson() {
    let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("looks");
    std::fs::create_dir_all(&place).expect("a folder for the pictures");
    let wanted = std::env::var("LOOKS").unwrap_or_default();
    let sizes = [("", [1280.0, 800.0], 1.0), ("small_", [900.0, 600.0], 1.0), ("large_", [1280.0, 720.0], 2.0)];
    for state in STATES {
        for theme in [Theme::Light, Theme::Dark] {
            for (prefix, size, scale) in sizes {
                let shade = if theme == Theme::Light { "light" } else { "dark" };
                let name = format!("{prefix}lesson_{state}_{shade}.png");
                if name.contains(&wanted) {
                    let opening = Opening { size, scale, theme, ..Opening::default() };
                    in_state(state, opening).picture(&place.join(&name));
                }
            }
        }
    }
}

fn in_state(state: &str, opening: Opening) -> Window {
    let mut window = in_lessons(opening);
    let lesson = match state {
        "cost" => Lesson::StartCost,
        "modes" => Lesson::IoOrCpu,
        "memory" => Lesson::OwnMemory,
        "log" => Lesson::Logging,
        "queue" => Lesson::Fifo,
        _ => Lesson::FourProcesses,
    };
    for earlier in [Lesson::DownloadRace, Lesson::SquareCube, Lesson::PoolMap, Lesson::SharedArray] {
        if state == "done" {
            play(&mut window, earlier);
        }
    }
    choose(&mut window, lesson);
    if state == "before" {
        return window;
    }
    window.press_run();
    let mut told = events(lesson);
    match state {
        "under_way" => told.truncate(4),
        "failed" => {
            told.truncate(4);
            told.push(LessonEvent::Failed("A process cannot be started (too many are open); close some.".to_owned()));
        }
        "python" => told.insert(told.len() - 1, python()),
        _ => {}
    }
    tell_all(&mut window, told);
    match state {
        "python" => window.scroll_down(),
        "projected" => {
            window.click("Large, as for a projector");
            window.settle();
        }
        _ => {}
    }
    window
}
