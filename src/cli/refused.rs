//! What is said of a command line that cannot be read: what the argument parser says, without what may be a secret.
//!
//! The parser shows the words that it cannot place. One of them may be an address with a password, or the rest of a
//! header that was given without quotes.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::console;
use super::exit;
use crate::model::typed_with_hidden_credentials;

/// Tells it, and ends: with 0 after help and version, which are no errors.
pub fn exit(error: &clap::Error) -> ! {
    if !error.use_stderr() {
        error.exit();
    }
    let words: Vec<String> = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    console::note(&told(error, &words));
    std::process::exit(exit::CANNOT.into())
}

fn told(error: &clap::Error, words: &[String]) -> String {
    let is_misplaced = matches!(error.kind(), ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand);
    if is_misplaced && words.iter().any(|word| word == "--header" || word.starts_with("-H")) {
        return "error: a word stands where none is expected; put a header in quotes, as in -H \"NAME: VALUE\""
            .to_owned();
    }
    let plain = error.render().to_string();
    let shown = [ContextKind::InvalidArg, ContextKind::InvalidSubcommand, ContextKind::InvalidValue];
    let shown = shown.into_iter().filter_map(|kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.as_str()),
        _ => None,
    });
    shown.fold(plain, |text, word| text.replace(word, &typed_with_hidden_credentials(word))).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::arguments::read;
    use super::*;

    fn said(line: &str) -> String {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        told(&read(line).expect_err("it is refused"), &words)
    }

    #[test]
    fn nothing_of_a_secret_is_shown() {
        let lines = [
            "http://me:hunter2@host/x",
            "run http://127.0.0.1/x http://me:hunter2@host/x",
            "run -H Authorization: Bearer hunter2",
            "run --header Authorization: Bearer hunter2",
            "run -n http://me:hunter2@host/x",
            "open a.json http://me:hunter2@host/x",
        ];
        for line in lines {
            let said = said(line);
            assert!(!said.contains("hunter2") && said.starts_with("error: "), "{line}: {said}");
        }
        assert!(said("run -H Authorization: Bearer hunter2").contains("put a header in quotes"));
    }

    #[test]
    fn numbers_below_nothing_are_told_as_what_they_are() {
        for (line, words) in [
            ("run --rate -1", "“-1” is not a rate"),
            ("run --timeout -5", "“-5” is not a time"),
            ("run --latency -1", "“-1” is not a time"),
            ("run --seed -1", "“-1” is no whole number"),
            ("run -n -1", "choose a whole number from 1 to 10000"),
            ("run -n 0", "choose a whole number from 1 to 10000"),
            ("run --seed abc", "“abc” is no whole number"),
            ("lab --port -1", "-1"),
        ] {
            let said = said(line);
            assert!(said.contains(words) && !said.contains("use '-- -"), "{line}: {said}");
        }
    }
}
