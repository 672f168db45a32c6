//! What may end a comparison before its last round: intervals that are narrow enough, and budgets.

use eframe::egui::Ui;

use crate::stats;
use crate::ui::check::Field as Concern;
use crate::ui::command::{Edit, Section, UiCommand};
use crate::ui::state::AppState;
use crate::ui::views::setup::rows::{TextLine, section};
use crate::ui::widgets::small;

const LINES: [TextLine; 4] = [
    TextLine {
        name: "Intervals below",
        hint: "Stop as soon as every interval is narrower than this share of its ratio. Each look at them makes them \
               wider, so that all looks together hold as often as they say.",
        empty: "all rounds",
        unit: "%",
        concern: Concern::UntilPercent,
        edit: Edit::UntilPercent,
    },
    TextLine {
        name: "Most requests",
        hint: "Begin no further round that would pass so many requests in all, the warm-up and redirects included.",
        empty: "no limit",
        unit: "",
        concern: Concern::BudgetRequests,
        edit: Edit::BudgetRequests,
    },
    TextLine {
        name: "Most data",
        hint: "Begin no further round that would pass so much in all, if it is like those before.",
        empty: "no limit",
        unit: "MB",
        concern: Concern::BudgetMegabytes,
        edit: Edit::BudgetMegabytes,
    },
    TextLine {
        name: "Most time",
        hint: "Begin no further round that would pass this time in all, if it is like the longest before.",
        empty: "no limit",
        unit: "s",
        concern: Concern::BudgetSecs,
        edit: Edit::BudgetSecs,
    },
];

/// Draws the part under its heading.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let stop = &state.set_up().stop;
    let is_wrong = |(field, _): &(Concern, String)| LINES.iter().any(|line| line.concern == *field);
    let holds_error = state.checked().errors.iter().any(is_wrong);
    let aside = if *stop == state.set_up().usual().stop { "after all rounds" } else { "changed" };
    let changed = section(ui, ("When to stop", aside), state.settings().unfolded.stop, holds_error, |ui| {
        let texts = [&stop.until_percent, &stop.requests, &stop.megabytes, &stop.secs];
        for (line, text) in LINES.iter().zip(texts) {
            commands.extend(line.show(ui, state, text).map(UiCommand::Edit));
            if line.concern == Concern::UntilPercent {
                looks(ui, state);
            }
        }
    });
    commands.extend(changed.map(|unfolded| UiCommand::Unfold(Section::Stop, unfolded)));
}

/// Says after which rounds a comparison that stops at a width is looked at.
fn looks(ui: &mut Ui, state: &AppState) {
    let Some(plan) = state.checked().plan.as_ref().filter(|plan| plan.draft().stop.until_width.is_some()) else {
        return;
    };
    let looks: Vec<String> =
        stats::looks(plan.rounds().get(), plan.contenders().len()).iter().map(ToString::to_string).collect();
    small(
        ui,
        match looks.as_slice() {
            [most @ .., last] if !most.is_empty() => format!("Looked at after {} and {last}", most.join(", ")),
            _ => "Too few rounds to be sure before the last".to_owned(),
        },
    );
}
