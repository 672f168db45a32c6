//! A lesson while it runs, and how it ends before its end.

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use manyhands::model::{Lesson, LessonCommand, LessonEvent};
use manyhands::store::View;
use manyhands::ui::LessonEnding;

use super::{ending, open};
use crate::course::events;
use crate::fixture::{Sketch, events as comparison};
use crate::play::Window;
use crate::states::lessons::{choose, play, tell_all};

#[test]
fn a_lesson_is_cancelled_and_ended_if_it_does_not_listen() {
    let mut window = open();
    choose(&mut window, Lesson::FourProcesses);
    window.press_run();
    tell_all(&mut window, events(Lesson::FourProcesses).into_iter().take(4));
    window.press(Modifiers::NONE, Key::Escape);
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
fn a_lesson_and_a_comparison_wait_for_each_other() {
    let mut window = Window::usual();
    window.press_run();
    window.engine.tell(comparison(&Sketch::default().report()).swap_remove(0));
    window.settle();
    window.press(Modifiers::COMMAND, Key::Num3);
    assert_eq!(window.state().view(), View::Lessons);
    window.harness.get_by_label("A comparison is being measured; the lesson can run when that is over.");
    window.press_run();
    assert_eq!(window.engine.lessons.started_and_ended(), (0, 0));
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!(window.engine.heard(), ["compare"], "what is out of view is not cancelled by a key");
    window.engine.tell(manyhands::model::Event::Ended { cancelled: true, early: None });
    window.harness.step();
    window.settle();
    window.press_run();
    assert_eq!(window.engine.lessons.started_and_ended(), (1, 0));
}

#[test]
fn at_rest_nothing_is_drawn() {
    let mut window = open();
    play(&mut window, Lesson::FourProcesses);
    assert!(!window.harness.ctx.has_requested_repaint());
    window.press_run();
    assert!(!window.harness.ctx.has_requested_repaint(), "a lesson that says nothing asks for no frame");
}
