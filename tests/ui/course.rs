//! Made-up lessons that look like real ones.

use std::path::PathBuf;

use manyhands::model::{
    Contender, Lesson, LessonEvent, LessonFigure, LessonLine, LessonRecord, LessonReport, LessonSpan, LessonStep,
    LessonValue, PythonOutput, Who,
};

/// What a process of the lesson is called.
pub const fn process(worker: u32) -> Who {
    Who::Process { worker, pid: 31_007 + worker }
}

/// Everything that a lesson tells from its start to its end.
pub fn events(lesson: Lesson) -> Vec<LessonEvent> {
    let steps = match lesson {
        Lesson::FourProcesses => vec![in_turn(), at_once()],
        Lesson::StartCost => vec![started()],
        Lesson::IoOrCpu => vec![by_mode()],
        Lesson::OwnMemory => vec![counted("Threads", true), counted("Processes", false)],
        Lesson::Logging => vec![logged()],
        Lesson::Fifo => vec![queued(2000)],
        _ => vec![queued(10)],
    };
    let mut events = vec![LessonEvent::Started { steps: u32::try_from(steps.len()).expect("few") }];
    let mut results = Vec::new();
    for (step, (lines, figure, result)) in (0..).zip(steps) {
        events.push(LessonEvent::StepStarted { step, name: result.name.clone() });
        events.extend(lines.into_iter().map(|line| LessonEvent::Line(LessonLine { step, ..line })));
        events.push(LessonEvent::Figure { step, figure });
        events.push(LessonEvent::StepFinished { step, result: result.clone() });
        results.push(result);
    }
    events.push(ended(LessonReport { lesson, steps: results }));
    events
}

/// The end of a lesson that left this.
fn ended(report: LessonReport) -> LessonEvent {
    let conclusion = vec![
        "0.83 s with join inside the loop, 0.21 s with join after it: 3.9 times as fast, with the same four processes."
            .to_owned(),
        "At most 1 was alive at any moment in the first version, 4 in the second.".to_owned(),
        "The numbers 10 to 40 came in order only in the first.".to_owned(),
    ];
    LessonEvent::Ended { report, conclusion, cancelled: false }
}

/// What its Python did.
pub fn python() -> LessonEvent {
    LessonEvent::Python(PythonOutput::Ran {
        version: "Python 3.11.2".to_owned(),
        printed: "gave a number: 10\ngave a number: 20\ngave a number: 30\ngave a number: 40\n".to_owned(),
        said: String::new(),
        secs: 1.31,
        exit: "0".to_owned(),
    })
}

/// The parts of a step.
type Step = (Vec<LessonLine>, LessonFigure, LessonStep);

fn line(who: Who, at_secs: f64, text: impl Into<String>) -> LessonLine {
    LessonLine { step: 0, at_secs, who, text: text.into() }
}

fn span(who: Who, label: impl Into<String>, from_secs: f64, to_secs: f64) -> LessonSpan {
    LessonSpan { who, label: label.into(), from_secs, to_secs }
}

fn result(name: &str, output: Vec<LessonValue>, secs: f64) -> LessonStep {
    let pids = (0..4).map(|worker| 31_007 + worker).collect();
    LessonStep { name: name.to_owned(), pids, expected: Some(output.clone()), output, as_expected: true, secs }
}

fn whole(numbers: impl IntoIterator<Item = i64>) -> Vec<LessonValue> {
    numbers.into_iter().map(LessonValue::Whole).collect()
}

fn alive(spans: Vec<LessonSpan>) -> LessonFigure {
    LessonFigure::Spans { title: "Who was alive when".to_owned(), spans }
}

fn in_turn() -> Step {
    let ends = [0.203, 0.410, 0.617, 0.824];
    let lines =
        (0..4).zip(ends).map(|(worker, at)| line(process(worker), at, format!("gave a number: {}", 10 * (worker + 1))));
    let spans = (0..4).zip(ends).map(|(worker, to)| span(process(worker), "", to - 0.203, to));
    let result = result("Join inside the loop", whole([10, 20, 30, 40]), 0.83);
    (lines.collect(), alive(spans.collect()), result)
}

fn at_once() -> Step {
    let order = [(2, 0.204), (0, 0.206), (3, 0.208), (1, 0.210)];
    let lines = order.map(|(worker, at)| line(process(worker), at, format!("gave a number: {}", 10 * (worker + 1))));
    let spans = order.map(|(worker, to)| span(process(worker), "", 0.001 * f64::from(worker), to));
    let result = result("Start all, then join", whole([30, 10, 40, 20]), 0.21);
    (lines.to_vec(), alive(spans.to_vec()), result)
}

