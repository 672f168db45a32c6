//! The list: a row a comparison, the pinned ones first, then month by month. The chosen row unfolds
//! what can be done with it.

use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{
    Align2, CornerRadius, EventFilter, FontId, Id, Pos2, Rect, Response, Role, Sense, Ui, UiBuilder, WidgetInfo, vec2,
};

use crate::model::swept;
use crate::model::units::thousands;
use crate::store::{Entry, Head, HistoryId};
use crate::ui::command::UiCommand;
use crate::ui::past::{Past, PastAction, PastChange};
use crate::ui::state::AppState;
use crate::ui::theme::{self, GAP, GRID, Palette, ROUND};
use crate::ui::views::back::{AGAIN, AGAIN_HINT};
use crate::ui::widgets::{Field, focus_ring, small, small_button};

/// Between a row's edge and its text.
const EDGE: f32 = 12.0;
/// Height of a row's two lines with the room around them.
const ROW: f32 = 54.0;
/// Height of what can be done with the chosen one.
const ACTIONS: f32 = 32.0;
/// Width of the field for a name.
const NAME: f32 = 320.0;

/// Draws the rows.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    ui.spacing_mut().item_spacing.y = 2.0;
    let past = state.past();
    let mut part = String::new();
    for entry in past.found() {
        let of = if entry.head.pinned { "Pinned".to_owned() } else { past.month(entry.head.started_at) };
        if of != part {
            ui.add_space(if part.is_empty() { 0.0 } else { GAP });
            small(ui, of.clone());
            ui.add_space(2.0);
            part = of;
        }
        row(ui, state, entry, commands);
    }
}

/// Whether something else than this row has the keyboard's focus.
pub fn has_focus_elsewhere(ui: &Ui, id: &HistoryId) -> bool {
    ui.memory(eframe::egui::Memory::focused).is_some_and(|focused| focused != row_id(id))
}

fn row_id(id: &HistoryId) -> Id {
    Id::unique(("a comparison that was kept", id.as_str()))
}

fn row(ui: &mut Ui, state: &AppState, entry: &Entry, commands: &mut Vec<UiCommand>) {
    let past = state.past();
    let is_chosen = past.chosen.as_ref() == Some(&entry.id);
    let height = ROW + if is_chosen { ACTIONS } else { 0.0 };
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), height));
    let response = ui.interact(rect, row_id(&entry.id), Sense::click());
    let name = spoken(past, entry);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, ui.is_enabled(), is_chosen, &name));
    let just_chosen = remember_choice(ui, is_chosen.then_some(&entry.id));
    if just_chosen || response.gained_focus() {
        ui.scroll_to_rect(rect.expand(GRID), None);
    }
    keep_focus(ui, &response, just_chosen);
    if ui.is_rect_visible(rect) {
        paint(ui, past, entry, rect, &response, is_chosen);
    }
    if response.double_clicked() {
        commands.push(UiCommand::Past(PastAction::Open(entry.id.clone())));
    } else if response.clicked() {
        commands.push(UiCommand::Past(PastAction::Choose(entry.id.clone())));
    }
    if is_chosen {
        let at = Rect::from_min_max(Pos2::new(rect.left() + EDGE - 6.0, rect.top() + ROW - GRID), rect.max);
        let mut inner = ui.new_child(UiBuilder::new().id_salt("actions").max_rect(at));
        inner.horizontal(|ui| actions(ui, state, entry, commands));
    }
}

/// Who goes by the keyboard has the focus where the choice is; arrow keys move the choice and nothing else.
fn keep_focus(ui: &Ui, row: &Response, just_chosen: bool) {
    if just_chosen && ui.memory(eframe::egui::Memory::focused).is_some() {
        row.request_focus();
    }
    if row.has_focus() {
        let arrows = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(row.id, arrows));
    }
}

/// Whether this row is chosen in this frame and was not in the one before.
fn remember_choice(ui: &Ui, chosen: Option<&HistoryId>) -> bool {
    let Some(chosen) = chosen else { return false };
    let place = Id::unique("the row that was chosen");
    ui.data_mut(|data| {
        let former = data.get_temp::<String>(place);
        let is_new = former.as_deref() != Some(chosen.as_str());
        if is_new {
            data.insert_temp(place, chosen.as_str().to_owned());
        }
        is_new
    })
}

fn paint(ui: &Ui, past: &Past, entry: &Entry, rect: Rect, response: &Response, is_chosen: bool) {
    let palette = Palette::of(ui);
    let fill = match () {
        () if is_chosen => Some(palette.selection.gamma_multiply(0.55)),
        () if response.hovered() => Some(palette.hover),
        () => None,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, CornerRadius::same(ROUND), fill);
    }
    let line = |text: String, font: FontId, color, width: f32| {
        let mut job = LayoutJob::simple_singleline(text, font, color);
        job.wrap = TextWrapping::truncate_at_width(width.max(0.0));
        ui.painter().layout_job(job)
    };
    let (left, right) = (rect.left() + EDGE, rect.right() - EDGE);
    let mut at = Pos2::new(left, rect.top() + 8.0);
    let font = if is_chosen { theme::heading() } else { theme::body() };
    if let Some(name) = &entry.head.name {
        let galley = line(name.clone(), theme::heading(), palette.text, 0.5 * rect.width());
        let width = galley.size().x;
        ui.painter().galley(at, galley, palette.text);
        at.x += width + GAP;
    }
    let (font, color) = if entry.head.name.is_some() { (theme::body(), palette.weak) } else { (font, palette.text) };
    let galley = line(verdict(&entry.head), font, color, right - at.x);
    ui.painter().galley(at, galley, color);
    let marks = marks(entry);
    let painted = ui.painter().text(
        Pos2::new(right, rect.top() + 38.0),
        Align2::RIGHT_CENTER,
        &marks,
        theme::small(),
        palette.accent,
    );
    let galley = line(details(past, &entry.head), theme::small(), palette.weak, painted.left() - left - GAP);
    ui.painter().galley(Pos2::new(left, rect.top() + 30.0), galley, palette.weak);
    focus_ring(ui, response, rect.shrink(2.0));
}

