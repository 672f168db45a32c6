//! From the fields of the lab server's settings to settings, or to what is wrong with which field.

use crate::model::{FaultKind, FaultRate, LabSettings, Source};
use crate::store::{LabField, LabForm};

use super::{Field, decimal, number};

/// Ids of the lab server's pictures, as of picsum.photos', end here; more pictures repeat them.
const LAST_ID: u32 = 1084;
/// The longest side of a picture, in pixels.
const LONGEST_SIDE: u32 = 5000;
/// What a line may carry: more is no limit.
const MOST_MB_PER_SEC: f64 = 1e6;

/// The settings and `count` pictures of the size that the fields name.
pub fn lab(form: &LabForm, count: u32, errors: &mut Vec<(Field, String)>) -> (Option<LabSettings>, Option<Source>) {
    let settings = settings(form, errors);
    let (width, height) = (side(form, LabField::Width, errors), side(form, LabField::Height, errors));
    let size = width.zip(height);
    let source = settings.clone().zip(size).map(|(settings, (width, height))| {
        let path = |place: u32| format!("/id/{}/{width}/{height}", place % LAST_ID + 1);
        Source::Lab { settings, paths: (0..count).map(path).collect() }
    });
    (settings, source)
}

fn settings(form: &LabForm, errors: &mut Vec<(Field, String)>) -> Option<LabSettings> {
    let latency_ms = milliseconds(form, LabField::Latency, errors);
    let jitter_ms = milliseconds(form, LabField::Jitter, errors);
    if let (Some(latency), Some(jitter)) = (latency_ms, jitter_ms)
        && jitter > latency
    {
        wrong(errors, LabField::Jitter, "Choose no more jitter than latency.");
    }
    let settings = LabSettings {
        latency_secs: latency_ms.unwrap_or_default() / 1e3,
        jitter_secs: jitter_ms.unwrap_or_default() / 1e3,
        bandwidth_bytes_per_sec: rate(form, LabField::Bandwidth, errors),
        per_connection_bytes_per_sec: rate(form, LabField::PerConnection, errors),
        max_requests: max_requests(form, errors),
        faults: faults(form, errors),
    };
    let is_wrong = |field: &Field| matches!(field, Field::Lab(_) | Field::Faults);
    (!errors.iter().any(|(field, _)| is_wrong(field))).then_some(settings)
}

fn milliseconds(form: &LabForm, field: LabField, errors: &mut Vec<(Field, String)>) -> Option<f64> {
    let milliseconds = decimal(form.text(field)).filter(|value| (0.0..=60_000.0).contains(value));
    if milliseconds.is_none() {
        wrong(errors, field, "Choose from 0 to 60,000 ms.");
    }
    milliseconds
}

