//! What the Sweep view says in its largest text, and below it.

use eframe::egui::Ui;

use crate::model::units::thousands;
use crate::model::words::sentence;
use crate::model::{Report, Scaling};
use crate::ui::advice::advice;
use crate::ui::follow::Ending;
use crate::ui::state::AppState;
use crate::ui::theme::Palette;
use crate::ui::views::verdict::{self, Words, joined};

/// What is shown is not what runs.
const FORMER: &str = "From the sweep before; the new one is under way.";

/// The headline and what stands under it.
pub fn words(ui: &Ui, state: &AppState) -> Words {
    let palette = Palette::of(ui);
    let (sweep, report) = (state.sweep(), state.sweep().report.as_ref());
    let words = |headline: &str, why: String, color| Words { headline: headline.to_owned(), why, color };
    let answer = report.and_then(|report| Some(answer(report, report.scaling.as_ref()?)));
    let stopped = match &sweep.follow.ending {
        Some(Ending::Failed(why)) => Some(("The sweep stopped", why)),
        Some(Ending::Early(why)) => Some(("The sweep ended early", why)),
        Some(Ending::Done | Ending::Cancelled) | None => None,
    };
    if let Some((headline, why)) = stopped {
        let answer = answer.map(|(headline, _)| sentence(&headline)).unwrap_or_default();
        let advice = report.and_then(advice).unwrap_or_default();
        return words(headline, joined([sentence(why).as_str(), &answer, advice]), palette.error);
    }
    if let Some((headline, why)) = answer {
        let former = if sweep.is_former() { FORMER } else { "" };
        let color = if sweep.is_former() { palette.weak } else { palette.text };
        return words(&headline, joined([former, &why]), color);
    }
    if let Some(report) = report.filter(|report| !report.verdict.sentence.is_empty()) {
        return verdict_of(ui, state, report);
    }
    if sweep.follow.is_running() {
        let why = "The answer stands here after the first round and grows surer with each one.";
        return words("Measuring", why.to_owned(), palette.text);
    }
    if sweep.follow.ending == Some(Ending::Cancelled) {
        let why = "What was measured stays below.".to_owned();
        return words("Cancelled before the first round was over", why, palette.text);
    }
    words("How many workers are enough?", promise(state), palette.text)
}

/// Where no worker count can be named: what is known of the runs, as an error where nothing arrived.
fn verdict_of(ui: &Ui, state: &AppState, report: &Report) -> Words {
    let palette = Palette::of(ui);
    let is_former = state.sweep().is_former();
    let color = match () {
        () if is_former => palette.weak,
        () if report.totals().0 == 0 => palette.error,
        () => palette.text,
    };
    let (stopped, why) = verdict::reasons_of(report);
    let why = joined([if is_former { FORMER } else { "" }, stopped, &why, advice(report).unwrap_or_default()]);
    Words { headline: report.verdict.sentence.trim_end_matches('.').to_owned(), why, color }
}

/// The recommendation, and what else is to be known.
fn answer(report: &Report, scaling: &Scaling) -> (String, String) {
    let (headline, rest) = divided(&scaling.recommendation);
    let (stopped, why) = verdict::reasons_of(report);
    let verdict = Some(&report.verdict.sentence).filter(|text| !text.is_empty()).map(|text| sentence(text));
    (headline, joined([stopped, &rest, &verdict.unwrap_or_default(), &why, advice(report).unwrap_or_default()]))
}

/// A recommendation's first part as the headline, the rest of it as sentences.
fn divided(recommendation: &str) -> (String, String) {
    let mut parts = recommendation.split("; ");
    let first = parts.next().unwrap_or_default();
    // How sure it is stands below, and not within the largest text.
    let (headline, sure) = match (first.find(" ("), first.find(')')) {
        (Some(from), Some(to)) if from < to => {
            (format!("{}{}", &first[..from], &first[to + 1..]), sentence(&first[from + 2..to]))
        }
        _ => (first.to_owned(), String::new()),
    };
    let rest: Vec<String> = parts.map(sentence).collect();
    (headline, joined([sure.as_str(), &rest.join(" ")]))
}

/// What a first sweep will show.
fn promise(state: &AppState) -> String {
    let Some(plan) = &state.checked().plan else {
        return "The answer will stand here, with how sure it is.".to_owned();
    };
    let pictures = if plan.count().get() == 1 { "picture" } else { "pictures" };
    let most = if plan.draft().stop.is_any() { "at most " } else { "" };
    format!(
        "Press Run: {} {pictures} will be fetched with each of {} worker counts, by turns, {most}{} times over. The answer will \
         stand here, with how sure it is.",
        thousands(plan.count().get()),
        plan.contenders().len(),
        thousands(plan.rounds().get()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headline_is_the_recommendation_without_how_sure_it_is() {
        let whole =
            "8 workers: 93 % of the best throughput (95 % sure of 92 to 95 %), 146 downloads/s; more gain little";
        let (headline, rest) = divided(whole);
        assert_eq!(headline, "8 workers: 93 % of the best throughput, 146 downloads/s");
        assert_eq!(rest, "95 % sure of 92 to 95 %. More gain little.");
        assert_eq!(divided("2 workers: the best"), ("2 workers: the best".to_owned(), String::new()));
        assert_eq!(divided(""), (String::new(), String::new()));
    }
}
