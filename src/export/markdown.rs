//! Verdict, table and conditions, as one would paste them into an issue.

use std::fmt::Write as _;

use crate::model::{Accept, Connections, Contender, LabSettings, Report, Work, units};
use crate::stats::{limit_is_estimated, over_limit_title};

/// What stands for a figure that is not known.
const UNKNOWN: &str = "–";

/// The whole text.
pub(super) fn text(report: &Report) -> String {
    let mut text = String::new();
    if !report.verdict.sentence.is_empty() {
        text += &format!("**{}**\n\n", plain(&report.verdict.sentence));
    }
    text += &table(report);
    if !report.verdict.why.is_empty() {
        text.push('\n');
        report.verdict.why.iter().for_each(|why| line(&mut text, why));
    }
    // A line between them keeps two lists from becoming one.
    text += "\nConditions\n\n";
    conditions(report).iter().for_each(|condition| line(&mut text, condition));
    text
}

fn line(text: &mut String, item: &str) {
    writeln!(text, "- {}", plain(item)).expect("a text takes everything");
}

/// A row for each contender, in the plan's order.
fn table(report: &Report) -> String {
    let mut text = format!(
        "| contender | median | min … max | times as fast | {} | failed | connections |\n\
         | :-- | --: | --: | --: | --: | --: | --: |\n",
        over_limit_title(limit_is_estimated(report))
    );
    for &contender in &report.plan.contenders {
        writeln!(text, "| {} |", cells(report, contender).join(" | ")).expect("a text takes everything");
    }
    text
}

fn cells(report: &Report, contender: Contender) -> [String; 7] {
    let is_ours = |mode, workers| mode == contender.mode && workers == contender.workers.get();
    let summary = report.summary.iter().find(|summary| is_ours(summary.mode, summary.workers));
    let ratio = report.ratios.iter().find(|ratio| is_ours(ratio.mode, ratio.workers));
    let runs = report.runs.iter().filter(|run| run.contender() == contender);
    let (failed, connections) = runs.fold((0, 0), |(failed, connections), run| {
        (failed + u64::from(run.failed), connections + u64::from(run.connections_opened))
    });
    let unknown = || UNKNOWN.to_owned();
    let range = |(min, max): (f64, f64)| format!("{} … {}", units::secs(min), units::secs(max));
    [
        contender.to_string(),
        summary.map_or_else(unknown, |summary| units::secs(summary.median_secs)),
        summary.map_or_else(unknown, |summary| range((summary.min_secs, summary.max_secs))),
        match ratio {
            _ if contender == report.plan.baseline => "baseline".to_owned(),
            None => unknown(),
            Some(ratio) => match (ratio.low, ratio.high) {
                (Some(low), Some(high)) => {
                    format!("{} ({} … {})", units::times(ratio.ratio), units::times(low), units::times(high))
                }
                _ => units::times(ratio.ratio),
            },
        },
        summary.and_then(|summary| summary.over_limit).map_or_else(unknown, units::times),
        failed.to_string(),
        connections.to_string(),
    ]
}

/// What was asked of whom, and on which machine.
fn conditions(report: &Report) -> Vec<String> {
    let (plan, machine) = (&report.plan, &report.environment);
    let work = match plan.work {
        Work::Download => "",
        Work::Thumbnail => ", each shrunk by its worker",
    };
    let connections = match plan.connections {
        Connections::Fresh => "a fresh connection each",
        Connections::Reuse => "connections kept where the mode can",
    };
    let accept = match plan.accept {
        Accept::Picture => "pictures only",
        Accept::Any => "anything accepted",
    };
    let done = report.runs.iter().map(|run| run.round).max().unwrap_or(0);
    let rounds = if done < plan.rounds {
        format!("{done} of {}", units::count(plan.rounds.into(), "round"))
    } else {
        units::count(plan.rounds.into(), "round")
    };
    let mut conditions = vec![
        format!(
            "{} a run{work}, {accept}, {connections}; {rounds}, seed {}",
            units::count(plan.count.into(), "download"),
            report.seed
        ),
        match &plan.lab {
            Some(lab) => format!("from the built-in lab server: {}", lab_server(&lab.settings)),
            None => format!("from {}", hosts(report)),
        },
        format!(
            "{}; {}, {}, {} of memory",
            machine.os,
            machine.cpu,
            units::count(machine.cores.into(), "core"),
            units::bytes(machine.memory_bytes)
        ),
    ];
    conditions.extend(machine.proxy.as_ref().map(|proxy| format!("through the proxy {proxy}")));
    conditions.push(format!("{}, {}", report.program, report.started_at.strftime("%Y-%m-%d %H:%M UTC")));
    conditions
}

