//! From what the network, TLS and the disk report to the closed set of failures.

use std::error::Error;
use std::io;
use std::time::SystemTime;

use reqwest::StatusCode;
use reqwest::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};
use rustls::CertificateError;
use url::Url;

use super::watch::LookupError;
use crate::model::{ErrorKind, Outcome, units};

/// Why a download ends without its file; the URL is added when it becomes an [`Outcome`].
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Trouble {
    kind: ErrorKind,
    what: String,
    /// How long the host asks to be left alone.
    pub retry_after_secs: Option<f64>,
}

impl Trouble {
    pub(super) fn new(kind: ErrorKind, what: impl Into<String>) -> Self {
        Self { kind, what: what.into(), retry_after_secs: None }
    }

    /// One sentence, the URL (which must be without credentials) last.
    pub(super) fn outcome(&self, url: &Url) -> Outcome {
        Outcome::failed(self.kind, format!("{}: {url}", self.what))
    }
}

/// What the client was doing when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum During {
    /// Connecting, or waiting for the head of the answer.
    Asking,
    /// Reading the body.
    Receiving,
}

/// What the client reports.
pub(super) fn client_trouble(error: &reqwest::Error, during: During) -> Trouble {
    let during_connect = error.is_connect();
    causes(error).find_map(|cause| cause_trouble(cause, during, during_connect)).unwrap_or_else(|| {
        let last = causes(error).last().map(ToString::to_string).unwrap_or_default();
        if during_connect {
            Trouble::new(ErrorKind::ConnectFailed, format!("the host cannot be connected to ({last})"))
        } else {
            Trouble::new(ErrorKind::Protocol, format!("the answer is not as HTTP has it ({last})"))
        }
    })
}

/// The error and what caused it, from the outside in. [`io::Error::source`] passes over the error
/// that it wraps, so that one is taken out.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error: &&'a (dyn Error + 'static)| {
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        wrapped.map(|wrapped| wrapped as &(dyn Error + 'static)).or_else(|| error.source())
    })
}

fn cause_trouble(cause: &(dyn Error + 'static), during: During, during_connect: bool) -> Option<Trouble> {
    if let Some(error) = cause.downcast_ref::<LookupError>() {
        return Some(match error {
            LookupError::NotFound(why) => {
                Trouble::new(ErrorKind::Dns, format!("the host's name has no address ({why})"))
            }
            LookupError::Refused(address) => private_address(address),
        });
    }
    if let Some(error) = cause.downcast_ref::<rustls::Error>() {
        return Some(tls_trouble(error));
    }
    if let Some(error) = cause.downcast_ref::<hyper::Error>() {
        return http_trouble(error, during);
    }
    let error = cause.downcast_ref::<io::Error>()?;
    match error.kind() {
        io::ErrorKind::ConnectionRefused => {
            Some(Trouble::new(ErrorKind::ConnectionRefused, "the connection was refused"))
        }
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
            Some(cut_off())
        }
        io::ErrorKind::UnexpectedEof if during == During::Receiving => Some(cut_short()),
        io::ErrorKind::UnexpectedEof if during_connect => {
            Some(Trouble::new(ErrorKind::Tls, "the other side ended the connection before TLS was agreed on"))
        }
        io::ErrorKind::UnexpectedEof => Some(cut_off()),
        io::ErrorKind::TimedOut if !during_connect => Some(cut_off()),
        _ => None,
    }
}

fn http_trouble(error: &hyper::Error, during: During) -> Option<Trouble> {
    if error.is_incomplete_message() {
        Some(if during == During::Receiving { cut_short() } else { cut_off() })
    } else if error.is_parse() {
        Some(Trouble::new(ErrorKind::Protocol, format!("the answer is not as HTTP has it ({error})")))
    } else if error.source().is_none() && (error.is_canceled() || error.is_closed()) {
        Some(cut_off())
    } else {
        None
    }
}

fn tls_trouble(error: &rustls::Error) -> Trouble {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => {
            Trouble::new(ErrorKind::CertificateExpired, "the host's certificate has expired")
        }
        rustls::Error::InvalidCertificate(why) => {
            Trouble::new(ErrorKind::CertificateInvalid, format!("the host's certificate is not to be trusted ({why})"))
        }
        other => Trouble::new(ErrorKind::Tls, format!("TLS failed ({other})")),
    }
}

fn cut_off() -> Trouble {
    Trouble::new(ErrorKind::ConnectionReset, "the connection was cut by the other side")
}

/// The body ended too early.
pub(super) fn cut_short() -> Trouble {
    Trouble::new(ErrorKind::Truncated, "the body ended before it was whole")
}

