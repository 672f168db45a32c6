//! What a frame costs: our own work from the messages to the laid-out shapes, without tessellation
//! and without a graphics card, with a thousand pictures and five thousand bars.

#[path = "../ui/fixture.rs"]
mod fixture;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use eframe::egui::{self, Event as Input, Pos2, RawInput, Rect, pos2, vec2};
use manyhands::model::{Command, Event, LessonCommand, Report};
use manyhands::store::Settings;
use manyhands::ui::{App, EngineLink, Engines, Inbox, Kept, LessonLink, Message};

use fixture::{Sketch, events, paint_pictures, progress};

const FRAMES: usize = 600;
const GOAL_MS: f64 = 8.0;
/// The window's inner size in points.
const SIZE: [f32; 2] = [1280.0, 800.0];

/// An engine that says what it is told to say, and does nothing.
#[derive(Clone, Default)]
struct Silent {
    started: Arc<Mutex<Option<(u64, Inbox)>>>,
}

impl Engines for Silent {
    fn start(&self, generation: u64, inbox: Inbox) -> Box<dyn EngineLink> {
        *self.started.lock().expect("no thread panics with it") = Some((generation, inbox));
        Box::new(Deaf)
    }

    fn start_lesson(&self, _: u64, _: Inbox) -> Box<dyn LessonLink> {
        Box::new(Deaf)
    }
}

struct Deaf;

impl EngineLink for Deaf {
    fn send(&self, _: Command) {}
}

impl LessonLink for Deaf {
    fn send(&self, _: LessonCommand) {}
}

/// A window without a display.
struct Headless {
    ctx: egui::Context,
    app: App,
    engines: Silent,
    now_secs: f64,
}

impl Headless {
    fn open(report: Option<Report>) -> Self {
        let ctx = egui::Context::default();
        let engines = Silent::default();
        let kept = Kept { settings: Settings::default(), ..Kept::default() };
        let app = App::new(&ctx, Box::new(engines.clone()), kept, report).expect("its threads start");
        Self { ctx, app, engines, now_secs: 0.0 }
    }

    /// Draws one frame with this input; gives how long our own work took.
    fn frame(&mut self, events: Vec<Input>) -> Duration {
        self.now_secs += 1.0 / 60.0;
        let screen_rect = Some(Rect::from_min_size(Pos2::ZERO, SIZE.into()));
        let input = RawInput { screen_rect, time: Some(self.now_secs), events, ..RawInput::default() };
        let app = &mut self.app;
        let start = Instant::now();
        let output = self.ctx.run_ui(input, |ui| {
            let ctx = ui.ctx().clone();
            app.logic(&ctx);
            app.draw(ui);
        });
        let took = start.elapsed();
        drop(output);
        took
    }

    /// Draws frames until thumbnails and set-up are there.
    fn settle(&mut self) {
        let start = Instant::now();
        while !(self.app.has_thumbnails_in_view() && self.app.state().is_checked()) {
            assert!(start.elapsed() < Duration::from_secs(60), "the thumbnails never come");
            self.frame(Vec::new());
            std::thread::sleep(Duration::from_millis(2));
        }
        for _ in 0..10 {
            self.frame(Vec::new());
        }
    }

    fn tell(&self, event: Event) {
        let started = self.engines.started.lock().expect("no thread panics with it").clone();
        let (generation, inbox) = started.expect("it was started");
        assert!(inbox.tell(Message::Engine { generation, event }));
    }

    /// The pointer wanders over everything, and the wheel turns now and then.
    fn wander(&mut self) -> Vec<Duration> {
        let path = |frame: usize| {
            let turn = frame as f32 / FRAMES as f32;
            pos2(290.0 + 960.0 * (7.0 * turn).fract(), 60.0 + 700.0 * turn)
        };
        let wheel = |frame: usize| {
            let delta = vec2(0.0, if frame.is_multiple_of(40) { -300.0 } else { 280.0 });
            let (unit, phase, source) =
                (egui::MouseWheelUnit::Point, egui::TouchPhase::Move, egui::MouseWheelSource::Unknown);
            Input::MouseWheel { unit, delta, phase, source, modifiers: egui::Modifiers::NONE }
        };
        let input = |frame: usize| {
            let mut input = vec![Input::PointerMoved(path(frame))];
            input.extend(frame.is_multiple_of(20).then(|| wheel(frame)));
            input
        };
        (0..FRAMES).map(|frame| self.frame(input(frame))).collect()
    }
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    paint_pictures(folder.path());
    let usual = Sketch { pictures: Some(folder.path()), ..Sketch::default() };

    let contenders = &["sequential:1", "process-per-task:512", "process-pool:32", "thread-pool:64", "async:64"];
    let thousand = Sketch { contenders, count: 1000, rounds: 8, ..usual }.report();
    let mut window = Headless::open(Some(thousand));
    window.settle();
    tell("1,000 pictures, five modes", window.wander());

    let five_thousand = Sketch { contenders: &["process-pool:64"], count: 5000, rounds: 1, ..usual }.report();
    let mut window = Headless::open(Some(five_thousand.clone()));
    window.settle();
    tell("5,000 pictures and bars", window.wander());

    tell("5,000 bars that grow while a clock runs", growing(&five_thousand));
}

/// A run that is under way: ten times a second some more is told, and each time a frame is drawn.
fn growing(report: &Report) -> Vec<Duration> {
    const TOLD: usize = 200;
    let mut window = Headless::open(None);
    window.settle();
    let enter = Input::Key {
        key: egui::Key::Enter,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: egui::Modifiers::COMMAND,
    };
    window.frame(vec![enter]);
    window.frame(Vec::new());
    for event in events(report).into_iter().take_while(|event| !matches!(event, Event::Progress { .. })) {
        window.tell(event);
    }
    window.frame(Vec::new());
    let mut told = 0;
    let mut frame = |step: usize| {
        let Event::Progress { run, at_secs, mut live } = progress(&report.runs[0], step as f64 / TOLD as f64) else {
            return None;
        };
        let new = live.split_off(told.min(live.len()));
        told += new.len();
        window.tell(Event::Progress { run, at_secs, live: new });
        Some(window.frame(Vec::new()))
    };
    (1..=TOLD).filter_map(&mut frame).collect()
}

#[expect(clippy::print_stdout, reason = "a bench is there to print its figures")]
fn tell(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let milliseconds = |share: f64| {
        let place = ((times.len() - 1) as f64 * share).round() as usize;
        times[place].as_secs_f64() * 1e3
    };
    println!(
        "A frame with {what}: median {:.2} ms, 95th percentile {:.2} ms, most {:.2} ms (goal {GOAL_MS} ms)",
        milliseconds(0.5),
        milliseconds(0.95),
        milliseconds(1.0)
    );
}