fn lab_server(settings: &LabSettings) -> String {
    let mut parts = vec![format!("latency {}", units::secs(settings.latency_secs))];
    if settings.jitter_secs > 0.0 {
        parts.push(format!("jitter {}", units::secs(settings.jitter_secs)));
    }
    let rate = |rate: u64| format!("{}/s", units::bytes(rate));
    parts.extend(settings.bandwidth_bytes_per_sec.map(|all| format!("{} over all connections", rate(all))));
    parts.extend(settings.per_connection_bytes_per_sec.map(|each| format!("{} a connection", rate(each))));
    parts.extend(settings.max_requests.map(|most| format!("{} at a time", units::count(most.into(), "request"))));
    parts.extend(settings.faults.iter().map(|fault| format!("{} {} %", fault.kind.label(), fault.rate * 100.0)));
    parts.join(", ")
}

/// The hosts, without the rest of the addresses, which may be long and private.
fn hosts(report: &Report) -> String {
    let hosts = report.plan.hosts();
    match hosts.as_slice() {
        [] => "no host".to_owned(),
        [first, second, third, rest @ ..] if !rest.is_empty() => {
            format!("{first}, {second}, {third} and {} more", rest.len())
        }
        few => few.join(", "),
    }
}

/// A text that Markdown leaves as it is, on one line.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\r' => plain.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' => plain.extend(['\\', letter]),
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::super::testing::{report, run_of};
    use super::*;
    use crate::model::{FaultKind, FaultRate};
    use crate::stats;

    fn judged() -> Report {
        let mut report = report(10);
        let contender = |text: &str| text.parse::<Contender>().expect("a contender");
        report.plan.contenders = ["sequential:1", "async:5", "thread-pool:9"].map(contender).to_vec();
        (report.plan.baseline, report.plan.rounds) = (report.plan.contenders[0], 2);
        report.environment.cpu = "Z80 | <b>_turbo_".into();
        report.runs = vec![run_of("sequential:1", 1, 4.3), run_of("async:5", 1, 0.86)];
        let judgement = stats::judge(&report);
        (report.summary, report.ratios, report.verdict) = (judgement.summary, judgement.ratios, judgement.verdict);
        report
    }

    #[test]
    fn verdict_table_and_conditions_stand_below_each_other() {
        let report = judged();
        let text = text(&report);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], format!("**{}**", report.verdict.sentence));
        assert_eq!(lines[2].matches('|').count(), 8);
        assert_eq!(lines[4], "| sequential:1 | 4.30 s | 4.30 s … 4.30 s | baseline | – | 0 | 10 |");
        assert_eq!(lines[5], "| async:5 | 0.860 s | 0.860 s … 0.860 s | 5.0 | – | 0 | 10 |");
        assert_eq!(lines[6], "| thread-pool:9 | – | – | – | – | 0 | 0 |");
        assert!(
            text.contains("- 10 downloads a run, pictures only, a fresh connection each; 1 of 2 rounds, seed"),
            "{text}"
        );
        assert!(text.ends_with("- manyhands 0.1.0, 2026-11-21 14:03 UTC\n"), "{text}");
    }

    #[test]
    fn what_a_machine_is_called_is_not_taken_for_markdown() {
        assert!(text(&judged()).contains(r"Z80 \| \<b\>\_turbo\_, 2 cores, 1.1 TB of memory"), "{}", text(&judged()));
    }

    #[test]
    fn the_server_is_told_as_it_was_set() {
        let mut report = judged();
        let lab = report.plan.lab.as_mut().expect("the lab serves");
        lab.settings.bandwidth_bytes_per_sec = Some(10_000_000);
        lab.settings.max_requests = Some(8);
        lab.settings.faults = vec![FaultRate { kind: FaultKind::Cut, rate: 0.1 }];
        let wanted = "from the built-in lab server: latency 0.430 s, 10 MB/s over all connections, 8 requests at a time, \
                      body cut short 10 %\n";
        assert!(text(&report).contains(wanted), "{}", text(&report));
        report.plan.lab = None;
        report.plan.urls = ["a", "b", "a", "c", "d"]
            .map(|host| format!("https://{host}.example/1?key=x").parse().expect("url"))
            .to_vec();
        assert!(text(&report).contains("- from a.example, b.example, c.example and 1 more\n"), "{}", text(&report));
    }
}
