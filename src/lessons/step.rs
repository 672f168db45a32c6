//! A step under way: what it puts out, and what its workers do when.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::model::{LessonEvent, LessonFigure, LessonLine, LessonSpan, LessonStep, LessonValue, Who};
use crate::worker::{Happening, Level, Observer, ProcessRecord, Stamp};

use super::Tell;

/// How often a figure is drawn anew while something changes in it.
const DRAWN_EVERY: Duration = Duration::from_millis(50);

/// What of a step's workers is drawn while they work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Drawn {
    /// Nothing.
    Nothing,
    /// Who was alive when.
    Lives,
    /// Who had which task when, each with what stands on its bar.
    Tasks(Vec<String>),
}

impl Drawn {
    /// What stands on the bar of the so manieth task that the pool was handed: one that was handed in alone is the
    /// first of its own list.
    fn label(&self, order: u64) -> String {
        match self {
            Self::Tasks(labels) => {
                usize::try_from(order).ok().and_then(|order| labels.get(order)).cloned().unwrap_or_default()
            }
            Self::Lives | Self::Nothing => String::new(),
        }
    }
}

/// The life of a process.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Life {
    pub worker: u32,
    pub pid: u32,
    pub asked: Stamp,
    pub started: Stamp,
    pub ready: Option<Stamp>,
    /// What is known of it since it was waited for.
    pub end: Option<ProcessRecord>,
}

impl Life {
    fn who(&self) -> Who {
        Who::Process { worker: self.worker, pid: self.pid }
    }
}

/// A task that was taken.
#[derive(Clone, Debug, PartialEq)]
struct Held {
    task: usize,
    who: Who,
    label: String,
    taken: Stamp,
    done: Option<Stamp>,
}

/// A step under way. What happens in it is told from several threads.
pub(super) struct Step {
    number: u32,
    name: String,
    start: Stamp,
    tell: Tell,
    log: Mutex<Log>,
}

/// Hears what workers log: which worker, its process, when, how much it matters, and what.
type Hear = Arc<dyn Fn(u32, u32, Stamp, Level, &str) + Send + Sync>;

#[derive(Default)]
struct Log {
    lives: Vec<Life>,
    held: Vec<Held>,
    drawn: Option<Stamp>,
    when_ready: Option<(usize, Box<dyn FnOnce() + Send>)>,
    when_logged: Option<Hear>,
}

/// What came out of a step.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Came {
    pub output: Vec<LessonValue>,
    pub expected: Option<Vec<LessonValue>>,
    pub as_expected: bool,
    /// How long it took, where that is not from the step's start to its end.
    pub secs: Option<f64>,
    /// The processes that worked, where the step has not seen them itself.
    pub pids: Option<Vec<u32>>,
}

impl Came {
    /// What must be these values in this order.
    pub fn in_order(output: Vec<LessonValue>, expected: Vec<LessonValue>) -> Self {
        Self { as_expected: output == expected, output, expected: Some(expected), secs: None, pids: None }
    }

    /// What must be these whole numbers, in any order.
    pub fn in_any_order(output: &[i64], expected: &[i64]) -> Self {
        let sorted = |numbers: &[i64]| {
            let mut numbers = numbers.to_vec();
            numbers.sort_unstable();
            numbers
        };
        let as_expected = sorted(output) == sorted(expected);
        Self { output: whole(output), expected: Some(whole(expected)), as_expected, secs: None, pids: None }
    }

    /// What is not known beforehand.
    pub fn measured(output: Vec<LessonValue>) -> Self {
        Self { output, expected: None, as_expected: true, secs: None, pids: None }
    }

    /// The same, and this too must be so.
    pub fn and(self, must_be: bool) -> Self {
        Self { as_expected: self.as_expected && must_be, ..self }
    }

    /// The same, as it took so long and was done by these.
    pub fn told(self, secs: f64, pids: Vec<u32>) -> Self {
        Self { secs: Some(secs), pids: Some(pids), ..self }
    }
}

/// Whole numbers as values.
pub(super) fn whole(numbers: &[i64]) -> Vec<LessonValue> {
    numbers.iter().copied().map(LessonValue::Whole).collect()
}

impl Step {
    /// Begins now, and says so.
    pub fn begin(number: u32, name: &str, tell: &Tell) -> Arc<Self> {
        tell(LessonEvent::StepStarted { step: number, name: name.to_owned() });
        let (name, tell) = (name.to_owned(), Arc::clone(tell));
        Arc::new(Self { number, name, start: Stamp::now(), tell, log: Mutex::default() })
    }