/// Bytes a second; `None` for an empty field, and for one in which something is wrong.
fn rate(form: &LabForm, field: LabField, errors: &mut Vec<(Field, String)>) -> Option<u64> {
    if form.text(field).trim().is_empty() {
        return None;
    }
    let rate = decimal(form.text(field)).filter(|rate| (0.001..=MOST_MB_PER_SEC).contains(rate));
    if rate.is_none() {
        wrong(errors, field, "Choose from 0.001 to 1,000,000 MB/s, or leave it empty for no limit.");
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 1,000 to 10^12")]
    rate.map(|rate| (rate * 1e6).round() as u64)
}

fn max_requests(form: &LabForm, errors: &mut Vec<(Field, String)>) -> Option<u32> {
    let text = form.text(LabField::MaxRequests);
    if text.trim().is_empty() {
        return None;
    }
    let most = number(text).filter(|most| *most >= 1);
    if most.is_none() {
        wrong(errors, LabField::MaxRequests, "Choose at least 1, or leave it empty for no limit.");
    }
    most
}

fn side(form: &LabForm, field: LabField, errors: &mut Vec<(Field, String)>) -> Option<u32> {
    let side = number(form.text(field)).filter(|side| (1..=LONGEST_SIDE).contains(side));
    if side.is_none() {
        wrong(errors, field, "Choose from 1 to 5,000 pixels.");
    }
    side
}

fn faults(form: &LabForm, errors: &mut Vec<(Field, String)>) -> Vec<FaultRate> {
    let mut faults = Vec::new();
    for kind in FaultKind::ALL {
        let text = form.text(LabField::Fault(kind));
        if text.trim().is_empty() {
            continue;
        }
        match decimal(text).filter(|percent| (0.0..=100.0).contains(percent)) {
            Some(percent) if percent > 0.0 => faults.push(FaultRate { kind, rate: percent / 100.0 }),
            Some(_) => {}
            None => wrong(errors, LabField::Fault(kind), "Choose from 0 to 100 %."),
        }
    }
    if faults.iter().map(|fault| fault.rate).sum::<f64>() > 1.0 + 1e-9 {
        errors.push((Field::Faults, "Together they are more than 100 %; choose less.".to_owned()));
    }
    faults
}

fn wrong(errors: &mut Vec<(Field, String)>, field: LabField, text: &str) {
    errors.push((Field::Lab(field), text.to_owned()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &[(LabField, &str)]) -> (Option<Source>, Vec<Field>) {
        let mut form = LabForm::default();
        for (field, text) in fields {
            form.set(*field, (*text).to_owned());
        }
        let mut errors = Vec::new();
        let (_, source) = lab(&form, 3, &mut errors);
        (source, errors.into_iter().map(|(field, _)| field).collect())
    }

    #[test]
    fn untouched_fields_are_the_course_s_network() {
        assert_eq!(read(&[]), (Some(Source::lab(LabSettings::default(), 3)), Vec::new()));
    }

    #[test]
    fn every_field_has_its_place_in_the_settings() {
        let (source, errors) = read(&[
            (LabField::Latency, "12.5"),
            (LabField::Jitter, " 2 "),
            (LabField::Bandwidth, "1.5"),
            (LabField::PerConnection, "0.001"),
            (LabField::MaxRequests, "4"),
            (LabField::Width, "60"),
            (LabField::Height, "90"),
            (LabField::Fault(FaultKind::Stall), "0"),
            (LabField::Fault(FaultKind::Cut), "2.5"),
        ]);
        assert_eq!(errors, []);
        let settings = LabSettings {
            latency_secs: 0.0125,
            jitter_secs: 0.002,
            bandwidth_bytes_per_sec: Some(1_500_000),
            per_connection_bytes_per_sec: Some(1_000),
            max_requests: Some(4),
            faults: vec![FaultRate { kind: FaultKind::Cut, rate: 0.025 }],
        };
        let paths = ["/id/1/60/90", "/id/2/60/90", "/id/3/60/90"].map(str::to_owned).to_vec();
        assert_eq!(source, Some(Source::Lab { settings, paths }));
    }

    #[test]
    fn what_cannot_be_is_said_beside_its_field() {
        let stall = LabField::Fault(FaultKind::Stall);
        let cases = [
            (LabField::Latency, "-1"),
            (LabField::Latency, "NaN"),
            (LabField::Latency, ""),
            (LabField::Latency, "60001"),
            (LabField::Jitter, "431"),
            (LabField::Bandwidth, "0"),
            (LabField::Bandwidth, "fast"),
            (LabField::PerConnection, "inf"),
            (LabField::MaxRequests, "0"),
            (LabField::Width, "0"),
            (LabField::Height, "5001"),
            (stall, "101"),
            (stall, "often"),
        ];
        for (field, text) in cases {
            assert_eq!(read(&[(field, text)]), (None, vec![Field::Lab(field)]), "{field:?} {text}");
        }
        let both = [(stall, "60"), (LabField::Fault(FaultKind::Cut), "41")];
        assert_eq!(read(&both), (None, vec![Field::Faults]));
    }

    #[test]
    fn more_pictures_than_there_are_ids_repeat_them() {
        let (_, source) = lab(&LabForm::default(), 1085, &mut Vec::new());
        let Some(Source::Lab { paths, .. }) = source else { panic!("the lab's") };
        assert_eq!([&paths[1083], &paths[1084]], ["/id/1084/2000/3000", "/id/1/2000/3000"]);
    }
}
