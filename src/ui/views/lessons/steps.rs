//! Where things stand: listings, and beside or below them what came of the steps.
//!
//! Two listings belong to two steps and stand side by side, each above its step. One listing stands
//! beside the first step, and further steps follow two in a row. Where there is no room everything
//! stands below each other.

use eframe::egui::{Align, Layout, Rect, RichText, Ui, UiBuilder, vec2};

use crate::lessons::Listing;
use crate::model::{LessonFigure, LessonStep, LessonValue, units};
use crate::ui::command::UiCommand;
use crate::ui::lessons::StepRun;
use crate::ui::state::AppState;
use crate::ui::theme::{self, CONTROL, GAP, GRID, MARGIN, Palette, STACK_BELOW};
use crate::ui::widgets::{error, heading, small};

use super::{course::tick, figure, lines, listing, promise};

/// Between two cells.
const BETWEEN: f32 = MARGIN + GRID;
/// So many values of an output are written out.
const VALUES: usize = 12;

/// What stands in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    /// A listing, and below it what came of its step.
    Both(usize),
    /// A listing.
    Listing(usize),
    /// What came of a step, under its name.
    Step(usize),
    /// Before the first run: what will stand there.
    Promise,
}

/// Draws all of it.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let steps = state.lessons().run(state.lesson().lesson).map_or(&[][..], |run| run.steps.as_slice());
    let listings = state.lesson().listings;
    let cells = cells(listings.len(), steps.len());
    let is_wide = ui.available_width() >= STACK_BELOW;
    let place = Place { state, listings, steps, axis_secs: latest(steps) };
    let rows: Vec<&[Cell]> = if is_wide { rows(&cells) } else { cells.chunks(1).collect() };
    for (number, row) in rows.into_iter().enumerate() {
        if number > 0 {
            ui.add_space(GAP + GRID);
        }
        if row.iter().all(|cell| matches!(cell, Cell::Both(_))) {
            let width = share(ui, row.len());
            let least = row.iter().map(|cell| place.listing_height(ui, *cell, width)).fold(0.0, f32::max);
            side_by_side(ui, row, |ui, cell| place.code(ui, cell, least));
            side_by_side(ui, row, |ui, cell| place.output(ui, cell));
            side_by_side(ui, row, |ui, cell| place.figure(ui, cell, commands));
        } else {
            side_by_side(ui, row, |ui, cell| {
                place.code(ui, cell, 0.0);
                place.output(ui, cell);
                place.figure(ui, cell, commands);
            });
        }
    }
}

/// What stands in which order.
fn cells(listings: usize, steps: usize) -> Vec<Cell> {
    let mut cells: Vec<Cell> = match listings {
        0 => Vec::new(),
        1 => vec![Cell::Listing(0)],
        many => (0..many).map(Cell::Both).collect(),
    };
    let shown = if listings > 1 { listings } else { 0 };
    cells.extend((shown..steps).map(Cell::Step));
    if steps == 0 {
        cells.push(Cell::Promise);
    }
    cells
}

/// Two in a row; what is left alone has a row for itself.
fn rows(cells: &[Cell]) -> Vec<&[Cell]> {
    let mut rows = Vec::new();
    let mut rest = cells;
    while !rest.is_empty() {
        let is_pair = rest.len() > 1 && matches!(rest[0], Cell::Both(_)) == matches!(rest[1], Cell::Both(_));
        let (row, others) = rest.split_at(if is_pair { 2 } else { 1 });
        rows.push(row);
        rest = others;
    }
    rows
}

/// The latest end of a bar: bars of two steps are drawn to one scale.
fn latest(steps: &[StepRun]) -> f64 {
    let spans = steps.iter().filter_map(|step| match &step.figure {
        Some(LessonFigure::Spans { spans, .. }) => Some(spans),
        _ => None,
    });
    spans.flatten().map(|span| span.to_secs).fold(0.0, f64::max)
}

/// The width of each of so many cells side by side.
fn share(ui: &Ui, cells: usize) -> f32 {
    (ui.available_width() - BETWEEN * (cells - 1) as f32) / cells as f32
}

/// Draws each cell of a row in its share of the width, as high as the highest.
fn side_by_side(ui: &mut Ui, row: &[Cell], mut draw: impl FnMut(&mut Ui, Cell)) {
    let (top, width) = (ui.cursor().min, share(ui, row.len()));
    let mut used = Rect::from_min_size(top, vec2(0.0, 0.0));
    for (column, cell) in row.iter().enumerate() {
        let at = top + vec2((width + BETWEEN) * column as f32, 0.0);
        let rect = Rect::from_min_size(at, vec2(width, 0.0));
        let mut part = ui.new_child(UiBuilder::new().id_salt(format!("{cell:?}")).max_rect(rect));
        draw(&mut part, *cell);
        used = used.union(part.min_rect());
    }
    ui.advance_cursor_after_rect(used);
}

/// What is drawn.
struct Place<'a> {
    state: &'a AppState,
    listings: &'a [Listing],
    steps: &'a [StepRun],
    axis_secs: f64,
}

