//! Every place of a report changed in turn: the schema allows what the model opens, and nothing else.

use manyhands::model::Report;
use serde_json::{Value, json};

use super::made_up::small;
use super::{ADDED, validator};

/// Every place below this value, as JSON pointers.
fn pointers(value: &Value, here: &str, all: &mut Vec<String>) {
    all.push(here.to_owned());
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, below)| pointers(below, &format!("{here}/{key}"), all)),
        Value::Array(items) => {
            for (index, below) in items.iter().enumerate() {
                pointers(below, &format!("{here}/{index}"), all);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn places(value: &Value) -> Vec<String> {
    let mut all = Vec::new();
    pointers(value, "", &mut all);
    all
}

/// The same, of a part that they do not have at all, or have many of.
const ADDED_WITHIN: [&str; 2] = ["/scaling/intervals/law", "/phases/turn_secs"];

#[test]
fn every_field_is_required_and_no_other_allowed() {
    let (validator, report) = (validator(), small());
    assert!(validator.is_valid(&report));
    let mut objects = 0;
    for place in places(&report) {
        let Some(fields) = report.pointer(&place).and_then(Value::as_object) else { continue };
        objects += 1;
        for key in fields.keys() {
            let field = format!("{place}/{key}");
            if ADDED.contains(&field.as_str()) || ADDED_WITHIN.iter().any(|added| field.ends_with(added)) {
                continue;
            }
            let mut without = report.clone();
            without.pointer_mut(&place).and_then(Value::as_object_mut).unwrap().remove(key);
            assert!(!validator.is_valid(&without), "without {place}/{key}");
        }
        let mut with = report.clone();
        with.pointer_mut(&place).unwrap()["further"] = json!(1);
        assert!(!validator.is_valid(&with), "{place} with one more");
    }
    assert!(objects >= 20, "only {objects} kinds of objects were tried");
}

#[test]
fn null_is_allowed_exactly_where_the_model_knows_nothing() {
    let (validator, report) = (validator(), small());
    let mut nullable = 0;
    for place in places(&report) {
        let mut without = report.clone();
        *without.pointer_mut(&place).unwrap() = Value::Null;
        let opens = serde_json::from_value::<Report>(without.clone()).is_ok();
        assert_eq!(validator.is_valid(&without), opens, "null at {place}");
        nullable += u32::from(opens);
    }
    assert!(nullable >= 30, "only {nullable} fields may be null");
}

#[test]
fn what_the_schema_allows_opens() {
    let (validator, report) = (validator(), small());
    let strange =
        [json!(true), json!(-1), json!(0), json!(1.5), json!(1_000_000_000_000_u64), json!("x"), json!([]), json!({})];
    for place in places(&report) {
        for value in &strange {
            let mut changed = report.clone();
            *changed.pointer_mut(&place).unwrap() = value.clone();
            if validator.is_valid(&changed) {
                let opened = serde_json::from_value::<Report>(changed);
                assert!(opened.is_ok(), "{value} at {place} is allowed and does not open: {opened:?}");
            }
        }
    }
}

#[test]
fn what_is_out_of_range_breaks_it() {
    let (validator, report) = (validator(), small());
    for (place, value) in [
        ("/schema", json!(2)),
        ("/schema", json!("1")),
        ("/started_at", json!("yesterday")),
        ("/seed", json!(-1)),
        ("/plan/baseline", json!("sequential")),
        ("/plan/baseline", json!("pool:5")),
        ("/plan/contenders/0", json!("async:0")),
        ("/plan/contenders/0", json!("async:5")),
        ("/plan/contenders", json!([])),
        ("/plan/urls/0", json!("ftp://host/file")),
        ("/plan/count", json!(10_001)),
        ("/plan/work", json!("upload")),
        ("/plan/lab/settings/faults/0/kind", json!("fire")),
        ("/plan/lab/settings/faults/0/rate", json!(1.1)),
        ("/runs/0/mode", json!("Async")),
        ("/runs/0/round", json!(0)),
        ("/runs/0/wall_secs", json!(-0.1)),
        ("/runs/0/wall_secs", json!("0.4 s")),
        ("/runs/0/usable", json!("yes")),
        ("/runs/0/active/0", json!([0.1])),
        ("/runs/0/active/0", json!([0.1, 1, 2])),
        ("/runs/0/active/0", json!([0.1, 1.5])),
        ("/runs/0/downloads/0/hash", json!("00000000abcdef")),
        ("/runs/0/downloads/0/hash", json!("0000000000ABCDEF")),
        ("/runs/0/downloads/0/status", json!(20)),
        ("/runs/0/downloads/0/outcome", json!("OK")),
        ("/runs/0/downloads/1/outcome/error", json!("Dns")),
        ("/runs/0/downloads/1/outcome/error", json!("something-else")),
        ("/runs/0/processes/0/exit", json!("fine")),
        ("/ratios/0/confidence", json!(95)),
        ("/verdict/fastest/0", json!("async")),
        ("/scaling/points/0", json!([0, 1.0])),
        ("/scaling/recommended", json!(0)),
        ("/scaling/intervals/points/0", json!([1.0])),
        ("/plan/stop/until_width", json!(0)),
        ("/plan/stop/budget_requests", json!(0.5)),
    ] {
        let mut changed = report.clone();
        *changed.pointer_mut(place).unwrap_or_else(|| panic!("there is no {place}")) = value.clone();
        assert!(!validator.is_valid(&changed), "{value} at {place} is allowed");
    }
}
