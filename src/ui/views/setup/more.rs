//! What is seldom changed: connections, what counts, what stays, the baseline, the deadline, the rate, headers,
//! the seed.

use std::iter;

use eframe::egui::Ui;

use crate::model::{Accept, Connections, Keep};
use crate::store::SetUp;
use crate::ui::check::Field as Concern;
use crate::ui::command::{Edit, Section, UiCommand};
use crate::ui::state::AppState;
use crate::ui::views::setup::rows::{TextLine, line, menu, section, words};
use crate::ui::widgets::{Field, error, label};

const CONNECTIONS: [(Connections, &str, &str); 2] = [
    (Connections::Fresh, "Fresh", "A connection of its own for each download: the same for every mode."),
    (Connections::Reuse, "Kept", "A connection serves further downloads where the mode can."),
];
const PROTOCOLS: [(bool, &str, &str); 2] = [
    (false, "HTTP/1.1", "One download at a time on a connection."),
    (true, "HTTP/2", "Where the server speaks it over https, many downloads at a time on a connection."),
];
const ACCEPTED: [(Accept, &str, &str); 2] = [
    (Accept::Picture, "Pictures", "Status 200 and a JPEG, PNG, WebP or GIF by its first bytes."),
    (Accept::Any, "Anything", "Status 200, whatever comes."),
];
const KEPT: [(Keep, &str, &str); 3] = [
    (Keep::All, "All", "The files of every run stay in the folder."),
    (Keep::Last, "Last round", "The files of the last round stay in the folder."),
    (Keep::None, "None", "No file stays."),
];

const WARM_UP: [(bool, &str, &str); 2] = [
    (true, "Once each", "Every address is fetched once before the first round, off the clock."),
    (false, "None", "The first round meets a server that has not seen these requests."),
];
/// What may be wrong here.
const FIELDS: [Concern; 6] =
    [Concern::Timeout, Concern::MaxMegabytes, Concern::Rate, Concern::Baseline, Concern::Headers, Concern::Seed];
const HEADERS_HINT: &str =
    "Sent with every request. They may be secrets: they are written into no report and not kept.";

/// Draws the part under its heading.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let set_up = state.set_up();
    let is_wrong = |(field, _): &(Concern, String)| FIELDS.contains(field);
    let holds_error = state.checked().errors.iter().any(is_wrong);
    let aside = if is_usual(set_up) { "" } else { "changed" };
    let changed = section(ui, ("More", aside), state.settings().unfolded.more, holds_error, |ui| {
        let baseline = if set_up.sweep.is_none() { baseline(ui, state) } else { None };
        let edits = [choices(ui, set_up), baseline, fields(ui, state), headers(ui, state)];
        commands.extend(edits.into_iter().flatten().map(UiCommand::Edit));
    });
    commands.extend(changed.map(|unfolded| UiCommand::Unfold(Section::More, unfolded)));
}

fn is_usual(set_up: &SetUp) -> bool {
    let usual = set_up.usual();
    (set_up.connections, set_up.http2, set_up.accept) == (usual.connections, usual.http2, usual.accept)
        && (set_up.keep, &set_up.timeout_secs, &set_up.seed) == (usual.keep, &usual.timeout_secs, &usual.seed)
        && (set_up.warm_up, set_up.baseline) == (usual.warm_up, usual.baseline)
        && (&set_up.max_megabytes, &set_up.headers) == (&usual.max_megabytes, &usual.headers)
        && set_up.rate_per_sec == usual.rate_per_sec
}

fn choices(ui: &mut Ui, set_up: &SetUp) -> Option<Edit> {
    let connections = line(ui, "Connections", "", |ui| words(ui, "Connections", &CONNECTIONS, set_up.connections));
    let http2 = line(ui, "Protocol", "", |ui| words(ui, "Protocol", &PROTOCOLS, set_up.http2));
    let accept = line(ui, "Accept", "What counts as a success.", |ui| words(ui, "Accept", &ACCEPTED, set_up.accept));
    let has_folder = !set_up.folder.trim().is_empty();
    let hint = if has_folder { "Which files stay." } else { "Which files stay, once a folder is chosen." };
    let keep =
        line(ui, "Keep", hint, |ui| ui.add_enabled_ui(has_folder, |ui| words(ui, "Keep", &KEPT, set_up.keep)).inner);
    let warm_up = line(ui, "Warm-up", "", |ui| words(ui, "Warm-up", &WARM_UP, set_up.warm_up)).map(Edit::WarmUp);
    let connections = connections.map(Edit::Connections).or(warm_up);
    connections.or(http2.map(Edit::Http2)).or(accept.map(Edit::Accept)).or(keep.map(Edit::Keep))
}

/// What the others are held against: one of the modes that take part.
fn baseline(ui: &mut Ui, state: &AppState) -> Option<Edit> {
    let set_up = state.set_up();
    let usual = (None, "Sequential, or the first");
    let chosen = set_up.modes.iter().filter(|choice| choice.chosen || set_up.baseline == Some(choice.mode));
    let options: Vec<_> = iter::once(usual).chain(chosen.map(|it| (Some(it.mode), it.mode.label()))).collect();
    let changed = menu(ui, "Held against", &options, set_up.baseline);
    error(ui, state.error(Concern::Baseline));
    changed.map(Edit::Baseline)
}

fn fields(ui: &mut Ui, state: &AppState) -> Option<Edit> {
    let set_up = state.set_up();
    let texts = [&set_up.timeout_secs, &set_up.max_megabytes, &set_up.rate_per_sec, &set_up.seed];
    let mut changed = None;
    for (line, text) in LINES.iter().zip(texts) {
        changed = changed.or(line.show(ui, state, text));
    }
    changed
}

const LINES: [TextLine; 4] = [
    TextLine {
        name: "Timeout",
        hint: "A download that takes longer counts as failed.",
        empty: "",
        unit: "s",
        concern: Concern::Timeout,
        edit: Edit::Timeout,
    },
    TextLine {
        name: "Largest",
        hint: "A download that turns out larger is broken off and counts as failed.",
        empty: "",
        unit: "MB",
        concern: Concern::MaxMegabytes,
        edit: Edit::MaxMegabytes,
    },
    TextLine {
        name: "Rate",
        hint: "Send at most so many requests a second, over all workers; redirects are requests too.",
        empty: "any",
        unit: "a second",
        concern: Concern::Rate,
        edit: Edit::Rate,
    },
    TextLine {
        name: "Seed",
        hint: "Decides the order of the modes, and the lab server’s jitter and faults: the same seed, the same again.",
        empty: "new each time",
        unit: "",
        concern: Concern::Seed,
        edit: Edit::Seed,
    },
];

fn headers(ui: &mut Ui, state: &AppState) -> Option<Edit> {
    let problem = state.error(Concern::Headers);
    label(ui, "Request headers").on_hover_text(HEADERS_HINT);
    let (text, wrong, width) = (&state.set_up().headers, problem.is_some(), ui.available_width());
    let field = Field { name: "Request headers", text, hint: "Name: value", unit: "", wrong, width };
    let changed = field.lines(ui, 2);
    error(ui, problem);
    changed.map(Edit::Headers)
}