fn started() -> Step {
    let values =
        |least: f64, wide: f64| (0..200).map(|at| least + wide * (f64::from(at) * 0.7).sin().powi(6)).collect();
    let series = vec![("a thread".to_owned(), values(28.0, 30.0)), ("a process".to_owned(), values(1480.0, 900.0))];
    let figure = LessonFigure::Distribution { title: "Start of one".to_owned(), unit: "µs".to_owned(), series };
    let lines = vec![
        line(Who::Parent { pid: 31_000 }, 0.02, "200 threads, median 29.1 µs"),
        line(Who::Parent { pid: 31_000 }, 0.41, "200 processes, median 1504 µs"),
    ];
    (lines, figure, result("Start many of each", Vec::new(), 0.42))
}

fn by_mode() -> Step {
    let contenders = ["sequential:1", "process-per-task:8", "process-pool:4", "thread-pool:4", "async:4"];
    let times = |secs: [f64; 5]| {
        let contenders = contenders.iter().map(|text| text.parse::<Contender>().expect("a contender"));
        contenders.zip(secs).collect()
    };
    let groups = vec![
        ("Waiting: 8 downloads".to_owned(), times([3.44, 0.45, 0.88, 0.87, 0.87])),
        ("Computing: 8 thumbnails".to_owned(), times([1.61, 0.86, 0.83, 0.82, 1.60])),
    ];
    let figure = LessonFigure::TimeByMode { title: "Time by mode".to_owned(), groups };
    let lines = contenders.iter().map(|name| line(Who::Parent { pid: 31_000 }, 0.5, format!("{name} is done")));
    (lines.collect(), figure, result("Both kinds of work by every mode", Vec::new(), 11.2))
}

fn counted(name: &str, threads: bool) -> Step {
    let who = |worker| if threads { Who::Thread { worker } } else { process(worker) };
    let sees = |worker: u32| if threads { 1000 * (i64::from(worker) + 1) } else { 1000 };
    let lines = (0..4).map(|worker| line(who(worker), 0.01, format!("sees {}", sees(worker))));
    let parent = if threads { 4000 } else { 0 };
    let mut bars: Vec<(String, f64)> = (0..4).map(|worker| (who(worker).to_string(), sees(worker) as f64)).collect();
    bars.push(("parent".to_owned(), f64::from(parent)));
    let figure = LessonFigure::Bars { title: "What each saw".to_owned(), unit: String::new(), bars };
    let mut lines: Vec<LessonLine> = lines.collect();
    lines.push(line(Who::Parent { pid: 31_000 }, 0.02, format!("sees {parent}")));
    (lines, figure, result(name, whole([1000, 1000, 1000, 1000, i64::from(parent)]), 0.02))
}

fn logged() -> Step {
    let record = |number: u32| {
        let worker = number % 3;
        let level = ["info", "info", "warning", "debug", "error"][number as usize % 5];
        let line =
            format!("2026-01-02 03:04:{:02},{:03} process {worker} record {number}", number / 20, number * 47 % 1000);
        LessonRecord { pid: 31_007 + worker, level: level.to_owned(), line }
    };
    let files = vec![PathBuf::from("/tmp/lesson/run.log.1"), PathBuf::from("/tmp/lesson/run.log")];
    let figure = LessonFigure::Log { files, records: (0..60).map(record).collect() };
    let lines = (0..3).map(|worker| line(process(worker), 0.1, "wrote 20 records"));
    (lines.collect(), figure, result("Three processes write one log", whole([60]), 0.31))
}

/// Tasks that four workers take by turns.
fn queued(tasks: u32) -> Step {
    let secs = |task: u32| f64::from(task / 4) * 0.05;
    let lines =
        (0..tasks).map(|task| line(process(task % 4), secs(task) + 0.05, format!("task {task} gives {}", task * task)));
    let spans = (0..tasks.min(40)).map(|task| span(process(task % 4), task.to_string(), secs(task), secs(task) + 0.05));
    let figure = LessonFigure::Spans { title: "Who took what when".to_owned(), spans: spans.collect() };
    let output = whole((0..i64::from(tasks)).map(|task| task * task));
    (lines.collect(), figure, result("Four workers and a queue", output, secs(tasks) + 0.05))
}