/// A redirect from a public host into a private network.
pub(super) fn private_address(address: impl std::fmt::Display) -> Trouble {
    let what = format!("a public host redirected to the private address {address}, which is not followed");
    Trouble::new(ErrorKind::AddressRefused, what)
}

/// What the disk reports; `needed_bytes` is how much is still to be written, where that is known.
pub(super) fn storage_trouble(error: &io::Error, needed_bytes: Option<u64>) -> Trouble {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            let room = needed_bytes.map_or_else(
                || "make room".to_owned(),
                |bytes| format!("make room for at least {} more", units::bytes(bytes)),
            );
            Trouble::new(ErrorKind::StorageFull, format!("the disk is full; {room} to save"))
        }
        _ => Trouble::new(ErrorKind::Storage, format!("the file cannot be saved ({error})")),
    }
}

/// How a task ends whose file cannot be saved; the URL must be without credentials.
pub fn storage_failure(error: &io::Error, url: &Url) -> Outcome {
    storage_trouble(error, None).outcome(url)
}

/// Whether the status is 200, and else what it means.
pub(super) fn check_status(status: StatusCode, headers: &HeaderMap) -> Result<(), Trouble> {
    let retry_after_secs = headers.get(RETRY_AFTER).and_then(|value| retry_after_secs(value, headers.get(DATE)));
    let kind = match status.as_u16() {
        200 => return Ok(()),
        404 | 410 => ErrorKind::NotFound,
        429 => ErrorKind::RateLimited,
        503 if retry_after_secs.is_some() => ErrorKind::RateLimited,
        400..=499 => ErrorKind::ClientError,
        500..=599 => ErrorKind::ServerError,
        _ => ErrorKind::UnexpectedStatus,
    };
    let mut trouble = Trouble::new(kind, format!("the host answered {status}"));
    if kind == ErrorKind::RateLimited {
        trouble.retry_after_secs = retry_after_secs;
        if let Some(secs) = retry_after_secs {
            trouble.what += &format!(" and asks to be left alone for {}", units::secs(secs));
        }
    }
    Err(trouble)
}

/// Seconds, or a date, which is held against the host's own clock where it tells it (RFC 9110,
/// 10.2.3).
fn retry_after_secs(value: &HeaderValue, date: Option<&HeaderValue>) -> Option<f64> {
    let text = value.to_str().ok()?.trim();
    if let Ok(secs) = text.parse::<u32>() {
        return Some(f64::from(secs));
    }
    let until = httpdate::parse_http_date(text).ok()?;
    let told = date.and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
    let now = told.unwrap_or_else(SystemTime::now);
    Some(until.duration_since(now).unwrap_or_default().as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_has_its_kind() {
        let table = [
            (404, ErrorKind::NotFound),
            (410, ErrorKind::NotFound),
            (403, ErrorKind::ClientError),
            (429, ErrorKind::RateLimited),
            (500, ErrorKind::ServerError),
            (503, ErrorKind::ServerError),
            (204, ErrorKind::UnexpectedStatus),
            (304, ErrorKind::UnexpectedStatus),
        ];
        for (status, kind) in table {
            let status = StatusCode::from_u16(status).expect("a status");
            assert_eq!(check_status(status, &HeaderMap::new()).map_err(|trouble| trouble.kind), Err(kind));
        }
        assert_eq!(check_status(StatusCode::OK, &HeaderMap::new()), Ok(()));
    }

    #[test]
    fn the_time_to_wait_is_told_in_seconds_or_by_a_date() {
        let date = HeaderValue::from_static("Sun, 06 Nov 1994 08:49:37 GMT");
        let table = [
            ("120", Some(120.0)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", Some(60.0)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0.0)),
            ("soon", None),
            ("-1", None),
        ];
        for (text, secs) in table {
            assert_eq!(retry_after_secs(&HeaderValue::from_static(text), Some(&date)), secs, "{text}");
        }
        let long_ago = retry_after_secs(&date, None);
        assert_eq!(long_ago, Some(0.0), "held against this machine's clock");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_says_how_much_room_is_needed() {
        use std::io::Write as _;
        let mut full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("the full device");
        let error = full.write_all(b"x").expect_err("it is always full");
        let trouble = storage_trouble(&error, Some(24_000_000));
        assert_eq!(trouble.kind, ErrorKind::StorageFull);
        assert!(trouble.what.contains("24 MB"), "{}", trouble.what);
        assert_eq!(storage_trouble(&io::ErrorKind::PermissionDenied.into(), None).kind, ErrorKind::Storage);
    }
}
