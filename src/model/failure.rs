//! How a download ends, and the closed set of ways in which it fails.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Why a download failed. The set is closed: reports hold no other names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorKind {
    /// The host's name has no address.
    Dns,
    /// Nobody listens at the address.
    ConnectionRefused,
    /// The connection was cut by the other side.
    ConnectionReset,
    /// The address cannot be reached, or connecting failed in another way.
    ConnectFailed,
    /// The certificate is not to be trusted.
    CertificateInvalid,
    /// The certificate has run out.
    CertificateExpired,
    /// TLS failed in another way.
    Tls,
    /// The download's deadline passed.
    Timeout,
    /// Less than the least speed for too long.
    TooSlow,
    /// The body ended before its Content-Length.
    Truncated,
    /// What came is not HTTP as it should be, or a nonsense length.
    Protocol,
    /// More bytes than the download may have.
    TooLarge,
    /// More redirects than are followed.
    TooManyRedirects,
    /// A redirect to something that is not http or https, or to nowhere.
    RedirectRefused,
    /// An address in a private network, reached from a public host.
    AddressRefused,
    /// Status 404 or 410.
    NotFound,
    /// Another status from 400 to 499.
    ClientError,
    /// Status 429, or 503 with Retry-After: the host asks to be left alone.
    RateLimited,
    /// Another status from 500 to 599.
    ServerError,
    /// Any other status than 200.
    UnexpectedStatus,
    /// The body does not start as a JPEG, PNG, WebP or GIF does.
    NotAPicture,
    /// The picture could not be decoded (only where decoding is part of the work).
    Undecodable,
    /// Decoding would need more memory than is allowed.
    PictureTooLarge,
    /// The disk is full.
    StorageFull,
    /// Writing the file failed in another way.
    Storage,
    /// The worker process died, and so did the one that tried again.
    WorkerDied,
    /// The run was cancelled, or ended early, before the download was whole.
    Cancelled,
}

impl ErrorKind {
    /// Every kind.
    pub const ALL: [Self; 27] = [
        Self::Dns,
        Self::ConnectionRefused,
        Self::ConnectionReset,
        Self::ConnectFailed,
        Self::CertificateInvalid,
        Self::CertificateExpired,
        Self::Tls,
        Self::Timeout,
        Self::TooSlow,
        Self::Truncated,
        Self::Protocol,
        Self::TooLarge,
        Self::TooManyRedirects,
        Self::RedirectRefused,
        Self::AddressRefused,
        Self::NotFound,
        Self::ClientError,
        Self::RateLimited,
        Self::ServerError,
        Self::UnexpectedStatus,
        Self::NotAPicture,
        Self::Undecodable,
        Self::PictureTooLarge,
        Self::StorageFull,
        Self::Storage,
        Self::WorkerDied,
        Self::Cancelled,
    ];

    /// What people read, in a few words, such as "connection refused".
    pub const fn label(self) -> &'static str {
        match self {
            Self::Dns => "host not found",
            Self::ConnectionRefused => "connection refused",
            Self::ConnectionReset => "connection cut",
            Self::ConnectFailed => "could not connect",
            Self::CertificateInvalid => "certificate not trusted",
            Self::CertificateExpired => "certificate expired",
            Self::Tls => "TLS failed",
            Self::Timeout => "timed out",
            Self::TooSlow => "too slow",
            Self::Truncated => "cut short",
            Self::Protocol => "not proper HTTP",
            Self::TooLarge => "too large",
            Self::TooManyRedirects => "too many redirects",
            Self::RedirectRefused => "redirect refused",
            Self::AddressRefused => "private address refused",
            Self::NotFound => "not found",
            Self::ClientError => "request refused",
            Self::RateLimited => "host asks to wait",
            Self::ServerError => "server error",
            Self::UnexpectedStatus => "unexpected status",
            Self::NotAPicture => "not a picture",
            Self::Undecodable => "picture damaged",
            Self::PictureTooLarge => "picture too large",
            Self::StorageFull => "disk full",
            Self::Storage => "could not be saved",
            Self::WorkerDied => "worker died",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for ErrorKind {
    /// The name in reports, such as `connection-refused`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// A download that failed: data, not an error of the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Which of the known ways.
    #[serde(rename = "error")]
    pub kind: ErrorKind,
    /// One sentence, the URL last.
    pub message: String,
}

/// How a download ended. In JSON `"ok"`, or an object with `error` and `message`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The file is whole and in place.
    Ok,
    /// It is not, and why.
    Failed(Failure),
}

impl Outcome {
    /// Whether the download succeeded.
    pub const fn is_ok(&self) -> bool {
        matches!(self, Self::Ok)
    }

    /// A failure of this kind with this sentence.
    pub fn failed(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self::Failed(Failure { kind, message: message.into() })
    }
}

/// What travels in frames, whose format does not describe itself and so cannot tell a text from
/// an object.
#[derive(Serialize, Deserialize)]
enum Tagged {
    Ok,
    Failed(Failure),
}

/// What stands in JSON.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Ok(OkWord),
    Failed(Failure),
}

#[derive(Serialize, Deserialize)]
enum OkWord {
    #[serde(rename = "ok")]
    Ok,
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self, serializer.is_human_readable()) {
            (Self::Ok, true) => Written::Ok(OkWord::Ok).serialize(serializer),
            (Self::Failed(failure), true) => failure.serialize(serializer),
            (Self::Ok, false) => Tagged::Ok.serialize(serializer),
            (Self::Failed(failure), false) => Tagged::Failed(failure.clone()).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Outcome {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(if deserializer.is_human_readable() {
            match Written::deserialize(deserializer)? {
                Written::Ok(OkWord::Ok) => Self::Ok,
                Written::Failed(failure) => Self::Failed(failure),
            }
        } else {
            match Tagged::deserialize(deserializer)? {
                Tagged::Ok => Self::Ok,
                Tagged::Failed(failure) => Self::Failed(failure),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_is_a_word_or_an_object_in_json_and_travels_in_frames() {
        let failed = Outcome::failed(ErrorKind::ConnectionRefused, "nobody listens");
        assert_eq!(serde_json::to_string(&Outcome::Ok).expect("json"), r#""ok""#);
        assert_eq!(
            serde_json::to_string(&failed).expect("json"),
            r#"{"error":"connection-refused","message":"nobody listens"}"#
        );
        for outcome in [Outcome::Ok, failed] {
            let json = serde_json::to_string(&outcome).expect("json");
            assert_eq!(serde_json::from_str::<Outcome>(&json).expect("read"), outcome);
            let bytes = postcard::to_stdvec(&outcome).expect("bytes");
            assert_eq!(postcard::from_bytes::<Outcome>(&bytes).expect("read"), outcome);
        }
    }

    #[test]
    fn kinds_are_shown_as_reports_name_them() {
        assert_eq!(ErrorKind::NotAPicture.to_string(), "not-a-picture");
        let mut kinds = ErrorKind::ALL.to_vec();
        kinds.dedup();
        assert_eq!(kinds.len(), ErrorKind::ALL.len());
    }
}
