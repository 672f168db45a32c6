//! Every plot's figures as a table: only the rows in view are made, each is reached by the keyboard,
//! and all of them are copied as text that a spreadsheet takes.

mod figures;
mod lesson;
mod sweep;

use eframe::egui::{
    Align2, CornerRadius, Id, Pos2, Rect, Response, Role, ScrollArea, Sense, Stroke, Ui, UiBuilder, WidgetInfo, vec2,
};

use crate::model::units;
use crate::model::words::capital;
use crate::stats::over_limit_title;
use crate::ui::command::{Figure, UiCommand};
use crate::ui::past::Shot;
use crate::ui::state::AppState;
use crate::ui::theme::{self, GRID, Palette};
use crate::ui::views::export;
use crate::ui::widgets::{Icon, focus_ring, icon_switch, small_button};

pub use figures::{conditions, load, parts, processes, run_times, timeline};
pub use lesson::{lesson, lesson_rows};
pub use sweep::{height, sweep};

/// Height of a row.
const ROW: f32 = 22.0;
/// Between two columns.
const BETWEEN: f32 = 14.0;
/// Room for the bar by which a wide table scrolls, and how strong it is at rest.
const BAR: f32 = 8.0;
const BAR_OPACITY: f32 = 0.5;
/// Where there is room, columns stand this much further apart.
const WIDER: f32 = 40.0;

/// What stands in a row and a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// Seconds.
    Secs(f64),
    /// Bytes.
    Bytes(u64),
    /// How many, or which.
    Number(u64),
    /// How many times.
    Times(f64),
    /// How many a second.
    PerSec(f64),
    /// A share of a whole, shown in per cent.
    Share(f64),
    /// Not known.
    Unknown,
    /// Nothing that could be known.
    Empty,
}

impl Cell {
    /// As people read it.
    fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Secs(secs) => units::secs(*secs),
            Self::Bytes(bytes) => units::bytes(*bytes),
            Self::Number(number) => number.to_string(),
            Self::Times(times) => units::times(*times),
            Self::PerSec(rate) => units::per_sec(*rate),
            Self::Share(share) => format!("{:.0} %", 100.0 * share),
            Self::Unknown => "not known".to_owned(),
            Self::Empty => String::new(),
        }
    }

    /// As programs read it, in the column's unit.
    fn plain(&self) -> String {
        match self {
            Self::Text(text) => text.replace(['\t', '\n', '\r'], " "),
            Self::Secs(value) | Self::Times(value) | Self::PerSec(value) | Self::Share(value) => value.to_string(),
            Self::Bytes(number) | Self::Number(number) => number.to_string(),
            Self::Unknown | Self::Empty => String::new(),
        }
    }
}

/// A column: its name, the unit of its plain figures, and a text as wide as any in it.
#[derive(Clone, Debug)]
pub struct Column {
    name: String,
    unit: &'static str,
    widest: String,
    is_text: bool,
}

impl Column {
    fn text(name: &str, widest: impl Into<String>) -> Self {
        Self { name: capital(name), unit: "", widest: widest.into(), is_text: true }
    }

    fn number(name: &str, unit: &'static str, widest: &str) -> Self {
        Self { name: capital(name), unit, widest: widest.to_owned(), is_text: false }
    }

    /// Times divided by the limit.
    fn over_limit(is_estimated: bool) -> Self {
        Self::number(over_limit_title(is_estimated), "", "99.9")
    }

    fn secs(name: &str) -> Self {
        Self::number(name, "s", "99.99 s")
    }

    fn width(&self, ui: &Ui) -> f32 {
        let text_width =
            |text: &str| ui.painter().layout_no_wrap(text.to_owned(), theme::small(), Palette::of(ui).text).size().x;
        text_width(&self.name).max(text_width(&self.widest))
    }
}

/// A table whose rows are made when they are needed.
pub struct Table<'a> {
    name: &'static str,
    columns: Vec<Column>,
    rows: usize,
    cells: Box<dyn Fn(usize) -> Vec<Cell> + 'a>,
    /// The row that is marked.
    chosen: Option<usize>,
    /// Whether a click on a row means something.
    can_choose: bool,
}

