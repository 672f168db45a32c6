//! Reports that the program wrote on standard output.

use std::fs;
use std::path::Path;

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

/// Holds a report, as it was written, against the schema in `assets`.
pub fn assert_holds_against_the_schema(json: &str) {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/report.schema.json");
    let schema = serde_json::from_str(&fs::read_to_string(schema).expect("the schema lies in assets")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let report = serde_json::from_str(json).expect("JSON");
    let errors: Vec<_> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
}
