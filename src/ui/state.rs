//! What the window knows. Views read it; [`AppState::apply`] (what a person did) and
//! [`AppState::hear`] (what came from outside) are its only writers. Nothing here waits, draws or
//! touches the disk: what has to be done outside comes back as [`Effect`]s.

mod course;
mod drawn;
mod forms;
mod past;
mod running;
mod sweeping;

use std::ops::Range;

use crate::model::{Command, Report, Run};
use crate::store::{Settings, View};

use super::charts::Charts;
use super::check::folder;
use super::command::{Edit, Effect, Message, Scale, Section, UiCommand};
use super::follow::Follow;
use super::lessons::Lessons;
use super::looking::{self, Looking};
use super::past::Past;
use super::sweep::Sweep;
use drawn::Drawn;
use forms::Forms;
pub use running::Question;

/// Pictures that are prepared before the grid said which are in view.
const FIRST_PICTURES: Range<usize> = 0..40;

/// Everything that the window shows.
pub struct AppState {
    settings: Settings,
    forms: Forms,
    run_when_checked: bool,
    folder_error: Option<String>,
    question: Option<Question>,
    generation: u64,
    follow: Follow,
    report: Option<Report>,
    /// A comparison that has no run yet: the former one's results stay until it has.
    incoming: Option<Report>,
    charts: Charts,
    scale: Scale,
    selected: Option<u32>,
    pointed: Option<u32>,
    looking: Looking,
    in_view: Range<usize>,
    notices: Vec<String>,
    drawn: Drawn,
    lessons: Lessons,
    past: Past,
    sweep: Sweep,
    /// The engine that is listened to does a sweep.
    engine_sweeps: bool,
}

impl AppState {
    /// The state at the start, perhaps with a report to look at and something to be told.
    pub fn new(settings: Settings, report: Option<Report>, notice: Option<String>) -> Self {
        let (swept, report) = match report {
            Some(report) if report.plan.swept().is_some() => (Some(report), None),
            other => (None, other),
        };
        let mut state = Self {
            settings,
            forms: Forms::default(),
            run_when_checked: false,
            folder_error: None,
            question: None,
            generation: 0,
            follow: Follow::default(),
            report,
            incoming: None,
            charts: Charts::default(),
            scale: Scale::default(),
            selected: None,
            pointed: None,
            looking: Looking::default(),
            in_view: FIRST_PICTURES,
            notices: notice.into_iter().collect(),
            drawn: Drawn::default(),
            lessons: Lessons::default(),
            past: Past::new(jiff::tz::TimeZone::UTC, false, None),
            sweep: Sweep::default(),
            engine_sweeps: false,
        };
        if let Some(report) = swept {
            state.settings.view = View::Sweep;
            state.sweep = Sweep::of(report, None);
        }
        state.redraw();
        state
    }

    /// What is to be done at the start.
    pub fn first_effects(&self) -> Vec<Effect> {
        [vec![self.check()], self.look_back()].concat()
    }

    /// The choices that stay.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Which engine is listened to.
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// The report of the comparison that is shown.
    pub const fn report(&self) -> Option<&Report> {
        self.report.as_ref()
    }

    /// The comparison that has no run yet, where there is none before it to show.
    pub const fn expected(&self) -> Option<&Report> {
        self.incoming.as_ref()
    }

    /// Whether what is shown belongs to the comparison before the one that runs.
    pub const fn is_former(&self) -> bool {
        self.incoming.is_some() || (self.follow.is_running() && self.follow.runs_done == 0)
    }

    /// What the plots draw.
    pub const fn charts(&self) -> &Charts {
        &self.charts
    }

    /// How run times are drawn.
    pub const fn scale(&self) -> Scale {
        self.scale
    }

    /// The run that was selected, where it is not simply the latest.
    pub const fn selected(&self) -> Option<u32> {
        self.selected
    }

    /// The run that timeline and pictures show: the selected one; else while a comparison runs its
    /// latest, and when none does the latest of the fastest.
    pub fn shown_run(&self) -> Option<&Run> {
        let rests = self.is_former() || !self.follow.is_running();
        looking::shown_run(self.report.as_ref()?, self.selected, rests)
    }

    /// The download that is pointed at, as its place in the plan's order.
    pub const fn pointed(&self) -> Option<u32> {
        self.pointed
    }

    /// Which pictures are in view.
    pub fn in_view(&self) -> Range<usize> {
        self.in_view.clone()
    }

    /// What is to be known besides.
    pub fn notices(&self) -> &[String] {
        &self.notices
    }

