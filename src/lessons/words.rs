//! What several conclusions have in common.

use crate::model::units;

/// Within this ratio two times are called the same.
const SAME: f64 = 1.05;

/// How a second time compares with a first: "3.9 times as fast", "as fast", "1.2 times as slow".
pub(super) fn pace(first_secs: f64, second_secs: f64) -> String {
    let ratio = first_secs / second_secs;
    if ratio > SAME {
        format!("{} times as fast", units::times(ratio))
    } else if ratio.recip() > SAME {
        format!("{} times as slow", units::times(ratio.recip()))
    } else {
        "as fast".to_owned()
    }
}

/// Numbers as they stand in a sentence: "2, 1, 3".
pub(super) fn listed(numbers: impl IntoIterator<Item = impl ToString>) -> String {
    let texts: Vec<String> = numbers.into_iter().map(|number| number.to_string()).collect();
    texts.join(", ")
}

/// "workers" or "worker".
pub(super) fn plural(number: u32, noun: &str, nouns: &str) -> String {
    let word = crate::stats::number_word(number as usize);
    format!("{word} {}", if number == 1 { noun } else { nouns })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_is_a_ratio_in_words() {
        assert_eq!(pace(0.83, 0.21), "4.0 times as fast");
        assert_eq!(pace(1.0, 1.04), "as fast");
        assert_eq!(pace(1.0, 1.2), "1.20 times as slow");
    }

    #[test]
    fn counts_are_words() {
        assert_eq!(plural(1, "process", "processes"), "one process");
        assert_eq!(plural(4, "process", "processes"), "four processes");
        assert_eq!(plural(40, "process", "processes"), "40 processes");
        assert_eq!(listed([2, 1, 3]), "2, 1, 3");
    }
}
