//! https, with a certificate authority of the test's own.

use std::io::Write as _;
use std::net::TcpStream;
use std::sync::Mutex;

use rcgen::{CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{HandshakeKind, ServerConfig, ServerConnection, StreamOwned};

use super::server::{Server, answer, stall};
use super::*;

pub(super) const NAME: &str = "pictures.test";

/// One that signs certificates.
pub(super) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("a certificate"))
    }

    fn root(&self) -> CertificateDer<'static> {
        self.0.der().clone()
    }

    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// A server's configuration with a certificate for [`NAME`] that runs out in that year.
    pub fn server(&self, until_year: i32) -> ServerConfig {
        let mut params = CertificateParams::new(vec![NAME.to_owned()]).expect("parameters");
        params.extended_key_usages.push(ExtendedKeyUsagePurpose::ServerAuth);
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(until_year, 1, 1);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("a server's certificate");
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        config
    }
}

/// What was agreed on with each connection.
pub(super) type Agreed = Arc<Mutex<Vec<(Option<HandshakeKind>, Option<Vec<u8>>)>>>;

/// An https server with a picture; it ends every connection after its answer.
pub(super) fn serve(config: ServerConfig) -> (Server, Agreed) {
    let agreed = Agreed::default();
    let noted = Arc::clone(&agreed);
    let config = Arc::new(config);
    let wrap = move |mut stream: TcpStream| {
        let mut tls = ServerConnection::new(Arc::clone(&config)).expect("a connection");
        while tls.is_handshaking() {
            tls.complete_io(&mut stream)?;
        }
        let protocol = tls.alpn_protocol().map(<[u8]>::to_vec);
        noted.lock().expect("not poisoned").push((tls.handshake_kind(), protocol));
        Ok(Box::new(StreamOwned::new(tls, stream)) as Box<dyn super::server::Stream>)
    };
    let server = Server::start_wrapped(Box::new(wrap), |_, stream| {
        stream.write_all(&answer("200 OK", &["connection: close"], PICTURE)).expect("sent");
        stream.flush().expect("sent");
        stall(stream);
        false
    });
    (server, agreed)
}

pub(super) fn https(server: &Server) -> String {
    server.url_at(NAME, "/").replace("http:", "https:")
}

fn trusting(authority: &Authority) -> Network {
    Network { roots: Some(vec![authority.root()]), ..network([(NAME, Ipv4Addr::LOCALHOST, Duration::ZERO)]) }
}

#[test]
fn a_trusted_host_is_fetched_from_over_http_1() {
    let (desk, authority) = (Desk::new(), Authority::new());
    let (server, agreed) = serve(authority.server(4000));
    let fetched = desk.fetch_within(&rules(), trusting(&authority), &https(&server));
    assert_eq!(fetched.outcome, Outcome::Ok);
    assert_eq!((fetched.http_version.as_deref(), fetched.connections_opened), (Some("HTTP/1.1"), 1));
    assert!(fetched.phases.dns_secs.is_some() && fetched.phases.connect_secs.is_some());
    assert_eq!(agreed.lock().expect("not poisoned")[0].1.as_deref(), Some(&b"http/1.1"[..]));
}

#[test]
fn certificates_that_will_not_do_fail_by_their_kind() {
    let (desk, authority) = (Desk::new(), Authority::new());
    let (good, _) = serve(authority.server(4000));
    let (expired, _) = serve(authority.server(2002));
    let fetch = |server: &Server, network| desk.fetch_within(&rules(), network, &https(server));
    assert_fails(&desk, &fetch(&expired, trusting(&authority)), ErrorKind::CertificateExpired);
    assert_fails(&desk, &fetch(&good, trusting(&Authority::new())), ErrorKind::CertificateInvalid);
    let elsewhere = format!("https://127.0.0.1:{}/", good.port);
    let wrong_name = desk.fetch_within(&rules(), trusting(&authority), &elsewhere);
    assert_fails(&desk, &wrong_name, ErrorKind::CertificateInvalid);
    let system = Network { roots: None, ..trusting(&authority) };
    assert_fails(&desk, &fetch(&good, system), ErrorKind::CertificateInvalid);
}

#[test]
fn a_host_that_speaks_no_tls_is_not_asked_in_the_clear() {
    let (desk, authority) = (Desk::new(), Authority::new());
    let plain = Server::accepting(|mut stream| {
        std::thread::spawn(move || {
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").expect("sent");
            stall(&mut stream);
        });
    });
    assert_fails(&desk, &desk.fetch_within(&rules(), trusting(&authority), &https(&plain)), ErrorKind::Tls);
    let hanging_up = Server::accepting(|mut stream| {
        std::thread::spawn(move || {
            std::io::Read::read(&mut stream, &mut [0; 4096]).expect("a hello");
            stream.shutdown(std::net::Shutdown::Write).expect("closed");
            stall(&mut stream);
        });
    });
    assert_fails(&desk, &desk.fetch_within(&rules(), trusting(&authority), &https(&hanging_up)), ErrorKind::Tls);
}

#[test]
fn no_session_is_resumed_unless_connections_are_kept() {
    let (desk, authority) = (Desk::new(), Authority::new());
    for (connections, second) in
        [(Connections::Fresh, HandshakeKind::Full), (Connections::Reuse, HandshakeKind::Resumed)]
    {
        let (server, agreed) = serve(authority.server(4000));
        let mut rules = rules();
        rules.connections = connections;
        let fetcher = Fetcher::within(&rules, trusting(&authority));
        for _ in 0..2 {
            assert!(desk.fetch_by(&fetcher, &https(&server)).outcome.is_ok());
        }
        let kinds: Vec<_> = agreed.lock().expect("not poisoned").iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, [Some(HandshakeKind::Full), Some(second)], "{connections:?}");
    }
}

#[test]
fn no_roots_is_a_failure_and_no_way_around() {
    let (desk, authority) = (Desk::new(), Authority::new());
    let (server, agreed) = serve(authority.server(4000));
    let network = Network { roots: Some(Vec::new()), ..trusting(&authority) };
    assert_fails(&desk, &desk.fetch_within(&rules(), network, &https(&server)), ErrorKind::Tls);
    assert!(agreed.lock().expect("not poisoned").is_empty());
}