    /// Does what a person asked for.
    pub fn apply(&mut self, command: UiCommand) -> Vec<Effect> {
        match command {
            UiCommand::Edit(edit) => return self.edit(edit),
            UiCommand::Run => return self.run(),
            UiCommand::Cancel if self.running().is_some() => return vec![Effect::Tell(Command::Cancel)],
            UiCommand::Agree(agreed) => return self.answer(agreed),
            UiCommand::ChooseFolder if !self.follow().is_running() => {
                return vec![Effect::ChooseFolder(folder(&self.set_up().folder))];
            }
            UiCommand::Cancel | UiCommand::ChooseFolder => {}
            UiCommand::Theme(theme) => {
                self.settings.theme = theme;
                return vec![Effect::Save];
            }
            UiCommand::Fold(folded) => return self.fold(folded),
            UiCommand::View(view) => return self.go_to(view),
            UiCommand::Lesson(action) => return self.act(action),
            UiCommand::Past(action) => return self.act_past(action),
            UiCommand::Zoomed(zoom) => return self.zoomed(zoom),
            UiCommand::Unfold(section, unfolded) => {
                *self.unfolded_mut(section) = unfolded;
                return vec![Effect::Save];
            }
            UiCommand::Scale(scale) => {
                self.scale = scale;
                self.redraw();
            }
            UiCommand::Select(run) => {
                self.selected = run;
                self.pointed = None;
                self.redraw();
            }
            UiCommand::SelectCount(count) => self.sweep.selected = count,
            UiCommand::PointAt(download) => self.pointed = download,
            UiCommand::InView(pictures) => self.in_view = pictures,
            UiCommand::Dismiss(place) if place < self.notices.len() => drop(self.notices.remove(place)),
            UiCommand::Dismiss(_) => {}
            UiCommand::Close => return vec![Effect::Close],
            UiCommand::Resized(size) => self.settings.window = Some(size),
            UiCommand::Look(look) => self.look(look),
            UiCommand::OpenFolder(folder) => return vec![Effect::OpenFolder(folder)],
            UiCommand::Table(figure, as_table) => self.drawn.tables[figure as usize] = as_table,
            UiCommand::ProcessPlot(plot) => self.drawn.process_plot = plot,
            UiCommand::Closer(closer) => self.drawn.closer = closer,
            UiCommand::Sought => self.forms.seeks_error = false,
            UiCommand::Reasons(all) => self.drawn.reasons = all,
            UiCommand::Clear => return self.clear(),
        }
        Vec::new()
    }

    /// Takes in what came from outside.
    pub fn hear(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Engine { generation, event } if generation == self.generation => {
                return self.follow_event(&event);
            }
            Message::EngineGone { generation, why } if generation == self.generation => {
                return self.engine_gone(why);
            }
            Message::Lesson { generation, event } => return self.hear_lesson(generation, event),
            Message::LessonGone { generation, why } => self.lesson_gone(generation, why),
            // Late words of an engine that was left.
            Message::Engine { .. } | Message::EngineGone { .. } => {}
            Message::Checked(checked) => {
                self.forms.take_in(*checked);
                if self.is_checked() && std::mem::take(&mut self.run_when_checked) {
                    return self.run();
                }
            }
            Message::FolderChosen(Ok(Some(folder))) => {
                return self.edit(Edit::Folder(folder.to_string_lossy().into_owned()));
            }
            Message::FolderChosen(Ok(None)) => {}
            Message::FolderChosen(Err(why)) => self.folder_error = Some(why),
            Message::Past(news) => return self.hear_past(news),
            Message::Notice(text) => self.notice(text),
        }
        Vec::new()
    }

    fn edit(&mut self, edit: Edit) -> Vec<Effect> {
        if matches!(edit, Edit::Folder(_)) {
            self.folder_error = None;
        }
        edit.make(self.set_up_mut());
        self.forms.changed(self.is_sweep());
        vec![self.check()]
    }

    const fn unfolded_mut(&mut self, section: Section) -> &mut bool {
        let unfolded = &mut self.settings.unfolded;
        match section {
            Section::Lab => &mut unfolded.lab,
            Section::Faults => &mut unfolded.faults,
            Section::Hints => &mut unfolded.hints,
            Section::Stop => &mut unfolded.stop,
            Section::More => &mut unfolded.more,
        }
    }

    fn check(&self) -> Effect {
        Effect::Check(self.forms.serial(self.is_sweep()), Box::new(self.set_up().clone()))
    }

    fn notice(&mut self, text: String) {
        if !self.notices.contains(&text) {
            self.notices.push(text);
        }
    }
}
