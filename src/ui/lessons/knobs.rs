//! From the fields of a lesson's knobs to its values.

use crate::lessons::{Knob, KnobKind};

/// What is wrong with a knob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnobError {
    /// Which knob, from 0.
    pub knob: usize,
    /// What to change, in one sentence.
    pub why: String,
}

/// What stands in the fields at first.
pub fn first_texts(knobs: &[Knob]) -> Vec<String> {
    knobs.iter().map(|knob| knob.first.to_string()).collect()
}

/// The values of all knobs.
pub fn values(knobs: &[Knob], texts: &[String]) -> Result<Vec<f64>, KnobError> {
    let each = knobs.iter().zip(texts).enumerate();
    each.map(|(place, (knob, text))| value(knob, text).map_err(|why| KnobError { knob: place, why })).collect()
}

fn value(knob: &Knob, text: &str) -> Result<f64, String> {
    let text = text.trim();
    match knob.kind {
        KnobKind::Whole { least, most } => {
            let number = text.parse::<u32>().ok().filter(|number| (least..=most).contains(number));
            number.map(f64::from).ok_or_else(|| format!("Type a whole number from {least} to {most}."))
        }
        KnobKind::Secs { least, most } => {
            let figure = text.trim_end_matches('s').trim_end().replace(',', ".");
            let secs = figure.parse::<f64>().ok().filter(|secs| (least..=most).contains(secs));
            secs.ok_or_else(|| format!("Type a time from {least} to {most} s."))
        }
        KnobKind::Choice(choices) => {
            let place = text.parse::<u32>().ok().filter(|place| (*place as usize) < choices.len());
            place.map(f64::from).ok_or_else(|| "Choose one of these.".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOBS: [Knob; 3] = [
        Knob { name: "processes", hint: "", kind: KnobKind::Whole { least: 1, most: 16 }, first: 4.0 },
        Knob { name: "each works", hint: "", kind: KnobKind::Secs { least: 0.05, most: 2.0 }, first: 0.2 },
        Knob { name: "order", hint: "", kind: KnobKind::Choice(&["up", "down"]), first: 1.0 },
    ];

    fn read(texts: [&str; 3]) -> Result<Vec<f64>, KnobError> {
        values(&KNOBS, &texts.map(str::to_owned))
    }

    #[test]
    fn what_stands_there_at_first_is_valid() {
        assert_eq!(first_texts(&KNOBS), ["4", "0.2", "1"]);
        assert_eq!(values(&KNOBS, &first_texts(&KNOBS)), Ok(vec![4.0, 0.2, 1.0]));
        assert_eq!(read([" 16 ", "0,5 s", "0"]), Ok(vec![16.0, 0.5, 0.0]));
    }

    #[test]
    fn the_first_that_is_wrong_is_named_with_its_range() {
        let whole = KnobError { knob: 0, why: "Type a whole number from 1 to 16.".to_owned() };
        for wrong in ["0", "17", "4.5", "", "many"] {
            assert_eq!(read([wrong, "0.2", "0"]), Err(whole.clone()), "{wrong}");
        }
        for wrong in ["0", "2.1", "NaN", "inf", "-1", "s"] {
            let error = read(["4", wrong, "0"]).expect_err(wrong);
            assert_eq!((error.knob, error.why.as_str()), (1, "Type a time from 0.05 to 2 s."));
        }
        assert_eq!(read(["4", "0.2", "2"]).map_err(|error| error.knob), Err(2));
    }
}
