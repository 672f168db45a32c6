//! At the foot: the cost, and Run or Cancel.

use eframe::egui::{Label, RichText, Ui};

use crate::model::units::thousands;
use crate::model::{Plan, units};
use crate::stats::Cost;
use crate::store::View;
use crate::ui::command::UiCommand;
use crate::ui::follow::about;
use crate::ui::state::AppState;
use crate::ui::theme::{self, GRID, Palette};
use crate::ui::widgets::{main_button, small};

/// Draws the foot.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    ui.spacing_mut().item_spacing.y = 2.0 * GRID;
    if state.follow().is_running() {
        small(ui, "The fields rest while it runs");
        if main_button(ui, "Cancel", "Esc", true, true) {
            commands.push(UiCommand::Cancel);
        }
        return;
    }
    let waits = match state.running() {
        Some(View::Sweep) => Some("A sweep is being measured; this can run when that is over."),
        Some(View::Compare | View::Lessons | View::History) => {
            Some("A comparison is being measured; this can run when that is over.")
        }
        None => None,
    };
    match waits {
        Some(waits) => drop(small(ui, waits)),
        None => cost(ui, state),
    }
    let keys = if cfg!(target_os = "macos") { "⌘ ⏎" } else { "Ctrl ⏎" };
    let is_ready = waits.is_none() && state.checked().errors.is_empty();
    if main_button(ui, "Run", keys, is_ready, false) {
        commands.push(UiCommand::Run);
    }
}

/// Which field is in the way, or what it will cost, on one line: the whole of it where there is room, else
/// without what can be spared.
fn cost(ui: &mut Ui, state: &AppState) {
    if let [(field, _), others @ ..] = state.checked().errors.as_slice() {
        let more = if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
        small(ui, format!("Change {}{more} to run", field.label()));
        return;
    }
    let costs = state.checked().plan.as_ref().zip(state.checked().cost.as_ref());
    let Some(words) = costs.map(|(plan, cost)| words(plan, cost)) else {
        small(ui, "");
        return;
    };
    let (color, room) = (Palette::of(ui).weak, ui.available_width());
    let fits = |text: &&String| ui.painter().layout_no_wrap((*text).clone(), theme::small(), color).size().x <= room;
    let fitting = words.iter().find(fits).unwrap_or(&words[2]);
    let line = ui.add(Label::new(RichText::new(fitting).font(theme::small()).color(color)).truncate());
    if *fitting != words[0] {
        line.on_hover_text(&words[0]);
    }
}

/// "410 downloads, about 400 MB, 40 s", and the same in short and in shorter. What may stop earlier costs so
/// much at most.
fn words(plan: &Plan, cost: &Cost) -> [String; 3] {
    let stop = &plan.draft().stop;
    let (most, sign) = if stop.is_any() { ("At most ", "≤ ") } else { ("", "") };
    let noun = if cost.downloads == 1 { "download" } else { "downloads" };
    let requests = format!("{} {noun}", thousands(cost.downloads));
    let secs = cost.secs.map(|secs| about(secs).trim_start_matches("about ").to_owned());
    // Of other hosts only a budget tells how much it can be.
    let secs = secs.or_else(|| stop.budget_secs.map(|secs| about(secs).trim_start_matches("about ").to_owned()));
    let line = |most: &str, bytes: &Option<String>| {
        let parts = [Some(format!("{most}{requests}")), bytes.clone(), secs.clone()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    let bytes = cost.bytes.map(units::bytes);
    let budget = stop.budget_bytes.map(units::bytes);
    let exact = if stop.is_any() { "" } else { "about " };
    let whole = bytes.as_ref().map(|bytes| format!("{exact}{bytes}")).or_else(|| budget.clone());
    let short = bytes.or(budget);
    [line(most, &whole), line(most, &short), line(sign, &short)]
}

#[cfg(test)]
mod tests {
    use crate::model::{PlanDraft, Source, StopRules};

    use super::*;

    fn words_of(change: impl FnOnce(&mut PlanDraft)) -> [String; 3] {
        let mut draft = PlanDraft::default();
        change(&mut draft);
        let plan = Plan::new(draft).expect("a plan");
        words(&plan, &crate::stats::cost(&plan))
    }

    #[test]
    fn the_cost_is_told_in_one_line_and_in_a_shorter_one() {
        let [whole, short, shorter] = words_of(|_| {});
        assert_eq!(whole, "410 downloads, about 398 MB, 65 s");
        assert_eq!([short, shorter], ["410 downloads, 398 MB, 65 s"; 2]);
    }

    #[test]
    fn what_may_stop_earlier_costs_so_much_at_most() {
        let requests = |stop| words_of(|draft| draft.stop = stop)[0].clone();
        let narrow = requests(StopRules { until_width: Some(0.05), ..StopRules::default() });
        assert_eq!(narrow, "At most 410 downloads, 398 MB, 65 s");
        let half = requests(StopRules { budget_requests: Some(215), ..StopRules::default() });
        assert!(half.starts_with("At most 210 downloads, 204 MB, "), "{half}");
        let elsewhere = words_of(|draft| {
            draft.source = Source::Urls(vec!["https://host.example/a.jpg".parse().expect("a URL")]);
            draft.stop = StopRules { budget_bytes: Some(50_000_000), budget_secs: Some(60.0), ..StopRules::default() };
        });
        assert_eq!(elsewhere[1], "At most 401 downloads, 50 MB, 60 s");
        assert_eq!(elsewhere[2], "≤ 401 downloads, 50 MB, 60 s");
    }
}
