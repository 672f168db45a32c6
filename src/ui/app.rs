//! The app: `logic` receives what came from outside and applies what a person did, `ui` only draws.

mod camera;

use std::path::PathBuf;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use eframe::egui;
use jiff::tz::TimeZone;

use crate::model::{Command, ContentHash, Event, LessonCommand, Plan, PlanDraft, Report};
use crate::store::Settings;

use super::command::{Effect, Message, UiCommand};
use super::dialogs::{Ask, Dialogs, SystemDialogs};
use super::engine_link::{EngineLink, Engines, Inbox, LessonLink};
use super::errands::Errands;
use super::past::{FileAction, Past, PastAction, PastErrand};
use super::state::AppState;
use super::thumbnails::{LARGE_SIDE_PX, Thumbnailer, file_of, wanted};
use super::{theme, views};
use camera::Camera;
pub use camera::place as camera_place;

/// While a clock runs, frames are at least so far apart.
const FRAME_WHILE_MEASURING: Duration = Duration::from_millis(100);
/// The engine waits a second for [`Command::Ready`]; thumbnails may use this much of it.
const THUMBNAILS_BETWEEN_RUNS: Duration = Duration::from_millis(800);
/// At most so many messages are taken in for one frame.
const MESSAGES_PER_FRAME: usize = 512;

/// A run that was measured, whose drawing the engine waits for.
struct Drawing {
    run: u32,
    since: Instant,
    /// Frames that were drawn since it was known.
    frames: u32,
}

/// What was kept from the last time.
#[derive(Default)]
pub struct Kept {
    /// Where settings lie; `None`: they are not kept.
    pub folder: Option<PathBuf>,
    /// The choices.
    pub settings: Settings,
    /// What is to be said of them.
    pub notice: Option<String>,
    /// Where comparisons are kept; `None`: they are not.
    pub history: Option<PathBuf>,
    /// Where a person's files go at first.
    pub documents: Option<PathBuf>,
    /// Where the person is; `None`: where the system says.
    pub zone: Option<TimeZone>,
}

impl Kept {
    /// Reads what lies in a folder.
    pub fn load(folder: Option<PathBuf>) -> Self {
        let (settings, notice) = folder.as_deref().map(Settings::load).unwrap_or_default();
        Self { folder, settings, notice, ..Self::default() }
    }
}

/// The window's contents.
pub struct App {
    state: AppState,
    commands: Vec<UiCommand>,
    inbox: Inbox,
    // Dropped in this order: threads that wait for room in the inbox, or for their engine's end, are
    // let go before anyone waits for them.
    messages: Receiver<Message>,
    link: Option<Box<dyn EngineLink>>,
    lesson: Option<Box<dyn LessonLink>>,
    engines: Box<dyn Engines>,
    thumbnailer: Thumbnailer,
    errands: Errands,
    dialogs: Box<dyn Dialogs>,
    camera: Camera,
    drawing: Option<Drawing>,
    /// The engine was told to go on: thumbnails rest until it has measured another run.
    told_ready: bool,
    title: String,
    /// How large everything was in the frame before.
    zoom: f32,
    last_frame: Instant,
}

impl App {
    /// The window's contents in `ctx`; `report` is shown from the start. Fails when its threads
    /// cannot be started.
    pub fn new(
        ctx: &egui::Context,
        engines: Box<dyn Engines>,
        kept: Kept,
        report: Option<Report>,
    ) -> std::io::Result<Self> {
        let Kept { folder, settings, notice, history, documents, zone } = kept;
        let past = Past::new(zone.unwrap_or_else(TimeZone::system), history.is_some(), documents);
        theme::install(ctx);
        theme::apply(ctx, settings.theme);
        let (inbox, messages) = Inbox::new(ctx.clone());
        let thumbnailer = Thumbnailer::start(inbox.wake().clone())?;
        let errands = Errands::start(inbox.clone(), folder, history)?;
        let mut app = Self {
            state: AppState::new(settings, report, notice).with_past(past),
            commands: Vec::new(),
            inbox,
            messages,
            link: None,
            lesson: None,
            engines,
            thumbnailer,
            errands,
            dialogs: Box::new(SystemDialogs::default()),
            camera: Camera::default(),
            drawing: None,
            told_ready: false,
            title: String::new(),
            zoom: ctx.zoom_factor(),
            last_frame: Instant::now(),
        };
        let first = app.state.first_effects();
        app.perform(ctx, first);
        Ok(app)
    }

    /// With other dialogs than the system's.
    pub fn with_dialogs(mut self, dialogs: Box<dyn Dialogs>) -> Self {
        self.dialogs = dialogs;
        self
    }

    /// With the file that the report was read from which is shown from the start.
    pub fn with_file(self, path: PathBuf) -> Self {
        Self { state: self.state.with_file(path), ..self }
    }

