//! What each worker process used: a bar a process for its CPU time, and one for its memory.

use eframe::egui::{Align2, Color32, Mesh, Pos2, Rect, Role, Sense, Shape, Ui, WidgetInfo, vec2};

use crate::model::{Process, units};
use crate::ui::load::{Group, Load};
use crate::ui::theme::{self, GRID, Palette, mode_color};
use crate::ui::widgets::{heading, small, tip};

/// Height of a line of small text.
const LINE: f32 = 17.0;
/// Between two contenders.
const BETWEEN: f32 = 20.0;
/// A process takes at most this much of the width.
const WIDEST: f32 = 30.0;

/// Draws both rows of bars into `area`.
pub fn show(ui: &mut Ui, load: &Load, area: Rect) {
    let response = ui.allocate_rect(area, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Figure, true, spoken(load)));
    let palette = Palette::of(ui);
    if load.groups.is_empty() {
        let text = ui.painter().layout(nothing(load), theme::body(), palette.weak, area.width().min(360.0));
        let at = Align2::CENTER_CENTER.align_size_within_rect(text.size(), area);
        ui.painter().galley(at.min, text, palette.weak);
        return;
    }
    let notes: Vec<String> =
        load.unknown().into_iter().chain((!load.quiet.is_empty()).then(|| load.quiet.clone())).collect();
    let foot = LINE * (1 + notes.len()) as f32;
    let half = ((area.height() - foot) / 2.0).max(2.0 * LINE);
    let upper = Rect::from_min_size(area.min, vec2(area.width(), half - GRID));
    let lower = upper.translate(vec2(0.0, half));
    let columns = columns(ui, load, area);
    title(ui, upper, "CPU time", &units::secs(load.most_cpu_secs), load.most_cpu_secs > 0.0);
    title(ui, lower, "Most memory", &units::bytes(load.most_memory_bytes), load.most_memory_bytes > 0);
    let mut mesh = Mesh::default();
    let most_memory = load.most_memory_bytes as f64;
    for (group, column) in load.groups.iter().zip(&columns) {
        let color = mode_color(group.contender.mode);
        for (place, process) in group.processes.iter().enumerate() {
            let (left, right) = column.bar(place);
            let mut bar = |row: Rect, share: Option<f64>| add_bar(&mut mesh, row, (left, right), share, color);
            bar(upper, process.cpu_secs.map(|secs| secs / load.most_cpu_secs));
            bar(lower, process.peak_memory_bytes.map(|bytes| bytes as f64 / most_memory));
        }
        let at = Pos2::new(column.left, lower.bottom() + LINE / 2.0 + 2.0);
        let color = palette.mode_text(group.contender.mode);
        ui.painter().text(at, Align2::LEFT_CENTER, group.contender.label(), theme::small(), color);
        for row in [upper, lower] {
            ui.painter().hline(column.left..=column.right(), row.bottom(), (1.0, palette.line));
        }
    }
    ui.painter().add(Shape::mesh(mesh));
    for (line, note) in notes.iter().enumerate() {
        let at = Pos2::new(area.left(), lower.bottom() + LINE * (1.5 + line as f32) + 2.0);
        ui.painter().text(at, Align2::LEFT_CENTER, note, theme::small(), palette.weak);
    }
    let pointed = response.hover_pos().and_then(|pointer| process_at(load, &columns, pointer.x));
    if let Some((group, process)) = pointed {
        response.on_hover_ui_at_pointer(|ui| tip(ui, |ui| describe(ui, group, process)));
    }
}

/// What a row of bars shows, and how much the longest is.
fn title(ui: &Ui, row: Rect, name: &str, most: &str, is_known: bool) {
    let palette = Palette::of(ui);
    let text = if is_known { format!("{name}, at most {most}") } else { format!("{name}, not known") };
    ui.painter().text(row.left_top(), Align2::LEFT_TOP, text, theme::small(), palette.weak);
}

/// A bar below the row's title; what is not known is not drawn.
fn add_bar(mesh: &mut Mesh, row: Rect, (left, right): (f32, f32), share: Option<f64>, color: Color32) {
    let Some(share) = share.filter(|share| share.is_finite()) else { return };
    #[expect(clippy::cast_possible_truncation, reason = "a share of the height")]
    let height = ((row.height() - LINE) * share as f32).max(1.0);
    let rect = Rect::from_min_max(Pos2::new(left, row.bottom() - height), Pos2::new(right, row.bottom()));
    mesh.add_colored_rect(rect, color);
}

/// Where a contender's bars stand.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Column {
    left: f32,
    /// The width of a bar and the gap beside it.
    slot: f32,
    processes: usize,
}

impl Column {
    fn right(&self) -> f32 {
        self.left + self.slot * self.processes as f32
    }

