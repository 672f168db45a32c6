//! A window to drive, and an engine that a test plays.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use eframe::egui;
use eframe::egui::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use manyhands::model::{Command, Event, LessonCommand, LessonEvent, Plan, Report};
use manyhands::ui::{App, AppState, Ask, Dialogs, EngineLink, Engines, Inbox, Kept, LessonLink, Message};

/// What was started and said, and the way back to the window.
#[derive(Clone, Default)]
pub struct Played {
    sent: Arc<Mutex<Vec<Command>>>,
    started: Arc<Mutex<Vec<(u64, Inbox)>>>,
    /// The processes of lessons.
    pub lessons: PlayedLessons,
    /// The dialogs for folders and files.
    pub dialogs: PlayedDialogs,
}

/// What dialogs were opened, and what they are answered. Without an answer none can be shown.
#[derive(Clone, Default)]
pub struct PlayedDialogs {
    asked: Arc<Mutex<Vec<Ask>>>,
    answer: Arc<Mutex<Option<PathBuf>>>,
}

impl PlayedDialogs {
    /// What was asked for.
    pub fn asked(&self) -> Vec<Ask> {
        self.asked.lock().expect("no test panics with it").clone()
    }

    /// The next dialog is closed with this path.
    pub fn answer(&self, path: &Path) {
        *self.answer.lock().expect("no test panics with it") = Some(path.to_owned());
    }
}

impl Dialogs for PlayedDialogs {
    fn open(&mut self, ask: Ask, inbox: Inbox) -> Result<(), String> {
        let tell = ask.tell();
        self.asked.lock().expect("no test panics with it").push(ask);
        let answer = self.answer.lock().expect("no test panics with it").take();
        let path = answer.ok_or("There is no dialog here. Type the path.")?;
        inbox.tell_later(tell(Ok(Some(path))));
        Ok(())
    }
}

/// What processes of lessons were started, what they were told, and how many were let go.
#[derive(Clone, Default)]
pub struct PlayedLessons {
    started: Arc<Mutex<Vec<(u64, Inbox)>>>,
    said: Arc<Mutex<Vec<LessonCommand>>>,
    ended: Arc<Mutex<usize>>,
}

impl PlayedLessons {
    /// What the window said to all of them.
    pub fn said(&self) -> Vec<LessonCommand> {
        self.said.lock().expect("no test panics with it").clone()
    }

    /// How many were started, and how many of them were let go.
    pub fn started_and_ended(&self) -> (usize, usize) {
        let started = self.started.lock().expect("no test panics with it").len();
        (started, *self.ended.lock().expect("no test panics with it"))
    }

    /// Tells the window something, as the process that was started as number `number`, from 0.
    pub fn tell_as(&self, number: usize, event: LessonEvent) {
        let (generation, inbox) = self.started.lock().expect("no test panics with it")[number].clone();
        assert!(inbox.tell(Message::Lesson { generation, event }));
    }

    /// Tells the window something, as the process that was started last.
    pub fn tell(&self, event: LessonEvent) {
        let last = self.started.lock().expect("no test panics with it").len() - 1;
        self.tell_as(last, event);
    }

    /// The process that was started last is gone.
    pub fn die(&self, why: &str) {
        let (generation, inbox) =
            self.started.lock().expect("no test panics with it").last().expect("a lesson").clone();
        assert!(inbox.tell(Message::LessonGone { generation, why: Some(why.to_owned()) }));
    }
}

struct PlayedLesson(PlayedLessons);

impl LessonLink for PlayedLesson {
    fn send(&self, command: LessonCommand) {
        self.0.said.lock().expect("no test panics with it").push(command);
    }
}

impl Drop for PlayedLesson {
    fn drop(&mut self) {
        *self.0.ended.lock().expect("no test panics with it") += 1;
    }
}

impl Engines for Played {
    fn start(&self, generation: u64, inbox: Inbox) -> Box<dyn EngineLink> {
        self.started.lock().expect("no test panics with it").push((generation, inbox));
        Box::new(Link { sent: Arc::clone(&self.sent) })
    }

    fn start_lesson(&self, generation: u64, inbox: Inbox) -> Box<dyn LessonLink> {
        self.lessons.started.lock().expect("no test panics with it").push((generation, inbox));
        Box::new(PlayedLesson(self.lessons.clone()))
    }
}

