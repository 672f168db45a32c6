//! How a single value is read.

use std::convert::Infallible;
use std::num::NonZeroU16;

use bytesize::ByteSize;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::model::{Accept, Connections, Contender, Header, Keep, Mode, ModeError, Work};

/// A mode, with its worker count where one is given.
pub type ModeChoice = (Mode, Option<NonZeroU16>);

pub use crate::model::WorkerCounts;

/// Reads a whole number from 1 to `most`.
pub fn up_to(most: u32) -> impl Fn(&str) -> Result<u32, String> + Clone + Send + Sync + 'static {
    move |text| match text.trim().parse() {
        Ok(number) if (1..=most).contains(&number) => Ok(number),
        _ => Err(format!("choose a whole number from 1 to {most}")),
    }
}

/// Reads a whole number.
pub fn whole(text: &str) -> Result<u64, String> {
    text.trim().parse().map_err(|_| format!("“{text}” is no whole number; write one as in 42"))
}

/// Reads worker counts: `5`, `1,2,4,8`, `1-8` or `2-32:2`.
pub fn workers(text: &str) -> Result<WorkerCounts, String> {
    text.parse()
}

/// Reads a share: `5%`, `5 %` or `0.05`.
pub fn share(text: &str) -> Result<f64, String> {
    let (number, percent) = text.strip_suffix('%').map_or((text, 1.0), |number| (number, 100.0));
    match number.trim().parse::<f64>() {
        Ok(share) if share.is_finite() && share > 0.0 => Ok(share / percent),
        _ => Err(format!("“{text}” is not a share; write one as in 5% or 0.05")),
    }
}

/// Reads `MODE` or `MODE:WORKERS`.
pub fn mode(text: &str) -> Result<ModeChoice, ModeError> {
    Contender::parse(text)
}

/// Reads a size in bytes: `100 MB`, `64KiB`, `5000`.
pub fn size_bytes(text: &str) -> Result<u64, String> {
    let size = text.trim().parse::<ByteSize>();
    size.map(|size| size.as_u64()).map_err(|_| format!("“{text}” is not a size; write one as in \"100 MB\""))
}

/// Reads a rate in bytes a second: `10 MB/s`, or `10 MB`.
pub fn rate_bytes_per_sec(text: &str) -> Result<u64, String> {
    let size = text.trim();
    let size = size.strip_suffix("/s").unwrap_or(size);
    size_bytes(size).map_err(|_| format!("“{text}” is not a rate; write one as in \"10 MB/s\""))
}

/// Reads milliseconds, and gives seconds.
pub fn millis_as_secs(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(millis) if millis.is_finite() && millis >= 0.0 => Ok(millis / 1000.0),
        _ => Err(format!("“{text}” is not a time; write milliseconds as a plain number, as in 430")),
    }
}

/// Reads seconds.
pub fn secs(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(secs) if secs.is_finite() && secs > 0.0 => Ok(secs),
        _ => Err(format!("“{text}” is not a time; write seconds as a plain number, as in 2.5")),
    }
}

/// Reads how many a second; a plan knows the range.
pub fn per_sec(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate > 0.0 => Ok(rate),
        _ => Err(format!("“{text}” is not a rate; write requests a second as a plain number, as in 2.5")),
    }
}

/// Reads `NAME: VALUE`. Never fails here: an error of the argument parser would show the value,
/// which may be a secret. A text without a colon becomes a header without a name, and a plan
/// refuses that.
#[expect(clippy::unnecessary_wraps, reason = "the argument parser wants a result")]
pub fn header(text: &str) -> Result<Header, Infallible> {
    let (name, value) = text.split_once(':').unwrap_or(("", text));
    Ok(Header { name: name.trim().to_owned(), value: value.trim().to_owned() })
}

/// The choices of `--work`.
pub fn work() -> impl TypedValueParser<Value = Work> {
    choice([
        ("download", "fetch the picture into a file", Work::Download),
        ("thumbnail", "fetch it and shrink it, inside the worker", Work::Thumbnail),
    ])
}

/// The choices of `--accept`.
pub fn accept() -> impl TypedValueParser<Value = Accept> {
    choice([
        ("picture", "status 200, and a JPEG, PNG, WebP or GIF by its first bytes", Accept::Picture),
        ("any", "status 200, whatever comes", Accept::Any),
    ])
}

/// The choices of `--connections`.
pub fn connections() -> impl TypedValueParser<Value = Connections> {
    choice([
        ("fresh", "a new connection for every download", Connections::Fresh),
        ("reuse", "keep connections for further downloads where the mode can", Connections::Reuse),
    ])
}

/// The choices of `--keep`.
pub fn keep() -> impl TypedValueParser<Value = Keep> {
    choice([
        ("all", "the files of every run", Keep::All),
        ("last", "the files of the last round", Keep::Last),
        ("none", "no files", Keep::None),
    ])
}

/// One of a few words, each with what it means.
fn choice<T, const N: usize>(choices: [(&'static str, &'static str, T); N]) -> impl TypedValueParser<Value = T>
where
    T: Copy + Send + Sync + 'static,
{
    let words = choices.map(|(word, help, _)| PossibleValue::new(word).help(help));
    PossibleValuesParser::new(words).map(move |chosen| {
        let matching = choices.iter().find(|(word, _, _)| *word == chosen);
        matching.expect("the parser before lets only these words through").2
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_rates_are_read_as_people_write_them() {
        assert_eq!(size_bytes("100 MB"), Ok(100_000_000));
        assert_eq!(size_bytes("64KiB"), Ok(65_536));
        assert_eq!(size_bytes("5000"), Ok(5000));
        assert_eq!(rate_bytes_per_sec("10 MB/s"), Ok(10_000_000));
        assert_eq!(rate_bytes_per_sec("1.5MB"), Ok(1_500_000));
        for wrong in ["", "MB", "ten", "1 XB", "-1"] {
            assert!(size_bytes(wrong).is_err(), "{wrong}");
            assert!(rate_bytes_per_sec(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn shares_are_read_in_per_cent_or_plain() {
        assert_eq!((share("5%"), share("2.5 %"), share("0.05")), (Ok(0.05), Ok(0.025), Ok(0.05)));
        for wrong in ["", "%", "0", "-1%", "NaN", "wide"] {
            assert!(share(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn times_are_plain_numbers() {
        assert_eq!(millis_as_secs("430"), Ok(0.43));
        assert_eq!(millis_as_secs("0"), Ok(0.0));
        assert_eq!((secs("2.5"), per_sec("0.5")), (Ok(2.5), Ok(0.5)));
        for wrong in ["", "-1", "NaN", "inf", "1s"] {
            assert!(millis_as_secs(wrong).is_err(), "{wrong}");
            assert!(secs(wrong).is_err() && per_sec(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_header_is_a_name_and_a_value_that_may_hold_colons() {
        let read = |text| header(text).expect("infallible");
        assert_eq!(read("Referer: http://a/"), Header { name: "Referer".into(), value: "http://a/".into() });
        assert_eq!(read("secret"), Header { name: String::new(), value: "secret".into() });
    }
}
