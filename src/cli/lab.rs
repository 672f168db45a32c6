//! `manyhands lab`: the picture server alone.

use std::process::ExitCode;

use super::lab_options::LabOptions;
use super::{console, exit, fail};
use crate::lab;
use crate::model::{LabSettings, Plan, PlanDraft, Source};

/// Serves pictures until it is stopped. Its address is the first line on standard output.
pub fn lab(options: &LabOptions) -> ExitCode {
    match serve(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => fail(&sentence),
    }
}

fn serve(options: &LabOptions) -> Result<(), String> {
    let settings = checked(options.settings.settings())?;
    ctrlc::set_handler(|| std::process::exit(i32::from(exit::INTERRUPTED)))
        .map_err(|error| format!("Ctrl+C cannot be listened to: {error}"))?;
    lab::run(settings, options.port, announce).map_err(|error| error.to_string())
}

/// Settings that a plan would take: one place decides what a lab server can have.
fn checked(settings: LabSettings) -> Result<LabSettings, String> {
    let draft = PlanDraft { source: Source::lab(settings.clone(), 1), count: 1, ..PlanDraft::default() };
    Plan::new(draft).map(|_| settings).map_err(|error| error.to_string())
}

fn announce(port: u16) {
    // Whoever started this with a pipe and then closed it still wants the server.
    console::result(&format!("listening on http://127.0.0.1:{port}")).ok();
    if console::notes_are_read_by_a_person() {
        console::note(&format!("Try http://127.0.0.1:{port}/id/1/600/400 in a browser; stop with Ctrl+C."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_out_of_range_are_refused_with_a_sentence() {
        assert!(checked(LabSettings::default()).is_ok());
        let jittery = LabSettings { jitter_secs: 1.0, ..LabSettings::default() };
        let error = checked(jittery).expect_err("more jitter than latency");
        assert!(error.contains("choose less"), "{error}");
    }
}
