//! What comes out of a lesson, one by one.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value of a lesson's output: in JSON a number or a text.
#[derive(Clone, Debug, PartialEq)]
pub enum LessonValue {
    /// A whole number.
    Whole(i64),
    /// A measured one.
    Real(f64),
    /// A sentence.
    Text(String),
}

impl fmt::Display for LessonValue {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(number) => write!(to, "{number}"),
            Self::Real(number) => write!(to, "{number:.3}"),
            Self::Text(text) => write!(to, "“{text}”"),
        }
    }
}

/// A value as people and other programs read it: its kind shows.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Plain {
    Whole(i64),
    Real(f64),
    Text(String),
}

/// A value in a frame, which says nothing of what comes next: its kind is written.
#[derive(Serialize, Deserialize)]
enum Tagged {
    Whole(i64),
    Real(f64),
    Text(String),
}

impl Serialize for LessonValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = self.clone();
        if serializer.is_human_readable() {
            match value {
                Self::Whole(number) => Plain::Whole(number),
                Self::Real(number) => Plain::Real(number),
                Self::Text(text) => Plain::Text(text),
            }
            .serialize(serializer)
        } else {
            match value {
                Self::Whole(number) => Tagged::Whole(number),
                Self::Real(number) => Tagged::Real(number),
                Self::Text(text) => Tagged::Text(text),
            }
            .serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for LessonValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            Ok(match Plain::deserialize(deserializer)? {
                Plain::Whole(number) => Self::Whole(number),
                Plain::Real(number) => Self::Real(number),
                Plain::Text(text) => Self::Text(text),
            })
        } else {
            Ok(match Tagged::deserialize(deserializer)? {
                Tagged::Whole(number) => Self::Whole(number),
                Tagged::Real(number) => Self::Real(number),
                Tagged::Text(text) => Self::Text(text),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_plain_in_json_and_the_same_after_any_way() {
        let values = [
            LessonValue::Whole(-3),
            LessonValue::Real(2.0),
            LessonValue::Real(0.125),
            LessonValue::Text("no".to_owned()),
        ];
        let json = serde_json::to_string(&values).expect("JSON");
        assert_eq!(json, r#"[-3,2.0,0.125,"no"]"#);
        assert_eq!(serde_json::from_str::<Vec<LessonValue>>(&json).expect("values"), values);
        let bytes = postcard::to_stdvec(&values.to_vec()).expect("bytes");
        assert_eq!(postcard::from_bytes::<Vec<LessonValue>>(&bytes).expect("values"), values);
    }
}