    /// Says that this is what came of it.
    pub fn end(&self, came: Came) -> LessonStep {
        let secs = came.secs.unwrap_or_else(|| self.secs(Stamp::now()));
        let Came { output, expected, as_expected, pids, .. } = came;
        let (name, pids) = (self.name.clone(), pids.unwrap_or_else(|| self.pids()));
        let result = LessonStep { name, pids, output, expected, as_expected, secs };
        (self.tell)(LessonEvent::StepFinished { step: self.number, result: result.clone() });
        result
    }

    /// Seconds from its start.
    pub fn secs(&self, at: Stamp) -> f64 {
        at.secs_since(self.start)
    }

    /// Puts out a line.
    pub fn say(&self, who: Who, at: Stamp, text: String) {
        self.say_at(who, self.secs(at), text);
    }

    /// Puts out a line, so many seconds after its start.
    pub fn say_at(&self, who: Who, at_secs: f64, text: String) {
        (self.tell)(LessonEvent::Line(LessonLine { step: self.number, at_secs, who, text }));
    }

    /// Puts out a line of this process's, now.
    pub fn remark(&self, text: String) {
        self.say(parent(), Stamp::now(), text);
    }

    /// Has this drawn beside it.
    pub fn draw(&self, figure: LessonFigure) {
        (self.tell)(LessonEvent::Figure { step: self.number, figure });
    }

    /// Takes down what the workers of a pool do, and draws it as it goes on. They are counted from `first`.
    pub fn observer(self: &Arc<Self>, first: u32, drawn: Drawn) -> Observer {
        let step = Arc::clone(self);
        Arc::new(move |happening| step.happened(happening, first, &drawn))
    }

    fn happened(&self, happening: Happening, first: u32, drawn: &Drawn) {
        let mut log = self.log();
        match happening {
            Happening::Logged { worker, pid, at, level, text } => {
                let hear = log.when_logged.clone();
                drop(log);
                if let Some(hear) = hear {
                    hear(first + worker, pid, at, level, &text);
                }
                return;
            }
            Happening::Started { worker, pid, asked, at } => {
                let worker = first + worker;
                log.lives.push(Life { worker, pid, asked, started: at, ready: None, end: None });
            }
            Happening::Ready { pid, at, .. } => {
                if let Some(life) = log.lives.iter_mut().rfind(|life| life.pid == pid) {
                    life.ready = Some(at);
                }
            }
            Happening::Taken { task, order, worker, pid, at, .. } => {
                let who = Who::Process { worker: first + worker, pid };
                log.held.push(Held { task, who, label: drawn.label(order), taken: at, done: None });
            }
            Happening::Done { task, pid, at, .. } => {
                let is_it = |held: &&mut Held| held.task == task && held.who.pid() == Some(pid);
                if let Some(held) = log.held.iter_mut().rfind(is_it) {
                    held.done = Some(at);
                }
            }
            Happening::Exited(record) => log.exited(record),
            Happening::Fewer { asked, got, reason } => {
                let notice = format!("Only {got} of {asked} processes could be started: {reason}.");
                (self.tell)(LessonEvent::Notice(notice));
                log.when_ready = log.when_ready.take().map(|(_, action)| (0, action));
            }
        }
        let is_told = log.drawn_anew(drawn);
        let action = log.ready_now();
        if is_told {
            // Told while nobody else can tell a later one.
            self.draw(self.figure(&log, drawn));
        }
        drop(log);
        if let Some(action) = action {
            action();
        }
    }

    /// Has this done once, when so many processes are ready, or it is known that there will be fewer.
    pub fn when_ready(&self, count: usize, action: impl FnOnce() + Send + 'static) {
        let mut log = self.log();
        log.when_ready = Some((count, Box::new(action)));
        let action = log.ready_now();
        drop(log);
        if let Some(action) = action {
            action();
        }
    }

    /// When the task in this place was first given to a worker, as the parent knows; `None` when it never was.
    pub fn first_taken(&self, task: usize) -> Option<Stamp> {
        self.log().held.iter().find(|held| held.task == task).map(|held| held.taken)
    }

    /// Has this done with every record that its workers log.
    pub fn when_logged(&self, hear: impl Fn(u32, u32, Stamp, Level, &str) + Send + Sync + 'static) {
        self.log().when_logged = Some(Arc::new(hear));
    }

    /// Draws what the workers did, for the last time.
    pub fn draw_unless_nothing(&self, drawn: &Drawn) {
        if *drawn != Drawn::Nothing {
            let log = self.log();
            self.draw(self.figure(&log, drawn));
        }
    }

