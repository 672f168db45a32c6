//! Lines of the set-up: a name at the left, a control at the right, what is wrong below.

use eframe::egui::{
    self, Align, ComboBox, CornerRadius, Label, Layout, Response, RichText, Role, Sense, Shape, Stroke, Ui, WidgetInfo,
    vec2,
};

use crate::ui::check::Field as Concern;
use crate::ui::command::Edit;
use crate::ui::state::AppState;
use crate::ui::theme::{self, CONTROL, GRID, Palette, ROUND};
use crate::ui::views::top_bar;
use crate::ui::widgets::{Field, disclosure, error, focus_ring, label};

/// A name at the left and a control at the right end.
pub fn line<R>(ui: &mut Ui, name: &str, hint: &str, control: impl FnOnce(&mut Ui) -> R) -> R {
    let size = vec2(ui.available_width(), CONTROL);
    let in_line = ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = GRID;
        let drawn = control(ui);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let name = RichText::new(name).color(Palette::of(ui).text);
            let name = ui.add(Label::new(name).truncate().sense(Sense::hover()));
            if !hint.is_empty() {
                name.on_hover_text(hint);
            }
        });
        drawn
    });
    in_line.inner
}

/// A field with a line of its own.
pub struct TextLine {
    /// At the left, and for a screen reader.
    pub name: &'static str,
    /// The tooltip of the name.
    pub hint: &'static str,
    /// What stands in the field while it is empty.
    pub empty: &'static str,
    /// What stands at its right end; without one it holds text, with one a number.
    pub unit: &'static str,
    /// What may be wrong with it.
    pub concern: Concern,
    /// What changes with it.
    pub edit: fn(String) -> Edit,
}

impl TextLine {
    /// Draws it, and below it what is wrong; gives what changed.
    pub fn show(&self, ui: &mut Ui, state: &AppState, text: &str) -> Option<Edit> {
        let Self { name, hint, empty, unit, .. } = *self;
        let problem = state.error(self.concern);
        let changed = line(ui, name, hint, |ui| {
            let field = Field { name, text, hint: empty, unit, wrong: problem.is_some(), width: 116.0 };
            if unit.is_empty() { field.text(ui) } else { field.decimal(ui, 1.0) }
        });
        error(ui, problem);
        changed.map(self.edit)
    }
}

/// A name with a few words below it of which one is chosen; gives the one that was clicked.
pub fn words<T: Copy + PartialEq>(ui: &mut Ui, name: &str, options: &[(T, &str, &str)], current: T) -> Option<T> {
    let mut clicked = None;
    // From the right, so that the last one stands at the right end.
    for &(option, word, hint) in options.iter().rev() {
        let response = word_button(ui, word, option == current);
        let spoken = format!("{name}: {word}");
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), option == current, &spoken));
        if response.clicked() {
            clicked = Some(option);
        }
        response.on_hover_text(hint);
    }
    clicked
}

/// A word that is on or off; gives the new state when it changed.
pub fn toggle(ui: &mut Ui, word: &str, on: bool) -> Option<bool> {
    let response = word_button(ui, word, on);
    response.widget_info(|| WidgetInfo::selected(Role::Switch, ui.is_enabled(), on, word));
    response.clicked().then_some(!on)
}

fn word_button(ui: &mut Ui, word: &str, on: bool) -> Response {
    let palette = Palette::of(ui);
    let galley = ui.painter().layout_no_wrap(word.to_owned(), theme::small(), palette.weak);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(12.0, 8.0), Sense::click());
    if on || response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(ROUND), palette.hover);
    }
    let color = if on || response.hovered() { palette.text } else { palette.weak };
    ui.painter().galley_with_override_text_color(rect.min + vec2(6.0, 4.0), galley, color);
    focus_ring(ui, &response, rect);
    response
}

/// A part that can be folded away. `holds_error`: something in it is wrong, so it stays unfolded,
/// or a person would look for it in vain. Gives the new state when it changed.
pub fn section(
    ui: &mut Ui,
    (name, aside): (&str, &str),
    unfolded: bool,
    holds_error: bool,
    contents: impl FnOnce(&mut Ui),
) -> Option<bool> {
    let open = unfolded || holds_error;
    let changed = disclosure(ui, name, aside, open);
    if open {
        ui.push_id(name, contents);
    }
    // Of one that was unfolded by an error alone nothing is kept.
    changed.filter(|wanted| *wanted || !holds_error)
}

/// A name above a field from whose menu is chosen; gives what was chosen.
pub fn menu<T: Copy + PartialEq>(ui: &mut Ui, name: &str, options: &[(T, &str)], current: T) -> Option<T> {
    let mut chosen = None;
    label(ui, name);
    let width = ui.available_width();
    let shown = options.iter().find(|(option, _)| *option == current).map_or("", |(_, shown)| *shown);
    ui.name_inputs(name, |ui| {
        combo(name, shown, width).show_ui(ui, |ui| {
            for &(option, word) in options {
                if top_bar::row(ui, word, option == current) {
                    chosen = Some(option);
                }
            }
        });
    });
    chosen
}

/// A field from whose menu is chosen.
pub fn combo<'a>(salt: &str, selected: &str, width: f32) -> ComboBox<'a> {
    ComboBox::from_id_salt(salt).width(width).truncate().selected_text(selected.to_owned()).icon(|ui, rect, _, _| {
        let center = rect.right_center() - vec2(6.0, 0.0);
        let points = [vec2(-4.0, -2.0), vec2(0.0, 2.0), vec2(4.0, -2.0)].map(|at| center + at);
        ui.painter().add(Shape::line(points.to_vec(), Stroke::new(1.5, Palette::of(ui).weak)));
    })
}

/// A small weak line whose beginning gives way where it is too long, the whole as its tooltip.
pub fn tail(ui: &mut Ui, before: &str, text: &str) {
    let (font, color, room) = (theme::small(), Palette::of(ui).weak, ui.available_width());
    let width = |text: String| ui.painter().layout_no_wrap(text, font.clone(), color).size().x;
    let letters: Vec<char> = text.chars().collect();
    let shown = |from: usize| {
        let gap = if from > 0 { "…" } else { "" };
        format!("{before}{gap}{}", letters[from..].iter().collect::<String>())
    };
    // Halving: a line of thousands of letters is not laid out once for each.
    let (mut low, mut high) = (0, letters.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        if width(shown(middle)) <= room { high = middle } else { low = middle + 1 }
    }
    let shown = shown(low);
    let line = ui.add(egui::Label::new(RichText::new(&shown).font(theme::small()).color(color)).extend());
    if low > 0 {
        line.on_hover_text(text);
    }
}
