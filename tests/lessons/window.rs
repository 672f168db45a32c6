//! The process that a window starts for a lesson.

use std::thread;
use std::time::{Duration, Instant};

use manyhands::model::{Lesson, LessonCommand, LessonEvent, LessonFigure, LessonPlan};
use manyhands::worker::Companion;
use manyhands::{lessons, worker};

/// A process in the role that a window starts, and what it tells up to the event that `is_enough`.
fn events(companion: &mut Companion, is_enough: impl Fn(&LessonEvent) -> bool) -> Vec<LessonEvent> {
    let mut events = Vec::new();
    while let Some(event) = companion.receive::<LessonEvent>().expect("it can be understood") {
        let is_last = is_enough(&event);
        events.push(event);
        if is_last {
            return events;
        }
    }
    panic!("it ended before: {events:?}");
}

fn companion() -> Companion {
    let program = worker::Program::at(env!("CARGO_BIN_EXE_manyhands"), "@lesson");
    Companion::start(&program).expect("it starts")
}

fn plan(lesson: Lesson, values: &[f64]) -> LessonPlan {
    LessonPlan { lesson, values: values.to_vec(), python: false }
}

fn is_end(event: &LessonEvent) -> bool {
    matches!(event, LessonEvent::Ended { .. } | LessonEvent::Failed(_))
}

#[test]
fn a_window_s_lesson_tells_its_events_in_order() {
    for lesson in [Lesson::FourProcesses, Lesson::Logging, Lesson::StartCost, Lesson::OwnMemory, Lesson::Fifo] {
        let values = lessons::of(lesson).first_values();
        let mut companion = companion();
        companion.send(&LessonCommand::Run(plan(lesson, &values))).expect("it listens");
        let events = events(&mut companion, is_end);
        assert_in_order(lesson, &events);
    }
}

#[test]
fn each_task_that_is_handed_in_alone_has_its_own_number_on_its_bar() {
    let values = lessons::of(Lesson::PoolMap).first_values();
    let mut companion = companion();
    companion.send(&LessonCommand::Run(plan(Lesson::PoolMap, &values))).expect("it listens");
    let events = events(&mut companion, is_end);
    let last = events.iter().rev().find_map(|event| match event {
        LessonEvent::Figure { step: 2, figure: LessonFigure::Spans { spans, .. } } => Some(spans),
        _ => None,
    });
    let mut labels: Vec<u32> =
        last.expect("a figure").iter().map(|span| span.label.parse().expect("a number")).collect();
    labels.sort_unstable();
    assert_eq!(labels, (1..=10).collect::<Vec<_>>());
}

/// Every line, figure and result stands between the beginning and the end of its step.
fn assert_in_order(lesson: Lesson, events: &[LessonEvent]) {
    let (mut under_way, mut next, mut lines, mut figures) = (None, 0, 0, 0);
    let [LessonEvent::Started { steps }, rest @ .., LessonEvent::Ended { report, conclusion, cancelled: false }] =
        events
    else {
        panic!("{lesson}: {events:?}");
    };
    for event in rest {
        match event {
            LessonEvent::StepStarted { step, .. } => {
                assert_eq!((under_way, *step), (None, next), "{lesson}");
                (under_way, next) = (Some(*step), next + 1);
            }
            LessonEvent::Line(line) => {
                assert_eq!(Some(line.step), under_way, "{lesson}: {line:?}");
                lines += 1;
            }
            LessonEvent::Figure { step, .. } => {
                assert_eq!(Some(*step), under_way, "{lesson}");
                figures += 1;
            }
            LessonEvent::StepFinished { step, result } => {
                assert_eq!(Some(*step), under_way.take(), "{lesson}");
                assert_eq!(report.steps[*step as usize], *result, "{lesson}");
            }
            other => panic!("{lesson}: {other:?}"),
        }
    }
    assert_eq!((under_way, next, report.steps.len()), (None, *steps, *steps as usize), "{lesson}");
    assert!(lines > 0 && figures >= *steps && !conclusion.is_empty(), "{lesson}: {lines} {figures} {conclusion:?}");
}

#[test]
fn a_window_s_lesson_is_cancelled_in_its_middle() {
    let mut companion = companion();
    companion.send(&LessonCommand::Run(plan(Lesson::SquareCube, &[2.0, 20.0, 5.0]))).expect("it listens");
    events(&mut companion, |event| matches!(event, LessonEvent::StepStarted { .. }));
    thread::sleep(Duration::from_millis(300));
    let asked = Instant::now();
    companion.send(&LessonCommand::Cancel).expect("it listens");
    let events = events(&mut companion, is_end);
    // Its twenty numbers would take fifty seconds.
    assert!(asked.elapsed() < Duration::from_secs(5), "it took {:?}", asked.elapsed());
    let Some(LessonEvent::Ended { report, conclusion, cancelled: true }) = events.last() else { panic!("{events:?}") };
    assert!(report.steps.is_empty() && conclusion.is_empty(), "{report:?} {conclusion:?}");
    assert_eq!(companion.end().exit, "0");
}

#[test]
fn a_window_s_lesson_refuses_what_no_knob_can_be() {
    let mut companion = companion();
    companion.send(&LessonCommand::Run(plan(Lesson::Fifo, &[3.0, 99.0, 0.1]))).expect("it listens");
    let events = events(&mut companion, is_end);
    let [LessonEvent::Failed(sentence)] = events.as_slice() else { panic!("{events:?}") };
    assert!(sentence.contains("tasks") && sentence.contains("from 1 to 64") && sentence.ends_with('.'), "{sentence}");
}