    /// What the window knows.
    pub const fn state(&self) -> &AppState {
        &self.state
    }

    /// Whether every picture in view that can have a thumbnail has one.
    pub fn has_thumbnails_in_view(&self) -> bool {
        let shown = self.state.report().zip(self.state.shown_run());
        let missing = |(report, run)| !wanted(report, run, self.state.in_view(), &self.thumbnailer.shelf).is_empty();
        self.thumbnailer.is_idle() && !shown.is_some_and(missing)
    }

    /// Receives, then applies. Called before each frame, and also while the window is hidden.
    pub fn logic(&mut self, ctx: &egui::Context) {
        let not_before = self.state.is_measuring().then(|| Instant::now() + FRAME_WHILE_MEASURING);
        self.inbox.wake().looking(not_before);
        for _ in 0..MESSAGES_PER_FRAME {
            let Ok(message) = self.messages.try_recv() else { break };
            self.note_run(&message);
            let effects = self.state.hear(message);
            self.perform(ctx, effects);
        }
        for command in std::mem::take(&mut self.commands) {
            let effects = self.state.apply(command);
            self.perform(ctx, effects);
        }
        self.take_dropped(ctx);
        self.camera.look(ctx, self.state.shot(), &self.inbox);
        self.make_thumbnails(ctx);
        self.tell_ready(ctx);
        self.set_title(ctx);
        self.set_zoom(ctx);
    }

    /// Draws what the state says; what a person does is kept for the next `logic`.
    pub fn draw(&mut self, ui: &mut egui::Ui) {
        views::show(ui, &self.state, &self.thumbnailer.shelf, &mut self.commands);
        if !self.commands.is_empty() {
            ui.ctx().request_repaint();
        }
    }

    /// A run that ended is to be drawn, after which the engine may go on.
    fn note_run(&mut self, message: &Message) {
        let Message::Engine { generation, event } = message else { return };
        if *generation != self.state.generation() {
            return;
        }
        match event {
            Event::RunFinished(run) => {
                self.drawing = Some(Drawing { run: run.id, since: Instant::now(), frames: 0 });
                self.told_ready = false;
            }
            Event::Ended { .. } | Event::Failed(_) => {
                self.drawing = None;
                self.told_ready = false;
            }
            _ => {}
        }
    }

    /// A report that was dropped on the window is opened.
    fn take_dropped(&mut self, ctx: &egui::Context) {
        let dropped = ctx.input(|input| input.raw.dropped_files.last().map(|file| file.path().to_owned()));
        if let Some(path) = dropped {
            let effects = self.state.apply(UiCommand::Past(PastAction::File(FileAction::Open(path))));
            self.perform(ctx, effects);
        }
    }

    fn make_thumbnails(&mut self, ctx: &egui::Context) {
        let measuring = self.state.is_measuring() || self.told_ready;
        self.thumbnailer.pause(measuring);
        let shown = self.state.report().zip(self.state.shown_run());
        let needed: Vec<ContentHash> = shown.map_or_else(Vec::new, |(_, run)| {
            let in_view = self.state.in_view();
            let downloads = run.downloads.iter().skip(in_view.start).take(in_view.len());
            downloads.filter_map(|download| download.hash).collect()
        });
        self.thumbnailer.receive(ctx, &needed);
        if let Some((report, run)) = shown.filter(|_| !measuring) {
            let wanted = wanted(report, run, self.state.in_view(), &self.thumbnailer.shelf);
            self.thumbnailer.ask(wanted, &needed);
        }
        self.make_large(ctx);
    }

    /// The picture that is seen large: at the screen's size, and sharper once it is seen from near.
    fn make_large(&mut self, ctx: &egui::Context) {
        let state = &self.state;
        let wanted = state.report().zip(state.shown_run()).zip(state.looking().large()).and_then(|(shown, index)| {
            let (report, run) = shown;
            let hash = run.downloads.get(index as usize)?.hash?;
            Some((hash, file_of(report, run, index)?))
        });
        let most = ctx.input(|input| input.max_texture_side).min(LARGE_SIDE_PX as usize) as u32;
        let screen = ctx.content_rect().size().max_elem() * ctx.pixels_per_point();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a screen's pixels")]
        let fitting = (screen as u32).min(most);
        let side_px = if state.looking().lens().scale.is_some() { most } else { fitting };
        self.thumbnailer.ask_large(wanted, side_px);
    }