    fn figure(&self, log: &Log, drawn: &Drawn) -> LessonFigure {
        let now = Stamp::now();
        let span = |who, label: &str, from, to: Option<Stamp>| {
            let (from_secs, to_secs) = (self.secs(from), self.secs(to.unwrap_or(now)));
            LessonSpan { who, label: label.to_owned(), from_secs, to_secs: to_secs.max(from_secs) }
        };
        let lives = log.lives.iter();
        let mut spans: Vec<LessonSpan> = match drawn {
            Drawn::Tasks(_) => log.held.iter().map(|held| span(held.who, &held.label, held.taken, held.done)).collect(),
            Drawn::Lives | Drawn::Nothing => {
                lives.map(|life| span(life.who(), "", life.started, life.end.as_ref().map(|end| end.exited))).collect()
            }
        };
        spans.sort_by(|one, other| one.from_secs.total_cmp(&other.from_secs));
        let title = if matches!(drawn, Drawn::Tasks(_)) { "Who had which task when" } else { "Who was alive when" };
        LessonFigure::Spans { title: title.to_owned(), spans }
    }

    /// Its processes so far, in the order in which they were started.
    pub fn lives(&self) -> Vec<Life> {
        let mut lives = self.log().lives.clone();
        lives.sort_by_key(|life| life.started);
        lives
    }

    /// How many of its processes were alive at one time, at the most.
    pub fn most_alive(&self) -> usize {
        let lives = self.lives();
        let end = |life: &Life| life.end.as_ref().map_or(Stamp(u64::MAX), |end| end.exited);
        most_at_a_time(lives.iter().map(|life| (life.started, end(life))))
    }

    fn pids(&self) -> Vec<u32> {
        let lives = self.lives();
        // What had no process of its own was done by this one.
        if lives.is_empty() { vec![std::process::id()] } else { lives.iter().map(|life| life.pid).collect() }
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        // Nothing that holds this lock can leave the log half-written.
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Log {
    /// A process ended.
    fn exited(&mut self, record: ProcessRecord) {
        // What it left undone when it died, it holds no longer.
        for held in self.held.iter_mut().filter(|held| held.who.pid() == Some(record.pid)) {
            held.done.get_or_insert(record.exited);
        }
        if let Some(life) = self.lives.iter_mut().rfind(|life| life.pid == record.pid) {
            life.end = Some(record);
        }
    }

    /// Whether it is time for a new figure, which then counts as drawn.
    fn drawn_anew(&mut self, drawn: &Drawn) -> bool {
        let now = Stamp::now();
        let is_due = self.drawn.is_none_or(|last| now.secs_since(last) >= DRAWN_EVERY.as_secs_f64());
        let is_told = is_due && *drawn != Drawn::Nothing;
        if is_told {
            self.drawn = Some(now);
        }
        is_told
    }

    /// What was to be done when so many are ready as are now.
    fn ready_now(&mut self) -> Option<Box<dyn FnOnce() + Send>> {
        let ready = self.lives.iter().filter(|life| life.ready.is_some()).count();
        let (_, action) = self.when_ready.take_if(|(count, _)| ready >= *count)?;
        Some(action)
    }
}

/// The process that runs the lesson.
pub(super) fn parent() -> Who {
    Who::Parent { pid: std::process::id() }
}

/// How many of these overlap, at the most.
fn most_at_a_time(spans: impl Iterator<Item = (Stamp, Stamp)>) -> usize {
    let mut changes: Vec<(Stamp, bool)> = spans.flat_map(|(from, to)| [(from, true), (to, false)]).collect();
    // At the same instant an end counts first, so that no overlap is invented.
    changes.sort_unstable();
    let (mut alive, mut most) = (0_usize, 0);
    for (_, is_start) in changes {
        alive = if is_start { alive + 1 } else { alive.saturating_sub(1) };
        most = most.max(alive);
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlaps_are_counted_and_touching_is_none() {
        let most = |spans: &[(u64, u64)]| most_at_a_time(spans.iter().map(|(from, to)| (Stamp(*from), Stamp(*to))));
        assert_eq!(most(&[]), 0);
        assert_eq!(most(&[(1, 2), (2, 3), (3, 4)]), 1);
        assert_eq!(most(&[(1, 5), (2, 3), (4, 6)]), 2);
        assert_eq!(most(&[(1, 9), (2, 9), (3, 9), (9, 10)]), 3);
    }

    #[test]
    fn what_came_is_held_against_what_must() {
        assert!(Came::in_any_order(&[30, 10, 20], &[10, 20, 30]).as_expected);
        assert!(!Came::in_any_order(&[30, 10, 10], &[10, 20, 30]).as_expected);
        assert!(!Came::in_any_order(&[10, 20], &[10, 20, 30]).as_expected);
        assert!(!Came::in_order(whole(&[2, 1]), whole(&[1, 2])).as_expected);
        assert!(Came::in_order(whole(&[1, 2]), whole(&[1, 2])).as_expected);
        assert!(!Came::in_order(whole(&[1]), whole(&[1])).and(false).as_expected);
    }
}