impl Table<'_> {
    /// All of it, cells parted by tabs and rows by line ends.
    fn tsv(&self) -> String {
        let unit = |unit: &str| if unit.is_empty() { String::new() } else { format!(" ({unit})") };
        let names = self.columns.iter().map(|column| format!("{}{}", column.name, unit(column.unit)));
        let mut text = names.collect::<Vec<_>>().join("\t");
        for row in 0..self.rows {
            text.push('\n');
            text.push_str(&(self.cells)(row).iter().map(Cell::plain).collect::<Vec<_>>().join("\t"));
        }
        text
    }

    /// Draws names and rows into the whole of `ui`, and copies all if `copy`; gives the row that was
    /// clicked.
    pub fn show(&self, ui: &mut Ui, copy: bool) -> Option<usize> {
        if copy {
            ui.ctx().copy_text(self.tsv());
        }
        let widths: Vec<f32> = self.columns.iter().map(|column| column.width(ui)).collect();
        let least = widths.iter().sum::<f32>() + BETWEEN * widths.len() as f32;
        let spare = (ui.available_width() - least).max(0.0) / widths.len() as f32;
        let between = BETWEEN + spare.min(WIDER);
        let width = least + (between - BETWEEN) * widths.len() as f32;
        let mut clicked = None;
        let usual = ui.spacing().scroll;
        if least > ui.available_width() {
            // That there is more at the right is to be seen without pointing at it.
            let scroll = &mut ui.spacing_mut().scroll;
            (scroll.dormant_handle_opacity, scroll.floating_allocated_width) = (BAR_OPACITY, BAR);
        }
        ScrollArea::horizontal().id_salt((self.name, "sideways")).auto_shrink(false).show(ui, |ui| {
            (ui.spacing_mut().item_spacing.y, ui.spacing_mut().scroll) = (0.0, usual);
            let width = width.max(ui.available_width());
            let (head, _) = ui.allocate_exact_size(vec2(width, ROW), Sense::hover());
            let lanes = Lanes { widths: &widths, between };
            let weak = Palette::of(ui).weak;
            let names: Vec<String> = self.columns.iter().map(|column| column.name.clone()).collect();
            lanes.paint(ui, head, &self.columns, &names, weak);
            ui.painter().hline(head.x_range(), head.bottom(), Stroke::new(1.0, Palette::of(ui).line));
            ScrollArea::vertical().id_salt(self.name).auto_shrink(false).show_rows(ui, ROW, self.rows, |ui, rows| {
                for row in rows {
                    let (rect, _) = ui.allocate_exact_size(vec2(width, ROW), Sense::hover());
                    if self.row(ui, &lanes, row, rect).clicked() {
                        clicked = Some(row);
                    }
                }
            });
        });
        clicked
    }

    fn row(&self, ui: &Ui, lanes: &Lanes<'_>, row: usize, rect: Rect) -> Response {
        let palette = Palette::of(ui);
        let sense = if self.can_choose { Sense::click() } else { Sense::focusable_noninteractive() };
        let response = ui.interact(rect, Id::unique((self.name, row)), sense);
        let texts: Vec<String> = (self.cells)(row).iter().map(Cell::shown).collect();
        let is_chosen = self.chosen == Some(row);
        response.widget_info(|| WidgetInfo::selected(Role::Row, true, is_chosen, self.spoken(&texts)));
        let fill = match () {
            () if is_chosen => Some(palette.selection),
            () if self.can_choose && response.hovered() => Some(palette.hover),
            () => None,
        };
        if let Some(fill) = fill {
            ui.painter().rect_filled(rect, CornerRadius::same(4), fill);
        }
        lanes.paint(ui, rect, &self.columns, &texts, palette.text);
        focus_ring(ui, &response, rect.shrink(2.0));
        if response.gained_focus() {
            ui.scroll_to_rect(rect, None);
        }
        response
    }

    /// "Contender Async, Round 3, Time 0.447 s".
    fn spoken(&self, texts: &[String]) -> String {
        let known = self.columns.iter().zip(texts).filter(|(_, text)| !text.is_empty());
        known.map(|(column, text)| format!("{} {text}", column.name)).collect::<Vec<_>>().join(", ")
    }
}

/// Where columns lie.
struct Lanes<'a> {
    widths: &'a [f32],
    between: f32,
}

impl Lanes<'_> {
    fn paint(&self, ui: &Ui, rect: Rect, columns: &[Column], texts: &[String], color: eframe::egui::Color32) {
        let mut left = rect.left() + GRID;
        for ((column, text), width) in columns.iter().zip(texts).zip(self.widths) {
            let (x, anchor) =
                if column.is_text { (left, Align2::LEFT_CENTER) } else { (left + width, Align2::RIGHT_CENTER) };
            ui.painter().text(Pos2::new(x, rect.center().y), anchor, text, theme::small(), color);
            left += width + self.between;
        }
    }
}

/// A button that saves a picture, the switch between plot and table, from right to left, and for a table a
/// button that copies it: gives whether that was pressed.
pub fn toggle(ui: &mut Ui, state: &AppState, figure: Figure, commands: &mut Vec<UiCommand>) -> bool {
    let is_table = state.is_table(figure);
    export::picture_button(ui, state, Shot::Figure(figure), commands);
    if state.is_pictured() {
        return false;
    }
    if icon_switch(ui, Icon::Table, figure.switch(), is_table).clicked() {
        commands.push(UiCommand::Table(figure, !is_table));
    }
    is_table && copy_button(ui, figure.switch().trim_end_matches(" as a table"))
}

/// A button that copies the table of this name; whether it was pressed. Several may stand in a window, so
/// a screen reader says which.
pub fn copy_button(ui: &mut Ui, table: &str) -> bool {
    let button = small_button(ui, "Copy");
    let name = format!("Copy the table “{table}”");
    button.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &name));
    button.on_hover_text("Copy the table as tab-separated text").clicked()
}

/// Draws a table where its plot would be.
pub fn in_area(ui: &mut Ui, area: Rect, draw: impl FnOnce(&mut Ui)) {
    ui.scope_builder(UiBuilder::new().max_rect(area), |ui| {
        ui.set_clip_rect(ui.clip_rect().intersect(area.expand(2.0)));
        draw(ui);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_copied_in_plain_figures_with_their_units() {
        let table = Table {
            name: "test",
            columns: vec![
                Column::text("Contender", "Async"),
                Column::secs("Time"),
                Column::number("Size", "bytes", "9"),
            ],
            rows: 2,
            cells: Box::new(|row| match row {
                0 => vec![Cell::Text("a\tb".into()), Cell::Secs(0.4471), Cell::Bytes(970_000)],
                _ => vec![Cell::Text("c".into()), Cell::Unknown, Cell::Empty],
            }),
            chosen: None,
            can_choose: false,
        };
        assert_eq!(table.tsv(), "Contender\tTime (s)\tSize (bytes)\na b\t0.4471\t970000\nc\t\t");
        let shown: Vec<String> = (table.cells)(0).iter().map(Cell::shown).collect();
        assert_eq!(shown[1..], ["0.447 s", "970 kB"]);
        assert_eq!(table.spoken(&shown[..2]), "Contender a\tb, Time 0.447 s");
    }
}
