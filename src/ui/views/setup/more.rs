//! What is seldom changed: connections, what counts, what stays, the deadline, the seed.

use eframe::egui::Ui;

use crate::model::{Accept, Connections, Keep};
use crate::store::SetUp;
use crate::ui::check::Field as Concern;
use crate::ui::command::{Edit, Section, UiCommand};
use crate::ui::state::AppState;
use crate::ui::views::setup::rows::{line, section, words};
use crate::ui::widgets::{Field, error};

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

/// Draws the part under its heading.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let set_up = state.set_up();
    let is_wrong = |(field, _): &(Concern, String)| matches!(field, Concern::Timeout | Concern::Seed);
    let holds_error = state.checked().errors.iter().any(is_wrong);
    let aside = if is_usual(set_up) { "" } else { "changed" };
    let changed = section(ui, ("More", aside), state.settings().unfolded.more, holds_error, |ui| {
        let edits = [choices(ui, set_up), fields(ui, state)];
        commands.extend(edits.into_iter().flatten().map(UiCommand::Edit));
    });
    commands.extend(changed.map(|unfolded| UiCommand::Unfold(Section::More, unfolded)));
}

fn is_usual(set_up: &SetUp) -> bool {
    let usual = SetUp::default();
    (set_up.connections, set_up.http2, set_up.accept) == (usual.connections, usual.http2, usual.accept)
        && (set_up.keep, &set_up.timeout_secs, &set_up.seed) == (usual.keep, &usual.timeout_secs, &usual.seed)
}

fn choices(ui: &mut Ui, set_up: &SetUp) -> Option<Edit> {
    let connections = line(ui, "Connections", "", |ui| words(ui, "Connections", &CONNECTIONS, set_up.connections));
    let http2 = line(ui, "Protocol", "", |ui| words(ui, "Protocol", &PROTOCOLS, set_up.http2));
    let accept = line(ui, "Accept", "What counts as a success.", |ui| words(ui, "Accept", &ACCEPTED, set_up.accept));
    let has_folder = !set_up.folder.trim().is_empty();
    let hint = if has_folder { "Which files stay." } else { "Which files stay, once a folder is chosen." };
    let keep =
        line(ui, "Keep", hint, |ui| ui.add_enabled_ui(has_folder, |ui| words(ui, "Keep", &KEPT, set_up.keep)).inner);
    let connections = connections.map(Edit::Connections);
    connections.or(http2.map(Edit::Http2)).or(accept.map(Edit::Accept)).or(keep.map(Edit::Keep))
}

fn fields(ui: &mut Ui, state: &AppState) -> Option<Edit> {
    let set_up = state.set_up();
    let problem = state.error(Concern::Timeout);
    let timeout = line(ui, "Timeout", "A download that takes longer counts as failed.", |ui| {
        let (text, wrong) = (&set_up.timeout_secs, problem.is_some());
        Field { name: "Timeout", text, hint: "", unit: "s", wrong, width: 116.0 }.decimal(ui, 1.0)
    });
    error(ui, problem);
    let problem = state.error(Concern::Seed);
    let hint = "Decides the order of the modes, and the lab server’s jitter and faults: the same seed, the same again.";
    let seed = line(ui, "Seed", hint, |ui| {
        let (text, wrong) = (&set_up.seed, problem.is_some());
        Field { name: "Seed", text, hint: "new each time", unit: "", wrong, width: 116.0 }.text(ui)
    });
    error(ui, problem);
    timeout.map(Edit::Timeout).or(seed.map(Edit::Seed))
}
