//! A result a contender, as hyperfine's `--export-json` and `--export-csv` have them, so that its plot
//! scripts and what else reads them can be used.
//!
//! The contender's name stands for the command, and its worker count is the one parameter, which a
//! plot over a parameter takes. `user` and `system` are `null`: CPU time is known for worker processes
//! only, and not divided. Contenders without a counted run are left out.

use std::io::{self, Write};

use serde::Serialize;

use crate::model::{Contender, Report, Summary};
use crate::stats;

#[derive(Serialize)]
struct Export {
    results: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    command: String,
    mean: f64,
    stddev: Option<f64>,
    median: f64,
    user: Option<f64>,
    system: Option<f64>,
    min: f64,
    max: f64,
    times: Vec<f64>,
    /// 0 where every download of the run succeeded, else 1.
    exit_codes: Vec<i32>,
    parameters: Parameters,
}

#[derive(Serialize)]
struct Parameters {
    workers: String,
}

#[derive(Serialize)]
struct Row<'a> {
    command: &'a str,
    mean: f64,
    stddev: Option<f64>,
    median: f64,
    user: Option<f64>,
    system: Option<f64>,
    min: f64,
    max: f64,
    parameter_workers: &'a str,
}

/// What stands above the rows: of a table without any too.
const HEADS: [&str; 9] = ["command", "mean", "stddev", "median", "user", "system", "min", "max", "parameter_workers"];

/// Writes what hyperfine's `--export-json` would.
pub(super) fn json(report: &Report, mut writer: impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut writer, &Export { results: entries(report) })?;
    writer.write_all(b"\n")
}

/// Writes what hyperfine's `--export-csv` would.
pub(super) fn csv(report: &Report, writer: impl Write) -> io::Result<()> {
    let entries = entries(report);
    let mut table = ::csv::WriterBuilder::new().has_headers(!entries.is_empty()).from_writer(writer);
    if entries.is_empty() {
        table.write_record(HEADS).map_err(io::Error::from)?;
    }
    for entry in &entries {
        let row = Row {
            command: &entry.command,
            mean: entry.mean,
            stddev: entry.stddev,
            median: entry.median,
            user: entry.user,
            system: entry.system,
            min: entry.min,
            max: entry.max,
            parameter_workers: &entry.parameters.workers,
        };
        table.serialize(row).map_err(io::Error::from)?;
    }
    table.flush()
}

/// Judged anew: a report that was interrupted may not have been.
fn entries(report: &Report) -> Vec<Entry> {
    stats::judge(report).summary.into_iter().map(|summary| entry(report, summary)).collect()
}

fn entry(report: &Report, summary: Summary) -> Entry {
    let workers = summary.workers.try_into().unwrap_or(std::num::NonZeroU16::MIN);
    let contender = Contender { mode: summary.mode, workers };
    let mut runs: Vec<_> = stats::counted(report, contender).collect();
    runs.sort_by_key(|run| run.round);
    Entry {
        command: contender.to_string(),
        mean: summary.mean_secs,
        stddev: summary.stddev_secs,
        median: summary.median_secs,
        user: None,
        system: None,
        min: summary.min_secs,
        max: summary.max_secs,
        times: summary.times,
        exit_codes: runs.iter().map(|run| i32::from(run.failed > 0)).collect(),
        parameters: Parameters { workers: workers.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{report, run_of};
    use super::*;

    fn written(report: &Report) -> Value {
        let mut bytes = Vec::new();
        super::json(report, &mut bytes).expect("written");
        serde_json::from_slice(&bytes).expect("JSON")
    }

    fn compared() -> Report {
        let mut report = report(2);
        let contender = |text: &str| text.parse::<Contender>().expect("a contender");
        report.plan.contenders = ["sequential:1", "async:5", "thread-pool:9"].map(contender).to_vec();
        report.plan.baseline = report.plan.contenders[0];
        report.runs = vec![
            run_of("sequential:1", 1, 4.0),
            run_of("async:5", 1, 1.0),
            run_of("async:5", 2, 3.0),
            run_of("sequential:1", 2, 6.0),
        ];
        report.runs[3].failed = 1;
        report
    }

    #[test]
    fn each_contender_is_a_result_with_its_times_in_the_order_of_the_rounds() {
        let value = written(&compared());
        let results = value["results"].as_array().expect("results");
        assert_eq!(results.len(), 2, "one contender has no run");
        assert_eq!(results[0]["command"], "sequential:1");
        assert_eq!((&results[0]["times"], &results[0]["exit_codes"]), (&json!([4.0, 6.0]), &json!([0, 1])));
        let second = &results[1];
        assert_eq!((&second["mean"], &second["median"]), (&json!(2.0), &json!(2.0)));
        assert_eq!((&second["min"], &second["max"]), (&json!(1.0), &json!(3.0)));
        assert_eq!(second["stddev"], json!(2f64.sqrt()));
        assert_eq!(second["parameters"], json!({ "workers": "5" }), "a plot over a parameter takes one");
        assert_eq!((&second["user"], &second["system"]), (&Value::Null, &Value::Null));
    }

    #[test]
    fn the_table_has_hyperfine_s_columns() {
        let mut bytes = Vec::new();
        csv(&compared(), &mut bytes).expect("written");
        let text = String::from_utf8(bytes).expect("text");
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "command,mean,stddev,median,user,system,min,max,parameter_workers");
        assert_eq!(lines[1], format!("sequential:1,5.0,{},5.0,,,4.0,6.0,1", 2f64.sqrt()));
        assert_eq!(lines.len(), 3);
    }

    #[test]
    fn a_single_run_has_no_spread() {
        let mut report = compared();
        report.runs.truncate(1);
        assert_eq!(written(&report)["results"][0]["stddev"], Value::Null);
    }
}