impl Place<'_> {
    fn step(&self, cell: Cell) -> Option<(usize, &StepRun)> {
        match cell {
            Cell::Both(place) | Cell::Step(place) => self.steps.get(place).map(|step| (place, step)),
            Cell::Listing(_) | Cell::Promise => None,
        }
    }

    fn listing_height(&self, ui: &Ui, cell: Cell, width: f32) -> f32 {
        match cell {
            Cell::Both(place) | Cell::Listing(place) => listing::height(ui, &self.listings[place], width),
            Cell::Step(_) | Cell::Promise => 0.0,
        }
    }

    /// The listing, or the step's name, and how the step came out.
    fn code(&self, ui: &mut Ui, cell: Cell, least_height: f32) {
        let result = self.step(cell).and_then(|(_, step)| step.result.as_ref());
        let mark = |ui: &mut Ui| result.into_iter().for_each(|result| mark(ui, result));
        match cell {
            Cell::Both(place) | Cell::Listing(place) => listing::show(ui, &self.listings[place], least_height, mark),
            Cell::Step(place) => {
                ui.horizontal(|ui| {
                    ui.set_min_height(CONTROL);
                    heading(ui, &self.steps[place].name);
                    ui.with_layout(Layout::right_to_left(Align::Center), mark);
                });
            }
            Cell::Promise => {
                let lessons = self.state.lessons();
                promise::show(ui, self.listings.len(), lessons.running() == Some(self.state.lesson().lesson));
            }
        }
    }

    fn output(&self, ui: &mut Ui, cell: Cell) {
        let Some((place, step)) = self.step(cell) else { return };
        ui.add_space(GRID);
        lines::show(ui, place, step);
        if let Some(result) = step.result.as_ref().filter(|result| !result.as_expected) {
            ui.add_space(GRID);
            error(ui, Some(&difference(result)));
        }
    }

    fn figure(&self, ui: &mut Ui, cell: Cell, commands: &mut Vec<UiCommand>) {
        let Some((place, StepRun { figure: Some(figure), .. })) = self.step(cell) else { return };
        ui.add_space(GAP);
        figure::show(ui, self.state, (place, figure), self.axis_secs, commands);
    }
}

/// Whether a step came out as it must, and how long it took; from right to left.
fn mark(ui: &mut Ui, result: &LessonStep) {
    let secs = units::secs(result.secs);
    if !result.as_expected {
        let text = RichText::new(format!("not as expected, {secs}")).font(theme::small());
        ui.label(text.color(Palette::of(ui).error));
    } else if result.expected.is_some() {
        let text = small(ui, format!("as expected, {secs}"));
        ui.add_space(2.0 * GRID);
        tick(ui, text.rect.left_center() - vec2(18.0, 0.0), Palette::of(ui).accent);
    } else {
        small(ui, secs);
    }
}

/// "Expected 10, 20; what came is 20, 10."
fn difference(result: &LessonStep) -> String {
    let came = written(&result.output);
    match &result.expected {
        Some(expected) => format!("Expected {}; what came is {came}.", written(expected)),
        None => format!("What came is {came}."),
    }
}

/// The first values, and how many more there are.
fn written(values: &[LessonValue]) -> String {
    let write = |value: &LessonValue| match value {
        LessonValue::Whole(number) => number.to_string(),
        LessonValue::Real(number) => units::times(*number),
        LessonValue::Text(text) => format!("“{text}”"),
    };
    let shown = values.iter().take(VALUES).map(write).collect::<Vec<_>>().join(", ");
    match values.len() {
        0 => "nothing".to_owned(),
        count if count > VALUES => format!("{shown} and {} more", count - VALUES),
        _ => shown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listings_and_steps_find_their_places() {
        use Cell::{Both, Listing, Promise, Step};
        assert_eq!(cells(2, 0), [Both(0), Both(1), Promise]);
        assert_eq!(cells(2, 3), [Both(0), Both(1), Step(2)]);
        assert_eq!(cells(1, 0), [Listing(0), Promise]);
        assert_eq!(cells(1, 2), [Listing(0), Step(0), Step(1)]);
        let in_rows = |listings, steps| rows(&cells(listings, steps)).iter().map(|row| row.len()).collect::<Vec<_>>();
        assert_eq!([in_rows(2, 3), in_rows(1, 3), in_rows(3, 0)], [vec![2, 1], vec![2, 2], vec![2, 1, 1]]);
    }

    #[test]
    fn what_differs_is_written_out() {
        let values = |numbers: std::ops::Range<i64>| numbers.map(LessonValue::Whole).collect::<Vec<_>>();
        let step = LessonStep {
            name: String::new(),
            pids: Vec::new(),
            output: values(0..20),
            expected: Some(Vec::new()),
            as_expected: false,
            secs: 0.0,
        };
        let text = "Expected nothing; what came is 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 8 more.";
        assert_eq!(difference(&step), text);
    }
}
