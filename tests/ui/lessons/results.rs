//! What stands in the view of a lesson that ran: lines, figures, logs, what was expected, and Python beside it.

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use manyhands::lessons;
use manyhands::model::{Lesson, LessonEvent, LessonStep, PythonOutput};
use manyhands::ui::LessonEnding;

use super::{ending, open, runs};
use crate::course::{events, python};
use crate::play::Window;
use crate::states::lessons::{choose, play, row, tell_all};

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
    window.press(Modifiers::NONE, Key::Home);
    window.settle();
    window.harness.get_by_label_contains("task 0 gives 0,");
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
fn what_came_out_and_python_s_lines_come_into_view_whole() {
    for python_too in [false, true] {
        let mut window = open();
        choose(&mut window, Lesson::FourProcesses);
        window.press_run();
        let mut told = events(Lesson::FourProcesses);
        if python_too {
            told.insert(told.len() - 1, python());
        }
        tell_all(&mut window, told);
        let foot = window.harness.get_by_label("Run again").rect().top() - 10.0;
        let last = if python_too { "In Python: gave a number: 40" } else { "At most 1 was alive at any moment" };
        let last = window.harness.query_all_by_label_contains(last).last().expect("it stands there").rect();
        assert!(last.bottom() <= foot - 12.0, "{last:?} above {foot}");
        let told = window.harness.query_by_label_contains("Python 3.11.2 took 1.31 s.").is_some();
        assert_eq!(told, python_too);
    }
}
