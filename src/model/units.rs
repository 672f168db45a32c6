//! How figures are written, for the terminal, the window and the verdict alike.

/// Seconds as people read them: "4.30 s", "43.2 ms", "350 µs", "2 min 05 s".
pub fn secs(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        "unknown".to_owned()
    } else if size == 0.0 {
        "0 s".to_owned()
    } else if size < 0.000_999_5 {
        format!("{:.0} µs", value * 1e6)
    } else if size < 0.099_95 {
        format!("{:.1} ms", value * 1e3)
    } else if size < 0.999_5 {
        format!("{value:.3} s")
    } else if size < 99.95 {
        format!("{value:.2} s")
    } else {
        let whole = value.round();
        format!("{:.0} min {:02.0} s", (whole / 60.0).trunc(), (whole % 60.0).abs())
    }
}

/// Bytes in decimal units, as disks and networks count: "1.2 MB".
#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
pub fn bytes(value: u64) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"];
    let mut size = value as f64;
    let mut unit = 0;
    while size >= 999.5 && unit + 1 < units.len() {
        size /= 1000.0;
        unit += 1;
    }
    if unit == 0 || size >= 9.95 { format!("{size:.0} {}", units[unit]) } else { format!("{size:.1} {}", units[unit]) }
}

/// How many a second, with as many digits as carry meaning: "2.33", "18.6", "304".
pub fn per_sec(value: f64) -> String {
    let digits = if value < 9.995 { 2 } else { usize::from(value < 99.95) };
    format!("{value:.digits$}")
}

/// A rate in MB/s, without the unit: "2.33", "18.6", "304".
pub fn megabytes_per_sec(bytes_per_sec: f64) -> String {
    per_sec(bytes_per_sec / 1e6)
}

/// How many times, with as many digits as carry meaning: "9.6", "1.04", "104".
pub fn times(value: f64) -> String {
    if value < 1.995 {
        format!("{value:.2}")
    } else if value < 99.5 {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    }
}

/// A count and its noun: "1 picture", "10 pictures".
pub fn count(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// A number with commas: "3,840".
pub fn thousands<N: Into<u64>>(number: N) -> String {
    let digits = number.into().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_written_in_the_unit_that_fits() {
        let texts = [0.0, 0.000_35, 0.0432, 0.43, 4.298, 99.9, 125.0, 119.7].map(secs);
        assert_eq!(texts, ["0 s", "350 µs", "43.2 ms", "0.430 s", "4.30 s", "99.90 s", "2 min 05 s", "2 min 00 s"]);
    }

    #[test]
    fn bytes_are_written_in_decimal_units() {
        assert_eq!(
            [0, 999, 1_000, 9_949, 950_000, 290_000_000].map(bytes),
            ["0 B", "999 B", "1.0 kB", "9.9 kB", "950 kB", "290 MB"]
        );
    }

    #[test]
    fn counts_have_commas() {
        assert_eq!([1, 999, 1_000, 12_345_678].map(thousands::<u64>), ["1", "999", "1,000", "12,345,678"]);
    }

    #[test]
    fn ratios_keep_the_digits_that_carry_meaning() {
        assert_eq!([1.036, 9.61, 104.2].map(times), ["1.04", "9.6", "104"]);
        assert_eq!([0.0, 2.326, 9.996, 18.6, 99.96].map(per_sec), ["0.00", "2.33", "10.0", "18.6", "100"]);
        assert_eq!(megabytes_per_sec(22_400_000.0), "22.4");
    }
}