    /// Lets the engine go on once the run was drawn and its thumbnails are there, or took too long.
    fn tell_ready(&mut self, ctx: &egui::Context) {
        let Some(drawing) = &mut self.drawing else { return };
        drawing.frames += 1;
        let waited = drawing.since.elapsed();
        // In the first frame it is drawn; the next one finds it drawn.
        if drawing.frames < 2 {
            ctx.request_repaint();
        } else if self.thumbnailer.is_idle() || waited >= THUMBNAILS_BETWEEN_RUNS {
            let run = drawing.run;
            self.drawing = None;
            self.told_ready = true;
            self.thumbnailer.pause(true);
            self.perform(ctx, vec![Effect::Tell(Command::Ready { run })]);
        } else {
            ctx.request_repaint_after(THUMBNAILS_BETWEEN_RUNS - waited);
        }
    }

    fn set_title(&mut self, ctx: &egui::Context) {
        let title = self.state.told().0.title();
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// Makes everything as large as is wanted, or takes note that it was changed by the keyboard.
    fn set_zoom(&mut self, ctx: &egui::Context) {
        let (now, wanted) = (ctx.zoom_factor(), self.state.zoom());
        let former = std::mem::replace(&mut self.zoom, now);
        if now == wanted {
            return;
        }
        if now == former {
            ctx.set_zoom_factor(wanted); // from the next frame on
        } else {
            let effects = self.state.apply(UiCommand::Zoomed(now));
            self.perform(ctx, effects);
        }
    }

    fn perform(&mut self, ctx: &egui::Context, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Check(serial, set_up) => self.errands.check(serial, set_up),
                Effect::Start(plan) => self.start(*plan),
                Effect::Tell(command) => {
                    if let Some(link) = &self.link {
                        link.send(command);
                    }
                }
                Effect::StartLesson(plan) => {
                    self.lesson = None; // the former one ends
                    let link = self.engines.start_lesson(self.state.lessons().generation(), self.inbox.clone());
                    link.send(LessonCommand::Run(plan));
                    self.lesson = Some(link);
                }
                Effect::CancelLesson => {
                    if let Some(link) = &self.lesson {
                        link.send(LessonCommand::Cancel);
                    }
                }
                Effect::EndLesson => self.lesson = None,
                Effect::ChooseFolder(start) => self.ask(ctx, Ask::Folder(start)),
                Effect::AskPath(ask) => self.ask(ctx, ask),
                Effect::Past(errand) => self.errands.past(errand),
                Effect::OpenFolder(folder) => self.errands.open_folder(folder),
                Effect::Quit => self.quit(),
                Effect::Close => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
                Effect::Save => {
                    theme::apply(ctx, self.state.settings().theme);
                    self.errands.save(self.state.settings().clone());
                }
            }
        }
    }

    /// Opens a dialog, or has it told that none can be opened.
    fn ask(&mut self, ctx: &egui::Context, ask: Ask) {
        let tell = ask.tell();
        if let Err(why) = self.dialogs.open(ask, self.inbox.clone()) {
            let more = self.state.hear(tell(Err(why)));
            self.perform(ctx, more);
        }
    }

    /// Quits the engine; its temporary files go with it.
    fn quit(&mut self) {
        if let Some(former) = self.link.take() {
            former.send(Command::Quit);
        }
        self.drawing = None;
        self.told_ready = false;
    }

    /// Quits the former engine and starts one with this plan.
    fn start(&mut self, plan: Plan) {
        self.quit();
        let link = self.engines.start(self.state.generation(), self.inbox.clone());
        let plan = if self.state.set_up().seed.trim().is_empty() { with_new_seed(plan) } else { plan };
        link.send(Command::Compare(Box::new(plan)));
        self.link = Some(link);
    }

    /// While a clock runs, waits until the next frame is due: a moving pointer would otherwise have
    /// the window drawn as fast as the screen goes, beside what is being measured.
    fn keep_still(&mut self) {
        if self.state.is_measuring() {
            let due = self.last_frame + FRAME_WHILE_MEASURING;
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
        }
        self.last_frame = Instant::now();
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.keep_still();
        Self::logic(self, ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.draw(ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.errands.save(self.state.settings().clone());
        // What was measured until now is kept: the engine ends in the middle.
        let unfinished = self.state.to_be_kept().filter(|_| self.state.running().is_some());
        if let Some(report) = unfinished {
            let generation = self.state.generation();
            self.errands.past(PastErrand::Keep { generation, report: Box::new(report) });
        }
        self.lesson = None;
        if let Some(link) = self.link.take() {
            link.send(Command::Quit);
        }
    }
}

/// Where no seed was typed each comparison has an order of its own, which its report tells.
fn with_new_seed(plan: Plan) -> Plan {
    let now = jiff::Timestamp::now().as_nanosecond();
    let seed = u64::try_from(now.rem_euclid(1_i128 << 53)).unwrap_or_default(); // exact in JSON everywhere
    let draft = PlanDraft { seed, ..plan.draft().clone() };
    Plan::new(draft).unwrap_or(plan)
}
