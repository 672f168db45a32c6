//! Reports that the program wrote on standard output.

use manyhands::model::{ErrorKind, Outcome, Report, Run};

use super::program::Finished;

/// The report of `--json -`: all that stands on standard output.
pub fn report(finished: &Finished) -> Report {
    serde_json::from_str(&finished.stdout).unwrap_or_else(|error| panic!("no report ({error}): {finished:?}"))
}

/// How each download of a run ended, in the plan's order: `None` for a success.
pub fn kinds(run: &Run) -> Vec<Option<ErrorKind>> {
    let kind = |outcome: &Outcome| match outcome {
        Outcome::Ok => None,
        Outcome::Failed(failure) => Some(failure.kind),
    };
    run.downloads.iter().map(|download| kind(&download.outcome)).collect()
}