struct Link {
    sent: Arc<Mutex<Vec<Command>>>,
}

impl EngineLink for Link {
    fn send(&self, command: Command) {
        self.sent.lock().expect("no test panics with it").push(command);
    }
}

impl Played {
    /// What the window said, in short.
    pub fn heard(&self) -> Vec<String> {
        let name = |command: &Command| match command {
            Command::Compare(_) => "compare".to_owned(),
            Command::Ready { run } => format!("ready {run}"),
            Command::Cancel => "cancel".to_owned(),
            Command::Quit => "quit".to_owned(),
        };
        self.sent.lock().expect("no test panics with it").iter().map(name).collect()
    }

    /// The plan of the comparison that was asked for last.
    pub fn last_plan(&self) -> Option<Plan> {
        let sent = self.sent.lock().expect("no test panics with it");
        let plan = |command: &Command| match command {
            Command::Compare(plan) => Some((**plan).clone()),
            Command::Ready { .. } | Command::Cancel | Command::Quit => None,
        };
        sent.iter().rev().find_map(plan)
    }

    /// The last thing that the window said.
    pub fn last_heard(&self) -> Option<String> {
        self.heard().pop()
    }

    /// Tells the window something, as the engine that was started as number `engine`, from 0.
    pub fn tell_as(&self, engine: usize, event: Event) {
        let (generation, inbox) = self.started.lock().expect("no test panics with it")[engine].clone();
        assert!(inbox.tell(Message::Engine { generation, event }));
    }

    /// Tells the window something, as the engine that was started last.
    pub fn tell(&self, event: Event) {
        let last = self.started.lock().expect("no test panics with it").len() - 1;
        self.tell_as(last, event);
    }

    /// The engine that was started last is gone.
    pub fn die(&self, why: &str) {
        let (generation, inbox) =
            self.started.lock().expect("no test panics with it").last().expect("an engine").clone();
        assert!(inbox.tell(Message::EngineGone { generation, why: Some(why.to_owned()) }));
    }
}

/// How a window is opened.
pub struct Opening {
    /// Width and height in points.
    pub size: [f32; 2],
    /// Pixels a point.
    pub scale: f32,
    /// Light or dark.
    pub theme: egui::Theme,
    /// What it shows from the start.
    pub report: Option<Report>,
    /// The file that was read from.
    pub file: Option<PathBuf>,
    /// Where its settings lie.
    pub folder: Option<PathBuf>,
    /// Where comparisons are kept.
    pub history: Option<PathBuf>,
}

impl Default for Opening {
    fn default() -> Self {
        Self {
            size: [1280.0, 800.0],
            scale: 1.0,
            theme: egui::Theme::Light,
            report: None,
            file: None,
            folder: None,
            history: None,
        }
    }
}

/// A window with its played engine.
pub struct Window {
    /// The window.
    pub harness: Harness<'static, Option<App>>,
    /// The engine.
    pub engine: Played,
}

impl Window {
    /// Opens a window and waits until it has looked through its fields.
    pub fn open(opening: Opening) -> Self {
        let engine = Played::default();
        let (engines, mut report, mut file) = (engine.clone(), opening.report, opening.file);
        let (folder, history) = (opening.folder, opening.history);
        let draw = move |ui: &mut egui::Ui, app: &mut Option<App>| {
            let ctx = ui.ctx().clone();
            let Some(app) = app else {
                // Fonts that were set count from the next frame on.
                let zone = Some(jiff::tz::TimeZone::UTC);
                let kept = Kept { history: history.clone(), zone, ..Kept::load(folder.clone()) };
                let new = App::new(&ctx, Box::new(engines.clone()), kept, report.take());
                let new = new.expect("its threads start").with_dialogs(Box::new(engines.dialogs.clone()));
                *app = Some(match file.take() {
                    Some(file) => new.with_file(file),
                    None => new,
                });
                ctx.request_repaint();
                return;
            };
            app.logic(&ctx);
            // The harness leaves a margin; the window has none.
            let whole = egui::UiBuilder::new().max_rect(ctx.content_rect());
            let mut ui = ui.new_child(whole);
            ui.set_clip_rect(ctx.content_rect());
            app.draw(&mut ui);
        };
        let mut harness = Harness::builder()
            .with_size(opening.size)
            .with_pixels_per_point(opening.scale)
            .with_theme(opening.theme)
            .with_max_steps(20)
            .with_render_cursor(false)
            .build_ui_state(draw, None);
        harness.input_mut().system_theme = Some(opening.theme);
        let mut window = Self { harness, engine };
        window.until("the set-up was looked through", AppState::is_checked);
        window
    }

