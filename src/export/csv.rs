//! A row a download, for spreadsheets and data frames.
//!
//! The columns' names are those of the report's fields, with the run's before the download's. What is
//! not known is empty.

use std::io::{self, Write};

use serde::Serialize;

use crate::model::{Contender, Download, Outcome, Report, Run, hops_secs, without_credentials};

#[derive(Serialize)]
struct Row<'a> {
    run: u32,
    round: u32,
    position: u32,
    contender: Contender,
    mode: &'static str,
    workers: u16,
    wall_secs: f64,
    limit_secs: Option<f64>,
    usable: bool,
    index: u32,
    url: String,
    final_url: Option<String>,
    worker: u32,
    pid: u32,
    start_secs: f64,
    taken_secs: f64,
    end_secs: f64,
    spawn_secs: Option<f64>,
    queue_secs: Option<f64>,
    turn_secs: Option<f64>,
    dns_secs: Option<f64>,
    connect_secs: Option<f64>,
    wait_secs: Option<f64>,
    receive_secs: Option<f64>,
    save_secs: Option<f64>,
    thumbnail_secs: Option<f64>,
    other_secs: Option<f64>,
    redirects: usize,
    redirects_secs: f64,
    http_version: Option<&'a str>,
    status: Option<u16>,
    bytes: u64,
    hash: Option<String>,
    path: Option<String>,
    attempts: u32,
    /// `ok`, or the kind of the failure.
    outcome: String,
    message: Option<&'a str>,
}

/// Writes a head, and a row for each download of each run in the order in which they were done.
pub(super) fn write(report: &Report, writer: impl Write) -> io::Result<()> {
    let mut table = ::csv::Writer::from_writer(writer);
    for run in &report.runs {
        for download in &run.downloads {
            table.serialize(row(run, download)).map_err(io::Error::from)?;
        }
    }
    table.flush()
}

fn row<'a>(run: &'a Run, download: &'a Download) -> Row<'a> {
    let (outcome, message) = match &download.outcome {
        Outcome::Ok => ("ok".to_owned(), None),
        Outcome::Failed(failure) => (failure.kind.to_string(), Some(failure.message.as_str())),
    };
    let phases = &download.phases;
    Row {
        run: run.id,
        round: run.round,
        position: run.position,
        contender: run.contender(),
        mode: run.mode.key(),
        workers: run.workers,
        wall_secs: run.wall_secs,
        limit_secs: run.limit_secs,
        usable: run.usable,
        index: download.index,
        url: without_credentials(&download.url).into(),
        final_url: download.final_url.as_ref().map(|url| without_credentials(url).into()),
        worker: download.worker,
        pid: download.pid,
        start_secs: download.start_secs,
        taken_secs: download.taken_secs(),
        end_secs: download.end_secs,
        spawn_secs: phases.spawn_secs,
        queue_secs: phases.queue_secs,
        turn_secs: phases.turn_secs,
        dns_secs: phases.dns_secs,
        connect_secs: phases.connect_secs,
        wait_secs: phases.wait_secs,
        receive_secs: phases.receive_secs,
        save_secs: phases.save_secs,
        thumbnail_secs: phases.thumbnail_secs,
        other_secs: phases.other_secs,
        redirects: download.hops.len(),
        redirects_secs: hops_secs(&download.hops),
        http_version: download.http_version.as_deref(),
        status: download.status,
        bytes: download.bytes,
        hash: download.hash.map(|hash| hash.to_string()),
        path: download.path.as_ref().map(|path| path.display().to_string()),
        attempts: download.attempts,
        outcome,
        message,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::testing::report;
    use super::*;
    use crate::model::ErrorKind;

    fn rows(report: &Report) -> Vec<BTreeMap<String, String>> {
        let mut bytes = Vec::new();
        write(report, &mut bytes).expect("written");
        let mut table = ::csv::Reader::from_reader(bytes.as_slice());
        table.deserialize().collect::<Result<_, _>>().expect("a table with a head")
    }

    #[test]
    fn each_download_has_a_row_with_exact_figures() {
        let mut report = report(3);
        report.runs.push(report.runs[0].clone());
        let rows = rows(&report);
        assert_eq!(rows.len(), 6);
        let downloads = report.runs.iter().flat_map(|run| run.downloads.iter().map(move |download| (run, download)));
        for (row, (run, download)) in rows.iter().zip(downloads) {
            assert_eq!(row["contender"], "async:5");
            assert_eq!(row["wall_secs"].parse::<f64>().expect("a figure").to_bits(), run.wall_secs.to_bits());
            assert_eq!(row["start_secs"].parse::<f64>().expect("a figure").to_bits(), download.start_secs.to_bits());
            assert_eq!(row["wait_secs"].parse().ok(), download.phases.wait_secs);
            assert_eq!((row["dns_secs"].as_str(), row["path"].as_str()), ("", ""), "what is not known is empty");
            assert_eq!(row["hash"], "00123456789abcde");
        }
    }

    #[test]
    fn commas_quotes_and_line_breaks_stay_in_their_cell() {
        let mut report = report(2);
        let message = "it said \"no\", and\nwent away: http://host/";
        report.runs[0].downloads[0].outcome = Outcome::failed(ErrorKind::ConnectFailed, message);
        report.runs[0].downloads[1].path = Some("/tmp/a, \"b\".jpg".into());
        let rows = rows(&report);
        assert_eq!((rows[0]["outcome"].as_str(), rows[0]["message"].as_str()), ("connect-failed", message));
        assert_eq!((rows[1]["outcome"].as_str(), rows[1]["path"].as_str()), ("ok", "/tmp/a, \"b\".jpg"));
    }

    #[test]
    fn without_a_run_there_is_nothing_to_tell() {
        let mut report = report(1);
        report.runs.clear();
        assert!(rows(&report).is_empty());
    }
}