/// What can be done with the chosen one, or the field for its name.
fn actions(ui: &mut Ui, state: &AppState, entry: &Entry, commands: &mut Vec<UiCommand>) {
    let mut act = |action| commands.push(UiCommand::Past(action));
    ui.spacing_mut().item_spacing.x = GRID;
    if let Some(name) = &state.past().renaming {
        return rename(ui, name, &mut act);
    }
    was_renaming(ui, false);
    let id = || entry.id.clone();
    let open = ui.add_enabled_ui(state.running().is_none(), |ui| small_button(ui, "Open")).inner;
    let hint = if state.running().is_some() { "A comparison is being measured" } else { "Show its results (Enter)" };
    if open.on_hover_text(hint).clicked() {
        act(PastAction::Open(id()));
    }
    let again = ui.add_enabled_ui(state.running().is_none(), |ui| small_button(ui, AGAIN)).inner;
    if again.on_hover_text(AGAIN_HINT).clicked() {
        act(PastAction::Again(Some(id())));
    }
    if small_button(ui, "Rename").on_hover_text("Give it a name (F2)").clicked() {
        act(PastAction::Rename(Some(entry.head.name.clone().unwrap_or_default())));
    }
    let pin = if entry.head.pinned { "Unpin" } else { "Pin" };
    if small_button(ui, pin).on_hover_text("What is pinned stays, however many come after it").clicked() {
        act(PastAction::Change(PastChange::Pin(id(), !entry.head.pinned)));
    }
    let baseline = if entry.is_baseline { "No longer the baseline" } else { "Use as baseline" };
    if small_button(ui, baseline).on_hover_text("Each new comparison is held against the baseline").clicked() {
        act(PastAction::Change(PastChange::Baseline((!entry.is_baseline).then(id))));
    }
    if small_button(ui, "Delete").on_hover_text("It can be brought back (Delete)").clicked() {
        act(PastAction::Change(PastChange::Delete(id())));
    }
}

fn rename(ui: &mut Ui, name: &str, act: &mut impl FnMut(PastAction)) {
    let field = Field { name: "Name", text: name, hint: "A name", unit: "", wrong: false, width: NAME };
    let (response, changed) = field.with_response(ui);
    // The field has the focus from the start.
    if !was_renaming(ui, true) {
        response.request_focus();
    }
    if let Some(name) = changed {
        act(PastAction::Rename(Some(name)));
    }
    if small_button(ui, "Keep the name").clicked() {
        act(PastAction::Named);
    }
    if small_button(ui, "Leave it").clicked() {
        act(PastAction::Rename(None));
    }
}

/// Whether a name was being typed in the frame before; notes whether one is in this.
fn was_renaming(ui: &Ui, is_renaming: bool) -> bool {
    let place = Id::unique("a name is being typed");
    ui.data_mut(|data| std::mem::replace(data.get_temp_mut_or_default::<bool>(place), is_renaming))
}

fn verdict(head: &Head) -> String {
    let sentence = head.verdict.trim_end_matches('.');
    if sentence.is_empty() { "No verdict".to_owned() } else { sentence.to_owned() }
}

/// When, where from, how much: what stands in a row's second line.
fn details(past: &Past, head: &Head) -> String {
    let plural = |count: u32, noun: &str| format!("{} {noun}{}", thousands(count), if count == 1 { "" } else { "s" });
    let mut parts = vec![
        past.at(head.started_at),
        head.source(),
        format!("{} × {}", plural(head.count, "picture"), plural(head.rounds, "round")),
    ];
    let contenders = u32::try_from(head.contenders.len()).unwrap_or(u32::MAX);
    parts.push(match (head.contenders.as_slice(), swept(&head.contenders)) {
        ([one], _) => one.label(),
        (_, Some(mode)) => format!("{}, {}", mode.label(), plural(contenders, "worker count")),
        _ => plural(contenders, "mode"),
    });
    parts.extend(head.ended());
    if head.failed > 0 {
        parts.push(format!("{} failed", thousands(head.failed)));
    }
    parts.join(" · ")
}

fn marks(entry: &Entry) -> String {
    let marks = [(entry.head.pinned, "pinned"), (entry.is_baseline, "baseline")];
    marks.into_iter().filter_map(|(is_so, mark)| is_so.then_some(mark)).collect::<Vec<_>>().join(" · ")
}

/// What a screen reader says of a row.
fn spoken(past: &Past, entry: &Entry) -> String {
    let parts =
        [entry.head.name.clone().unwrap_or_default(), verdict(&entry.head), details(past, &entry.head), marks(entry)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}