    fn bar(&self, place: usize) -> (f32, f32) {
        let left = self.left + self.slot * place as f32;
        let gap = if self.slot > 4.0 { 2.0 } else { 0.2 * self.slot };
        (left, left + self.slot - gap)
    }
}

/// The width is divided by the number of processes, but each contender has room for its name.
fn columns(ui: &Ui, load: &Load, area: Rect) -> Vec<Column> {
    let name = |group: &Group| {
        let color = Palette::of(ui).text;
        ui.painter().layout_no_wrap(group.contender.label(), theme::small(), color).size().x
    };
    let groups: Vec<(usize, f32)> = load.groups.iter().map(|group| (group.processes.len(), name(group))).collect();
    divide(&groups, area.left(), area.width())
}

/// As [`columns`], of the number of processes and the width of the name of each contender.
fn divide(groups: &[(usize, f32)], left: f32, width: f32) -> Vec<Column> {
    let gaps = BETWEEN * groups.len().saturating_sub(1) as f32;
    let slot_of = |narrow: &dyn Fn(&(usize, f32)) -> bool| {
        let names: f32 = groups.iter().filter(|group| narrow(group)).map(|(_, name)| name).sum();
        let processes: usize = groups.iter().filter(|group| !narrow(group)).map(|(count, _)| count).sum();
        ((width - gaps - names).max(1.0) / processes.max(1) as f32).min(WIDEST)
    };
    let all = slot_of(&|_| false);
    let slot = slot_of(&|(count, name): &(usize, f32)| *count as f32 * all < *name);
    let mut at = left;
    let mut columns = Vec::with_capacity(groups.len());
    for (count, name) in groups {
        let is_narrow = (*count as f32) * all < *name;
        let slot = if is_narrow { (name / (*count).max(1) as f32).min(WIDEST) } else { slot };
        let column = Column { left: at, slot, processes: *count };
        at += (slot * *count as f32).max(*name) + BETWEEN;
        columns.push(column);
    }
    columns
}

fn process_at<'a>(load: &'a Load, columns: &[Column], x: f32) -> Option<(&'a Group, &'a Process)> {
    let (group, column) =
        load.groups.iter().zip(columns).find(|(_, column)| (column.left..column.right()).contains(&x))?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place among at most 10,000")]
    let place = ((x - column.left) / column.slot) as usize;
    Some((group, group.processes.get(place)?))
}

fn describe(ui: &mut Ui, group: &Group, process: &Process) {
    let unknown = || "not known".to_owned();
    heading(ui, &format!("Process {}", process.pid));
    small(ui, format!("{}, round {}", group.contender.label(), group.round));
    small(ui, format!("CPU time {}", process.cpu_secs.map_or_else(unknown, units::secs)));
    small(ui, format!("most memory {}", process.peak_memory_bytes.map_or_else(unknown, units::bytes)));
    small(ui, format!("alive for {}", units::secs(process.exited_secs - process.started_secs)));
    if process.exit != "0" {
        small(ui, format!("ended with {}", process.exit));
    }
}

/// Why there is nothing to draw.
fn nothing(load: &Load) -> String {
    if load.quiet.is_empty() {
        "What each worker process used stands here after its run.".to_owned()
    } else {
        format!("There are no worker processes to show. {}.", load.quiet)
    }
}

/// What a screen reader says of the plot.
fn spoken(load: &Load) -> String {
    if load.groups.is_empty() {
        return format!("CPU and memory. {}", nothing(load));
    }
    let groups = load.groups.iter().map(|group| {
        let cpu: f64 = group.processes.iter().filter_map(|process| process.cpu_secs).sum();
        let most = group.processes.iter().filter_map(|process| process.peak_memory_bytes).max();
        let memory = most.map_or_else(|| "not known".to_owned(), units::bytes);
        let (who, count) = (group.contender.label(), group.processes.len());
        format!("{who}, {count} processes: CPU time {} together, memory at most {memory}", units::secs(cpu))
    });
    let unknown = load.unknown().map(|text| format!(" {text}.")).unwrap_or_default();
    format!("CPU and memory. {}.{unknown} {}", groups.collect::<Vec<_>>().join(". "), load.quiet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_contender_has_room_for_its_name() {
        for groups in [&[(512, 90.0), (4, 110.0)][..], &[(10, 90.0), (10, 90.0)], &[(1, 80.0)], &[(2, 90.0); 4]] {
            let columns = divide(groups, 10.0, 520.0);
            for (place, column) in columns.iter().enumerate() {
                let next = columns.get(place + 1).map_or(f32::INFINITY, |next| next.left);
                assert!(column.left + groups[place].1 <= next, "{columns:?}");
                assert!(column.right() <= next && column.right() <= 531.0, "{columns:?}");
            }
        }
    }
}
