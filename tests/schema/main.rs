//! Reports against `assets/report.schema.json`, and the schema against the model: neither may allow
//! what the other does not know.
#![expect(clippy::unwrap_used, reason = "a test says where it fails")]

mod changed;
mod made_up;

use jsonschema::Validator;
use made_up::{bare, failed, full, small};
use manyhands::model::{ErrorKind, FaultKind, Mode, Report};
use serde_json::Value;

fn schema() -> Value {
    serde_json::from_str(include_str!("../../assets/report.schema.json")).expect("the schema is JSON")
}

fn validator() -> Validator {
    jsonschema::draft202012::options().should_validate_formats(true).build(&schema()).expect("the schema is one")
}

/// As it stands in a file.
fn written(report: &Report) -> Value {
    let mut bytes = Vec::new();
    manyhands::export::json(report, &mut bytes).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

#[test]
fn reports_fit_the_schema() {
    let validator = validator();
    for report in [full(), bare(), failed()] {
        let written = written(&report);
        let errors: Vec<_> =
            validator.iter_errors(&written).map(|error| format!("{error} at {}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    assert!(full().ratios.iter().all(|ratio| ratio.low.is_some()), "the full report knows its intervals");
}

#[test]
fn the_schema_is_itself_valid() {
    assert!(jsonschema::meta::is_valid(&schema()));
}

/// What reports of older programs of the same schema do not have.
const ADDED: [&str; 5] =
    ["/plan/stop", "/scaling/recommended", "/scaling/intervals", "/scaling/misfit", "/summary/0/estimated_limit_secs"];

#[test]
fn a_report_from_before_sweeps_still_opens() {
    let (validator, mut older) = (validator(), small());
    for place in ADDED {
        let (object, key) = place.rsplit_once('/').unwrap();
        older.pointer_mut(object).and_then(Value::as_object_mut).unwrap().remove(key).unwrap();
    }
    assert!(validator.is_valid(&older));
    let report: Report = serde_json::from_value(older).unwrap();
    assert!(!report.plan.stop.is_any() && report.scaling.unwrap().recommended.is_none());
}

#[test]
fn closed_sets_are_the_model_s() {
    let schema = schema();
    let texts = |place: &str, field: Option<&str>| -> Vec<String> {
        let list = schema.pointer(place).and_then(Value::as_array).unwrap_or_else(|| panic!("there is no {place}"));
        let text = |item: &Value| field.map_or(item, |field| &item[field]).as_str().unwrap().to_owned();
        list.iter().map(text).collect()
    };
    assert_eq!(texts("/$defs/error_kind/oneOf", Some("const")), ErrorKind::ALL.map(|kind| kind.to_string()));
    assert_eq!(texts("/$defs/mode/enum", None), Mode::ALL.map(|mode| mode.to_string()));
    assert_eq!(texts("/$defs/fault/properties/kind/enum", None), FaultKind::ALL.map(|kind| kind.to_string()));
    let undocumented = texts("/$defs/error_kind/oneOf", Some("description")).iter().any(String::is_empty);
    assert!(!undocumented);
}