    /// A window of the usual size.
    pub fn usual() -> Self {
        Self::open(Opening::default())
    }

    /// What the window knows.
    pub fn state(&self) -> &AppState {
        self.harness.state().as_ref().expect("the window is open").state()
    }

    /// Presses Run, and has the engine go through `report` up to its run number `runs`.
    pub fn play(&mut self, report: &Report, runs: usize) {
        self.press_run();
        for event in crate::fixture::events(report).into_iter().take_while({
            let mut started = 0;
            move |event| {
                started += usize::from(matches!(event, Event::RunStarted { .. }));
                started <= runs
            }
        }) {
            self.engine.tell(event);
            self.harness.step();
        }
        self.settle();
    }

    /// Presses Ctrl+Enter.
    pub fn press_run(&mut self) {
        self.harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Enter);
        self.harness.step();
        self.harness.step();
        self.harness.step();
    }

    /// Presses a key.
    pub fn press(&mut self, modifiers: egui::Modifiers, key: egui::Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.harness.step();
        self.settle();
    }

    /// Clicks what bears this name.
    #[track_caller]
    pub fn click(&mut self, name: &str) {
        self.harness.get_by_label(name).click();
        self.harness.step();
        self.settle();
    }

    /// Scrolls the results to their end.
    pub fn scroll_down(&mut self) {
        let size = self.harness.ctx.content_rect().size();
        self.harness.hover_at(egui::pos2(size.x - 10.0, 200.0));
        let (unit, delta) = (egui::MouseWheelUnit::Point, egui::vec2(0.0, -5000.0));
        let (phase, source) = (egui::TouchPhase::Move, egui::MouseWheelSource::Wheel);
        self.harness.event(egui::Event::MouseWheel { unit, delta, phase, source, modifiers: egui::Modifiers::NONE });
        for _ in 0..10 {
            self.harness.step();
        }
        self.settle();
    }

    /// The pointer goes to the middle of the timeline.
    pub fn point_at_timeline(&mut self) -> egui::Pos2 {
        let at = self.harness.get_by_label_contains("Timeline, ").rect().center();
        self.harness.hover_at(at);
        self.harness.step();
        self.settle();
        at
    }

    /// Turns the wheel with Ctrl held over the middle of what is called so.
    #[track_caller]
    pub fn zoom(&mut self, name: &str, factor: f32) {
        let at = self.harness.get_by_label_contains(name).rect().center();
        self.harness.hover_at(at);
        self.harness.step();
        self.harness.event(egui::Event::Zoom(factor));
        self.harness.step();
        self.settle();
    }

    /// Turns the wheel over the timeline with Ctrl held.
    pub fn zoom_timeline(&mut self, factor: f32) {
        self.point_at_timeline();
        self.harness.event(egui::Event::Zoom(factor));
        self.harness.step();
        self.settle();
    }

    /// Opens a field from whose menu is chosen.
    #[track_caller]
    pub fn open_choice(&mut self, name: &str) {
        self.harness.get_by_role_and_label(Role::ComboBox, name).click();
        self.harness.step();
        self.settle();
    }

    /// Chooses where pictures come from, and types the address.
    pub fn set_up(&mut self, source: &str, address: &str) {
        self.open_choice("Pictures from");
        self.click(source);
        self.type_into("Address", address);
    }

    /// Types into a field in place of what stands there, and waits until it was looked through.
    #[track_caller]
    pub fn type_into(&mut self, name: &str, text: &str) {
        self.harness.get_by_role_and_label(Role::TextInput, name).click();
        self.harness.step();
        self.harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
        self.harness.step();
        self.harness.get_by_role_and_label(Role::TextInput, name).type_text(text);
        self.harness.step();
        self.until("the set-up was looked through", AppState::is_checked);
    }
}
