//! What to do about downloads that failed.

use std::collections::BTreeMap;

use crate::model::{ErrorKind, Outcome, Report};

/// What to do about the failure that happened most often, in one sentence; `None` where no download
/// failed.
pub fn advice(report: &Report) -> Option<&'static str> {
    let mut kinds: BTreeMap<ErrorKind, u64> = BTreeMap::new();
    for run in report.runs.iter().filter(|run| run.failed > 0) {
        for download in &run.downloads {
            if let Outcome::Failed(failure) = &download.outcome {
                *kinds.entry(failure.kind).or_default() += 1;
            }
        }
    }
    let most = kinds.into_iter().filter(|(kind, _)| *kind != ErrorKind::Cancelled).max_by_key(|(_, count)| *count);
    most.map(|(kind, _)| against(kind))
}

/// What to do about a failure of this kind.
const fn against(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Dns => "Check the host's name in the address, and that this machine is online.",
        ErrorKind::ConnectionRefused => "Check the address and its port: nothing listens there.",
        ErrorKind::ConnectionReset | ErrorKind::ConnectFailed => {
            "Try fewer workers: the host may not take so many connections at a time."
        }
        ErrorKind::CertificateInvalid | ErrorKind::CertificateExpired | ErrorKind::Tls => {
            "Check this machine's clock, and whether a proxy replaces the host's certificate."
        }
        ErrorKind::Timeout | ErrorKind::TooSlow => {
            "Try fewer workers or smaller pictures: the host cannot answer so many in time."
        }
        ErrorKind::Truncated | ErrorKind::Protocol => "Try fewer workers: a host under load may cut its answers short.",
        ErrorKind::TooLarge | ErrorKind::PictureTooLarge => "Choose smaller pictures.",
        ErrorKind::TooManyRedirects | ErrorKind::RedirectRefused => {
            "Open the address in a browser, and use the one where it ends."
        }
        ErrorKind::AddressRefused => "Ask the host in the private network by its own address.",
        ErrorKind::NotFound => "Check the addresses: some pictures do not exist.",
        ErrorKind::ClientError => "Check the address: the host may want a key, or does not let everyone in.",
        ErrorKind::RateLimited => "Choose fewer pictures, rounds or workers, and wait a while: the host asks for rest.",
        ErrorKind::ServerError => "Try fewer workers, or try again later: the host fails under load.",
        ErrorKind::UnexpectedStatus => "Open the address in a browser to see what the host answers.",
        ErrorKind::NotAPicture | ErrorKind::Undecodable => {
            "Open the address in a browser: it may lead to a page instead of a picture."
        }
        ErrorKind::StorageFull => "Make room on the disk, or choose another folder.",
        ErrorKind::Storage => "Choose a folder that can be written to.",
        ErrorKind::WorkerDied => "Try fewer workers: the system may have run out of memory or of processes.",
        ErrorKind::Cancelled => "Press Run to start again.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_has_its_advice_in_one_sentence() {
        for kind in ErrorKind::ALL {
            let advice = against(kind);
            assert!(advice.ends_with('.') && advice.len() < 90, "{advice}");
        }
    }
}
