//! The client against real listeners on loopback.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method as HttpMethod, Response as HttpResponse, Uri};
use axum::routing::any;
use kurier_egress::{
    BodyLimit, Client, EgressError, Lookup, Method, Outgoing, Policy, PrivateRanges, Refused,
    Request, Resolver, Schemes, StatusCode,
};
use std::collections::VecDeque;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const PUBLIC: IpAddr = IpAddr::V4(Ipv4Addr::new(8, 8, 8, 8));
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

/// Answers each connection with these raw bytes, then keeps silent.
async fn serve_raw(answer: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = [0; 4_096];
                drop(socket.read(&mut request).await);
                drop(socket.write_all(answer).await);
                std::future::pending::<()>().await;
            });
        }
    });
    address
}

fn loopback() -> Client {
    Client::new(Policy::loopback()).unwrap()
}

fn hurried(total: Duration) -> Client {
    Client::new(Policy { total_timeout: total, ..Policy::loopback() }).unwrap()
}

/// Gives prepared answers one after the other, the last one for ever.
struct Scripted {
    answers: Mutex<VecDeque<Vec<IpAddr>>>,
    asked: AtomicU32,
}

impl Scripted {
    fn new<const N: usize>(answers: [&[IpAddr]; N]) -> Arc<Self> {
        let answers = answers.iter().map(|a| a.to_vec()).collect();
        Arc::new(Self { answers: Mutex::new(answers), asked: AtomicU32::new(0) })
    }
}

impl Resolver for Scripted {
    fn lookup(&self, _: &str) -> Lookup {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mut answers = self.answers.lock().unwrap();
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        Box::pin(async move { Ok(answer.unwrap_or_default()) })
    }
}

fn strict(resolver: &Arc<Scripted>) -> Client {
    let policy = Policy {
        schemes: Schemes::HttpAndHttps,
        connect_timeout: Duration::from_millis(300),
        total_timeout: Duration::from_millis(600),
        ..Policy::default()
    };
    Client::with_resolver(policy, Arc::<Scripted>::clone(resolver)).unwrap()
}

#[tokio::test]
async fn sends_method_headers_and_body_and_brings_back_the_answer() {
    let router = Router::new().fallback(
        |method: HttpMethod, uri: Uri, headers: HeaderMap, body: Bytes| async move {
            let agent = headers["user-agent"].to_str().unwrap().to_owned();
            let own = headers["x-own"].to_str().unwrap().to_owned();
            let body = String::from_utf8(body.to_vec()).unwrap();
            HttpResponse::builder()
                .status(202)
                .header("x-answer", "yes")
                .body(format!("{method} {uri} {own} {body} {agent}"))
                .unwrap()
        },
    );
    let address = serve(router).await;
    let mut request = Request::new(Method::PUT, format!("http://{address}/a?b=c"));
    request.headers.insert("x-own", "1".parse().unwrap());
    request.body = "payload".into();
    let answer = loopback().request(request).await.unwrap();
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    assert_eq!(answer.headers["x-answer"], "yes");
    let expected = concat!("PUT /a?b=c 1 payload Kurier/", env!("CARGO_PKG_VERSION"));
    assert_eq!((answer.body.as_ref(), answer.cut), (expected.as_bytes(), false));
}

#[tokio::test]
async fn a_name_that_turns_private_after_its_check_is_not_connected() {
    let hits = Arc::new(AtomicU32::new(0));
    let seen = Arc::clone(&hits);
    let router = Router::new().fallback(move || {
        seen.fetch_add(1, Ordering::SeqCst);
        async {}
    });
    let port = serve(router).await.port();
    let resolver = Scripted::new([&[PUBLIC], &[HERE]]);
    let client = strict(&resolver);
    let url = format!("http://rebind.example:{port}/");
    assert_eq!(client.check_url(&url).await, Ok(()));
    let refused = client.request(Request::get(&url)).await.unwrap_err();
    assert_eq!(refused, EgressError::Refused(Refused::Address));
    assert_eq!(resolver.asked.load(Ordering::SeqCst), 2);
    assert_eq!(hits.load(Ordering::SeqCst), 0);
    // The same name with loopback open does arrive: the refusal above is the guard's.
    let open = Client::with_resolver(Policy::loopback(), Scripted::new([&[HERE]])).unwrap();
    assert!(open.request(Request::get(&url)).await.is_ok());
    assert_eq!(hits.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn the_connection_goes_to_the_checked_address_without_asking_again() {
    let address = serve(Router::new().fallback(|| async { "here" })).await;
    // A second look-up would give an address that nobody answers.
    let resolver = Scripted::new([&[HERE], &[]]);
    let client =
        Client::with_resolver(Policy::loopback(), Arc::<Scripted>::clone(&resolver)).unwrap();
    let url = format!("http://hook.example:{}/", address.port());
    let answer = client.request(Request::get(url)).await.unwrap();
    assert_eq!(answer.body.as_ref(), b"here");
    assert_eq!(resolver.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn one_private_address_among_several_is_refused_at_saving_and_dropped_at_sending() {
    let address = serve(Router::new().fallback(|| async { "here" })).await;
    let private = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
    let policy = Policy { total_timeout: Duration::from_secs(5), ..Policy::loopback() };
    let client = Client::with_resolver(policy, Scripted::new([&[private, HERE]])).unwrap();
    let url = format!("http://mixed.example:{}/", address.port());
    let saving = client.check_url(&url).await.unwrap_err();
    assert_eq!(saving, EgressError::Refused(Refused::Address));
    assert_eq!(client.request(Request::get(&url)).await.unwrap().body.as_ref(), b"here");
}

#[tokio::test]
async fn a_name_with_only_private_addresses_is_refused_under_the_strict_policy() {
    for ip in ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fd00::1"] {
        let client = strict(&Scripted::new([&[ip.parse().unwrap()]]));
        let url = "http://localtest.example/";
        let refused = Err(EgressError::Refused(Refused::Address));
        assert_eq!(client.check_url(url).await, refused, "{ip}");
        assert_eq!(client.request(Request::get(url)).await.map(|_| ()), refused, "{ip}");
    }
}

#[tokio::test]
async fn a_literal_address_is_checked_at_sending_too() {
    let address = serve(Router::new().fallback(|| async {})).await;
    let client = strict(&Scripted::new([&[PUBLIC]]));
    for host in ["127.0.0.1", "2130706433", "[::ffff:127.0.0.1]", "127.1"] {
        let url = format!("http://{host}:{}/", address.port());
        let answer = client.request(Request::get(url)).await.map(|_| ());
        assert_eq!(answer, Err(EgressError::Refused(Refused::Address)), "{host}");
    }
}

#[tokio::test]
async fn localhost_needs_loopback_to_be_open() {
    let address = serve(Router::new().fallback(|| async { "here" })).await;
    let url = format!("http://localhost:{}/", address.port());
    assert_eq!(loopback().request(Request::get(&url)).await.unwrap().body.as_ref(), b"here");
    let strict = Policy { schemes: Schemes::HttpAndHttps, ..Policy::default() };
    let refused = Client::new(strict).unwrap().request(Request::get(&url)).await.unwrap_err();
    assert_eq!(refused, EgressError::Refused(Refused::Host));
}

#[tokio::test]
async fn a_name_without_an_address_is_told_as_such() {
    let client = strict(&Scripted::new([&[]]));
    assert_eq!(client.check_url("http://none.example/").await, Err(EgressError::Unresolved));
    let sent = client.request(Request::get("http://none.example/")).await.map(|_| ());
    assert_eq!(sent, Err(EgressError::Unresolved));
}

#[tokio::test]
async fn a_resolver_that_never_answers_is_given_up() {
    struct Silent;
    impl Resolver for Silent {
        fn lookup(&self, _: &str) -> Lookup {
            Box::pin(std::future::pending())
        }
    }
    let policy = Policy { connect_timeout: Duration::from_millis(50), ..Policy::loopback() };
    let client = Client::with_resolver(policy, Arc::new(Silent)).unwrap();
    assert_eq!(client.check_url("http://slow.example/").await, Err(EgressError::Timeout(50)));
    let sent = client.request(Request::get("http://slow.example/")).await.map(|_| ());
    assert!(matches!(sent, Err(EgressError::Timeout(_))), "{sent:?}");
}

#[tokio::test]
async fn redirects_are_answers_and_are_not_followed() {
    let hits = Arc::new(AtomicU32::new(0));
    for status in [301, 302, 303, 307, 308] {
        let seen = Arc::clone(&hits);
        let router = Router::new().fallback(move |uri: Uri| {
            seen.fetch_add(1, Ordering::SeqCst);
            async move {
                let target = if uri.path() == "/loop" { "/loop" } else { "http://127.0.0.1:1/" };
                HttpResponse::builder()
                    .status(status)
                    .header("location", target)
                    .body(Body::empty())
                    .unwrap()
            }
        });
        let address = serve(router).await;
        for path in ["loop", "away"] {
            let url = format!("http://{address}/{path}");
            let answer = loopback().request(Request::post(url, "secret")).await.unwrap();
            assert_eq!(answer.status.as_u16(), status);
        }
    }
    assert_eq!(hits.load(Ordering::SeqCst), 10);
}

/// A body without end, 64 KiB a piece; counts what was taken.
fn endless(taken: &Arc<AtomicU32>) -> Router {
    let taken = Arc::clone(taken);
    Router::new().fallback(move || {
        let taken = Arc::clone(&taken);
        async move {
            let piece = Bytes::from(vec![b'x'; 65_536]);
            let pieces = std::iter::repeat_n(piece, 10 * 16_384).inspect(move |_| {
                taken.fetch_add(1, Ordering::SeqCst);
            });
            let stream = futures_util::stream::iter(pieces.map(Ok::<_, std::io::Error>));
            Body::from_stream(stream)
        }
    })
}

#[tokio::test]
async fn a_body_of_ten_gigabytes_is_refused_or_cut_after_a_few_pieces() {
    let taken = Arc::new(AtomicU32::new(0));
    let address = serve(endless(&taken)).await;
    let url = format!("http://{address}/");
    let refused = loopback().request(Request::get(&url)).await.map(|_| ());
    assert_eq!(refused, Err(EgressError::TooLarge(65_536)));
    let cut = Request { body_limit: Some(BodyLimit::Cut(1_000)), ..Request::get(&url) };
    let answer = loopback().request(cut).await.unwrap();
    assert_eq!((answer.body.len(), answer.cut), (1_000, true));
    let taken = taken.load(Ordering::SeqCst);
    assert!(taken < 1_000, "{taken} pieces of 163,840 left the server");
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_passes() {
    let address = serve(Router::new().fallback(|| async { vec![b'x'; 5_000] })).await;
    let get =
        |limit| Request { body_limit: Some(limit), ..Request::get(format!("http://{address}/")) };
    let exact = loopback().request(get(BodyLimit::Refuse(5_000))).await.unwrap();
    assert_eq!((exact.body.len(), exact.cut), (5_000, false));
    let over = loopback().request(get(BodyLimit::Refuse(4_999))).await.map(|_| ());
    assert_eq!(over, Err(EgressError::TooLarge(4_999)));
}

#[tokio::test]
async fn what_looks_compressed_is_handed_over_as_it_is() {
    let bomb: &[u8] = b"\x1f\x8b\x08\x00 not unpacked";
    let router = Router::new().route(
        "/",
        any(move |headers: HeaderMap| async move {
            assert!(!headers.contains_key("accept-encoding"));
            HttpResponse::builder()
                .header("content-encoding", "gzip")
                .body(Body::from(bomb))
                .unwrap()
        }),
    );
    let address = serve(router).await;
    let answer = loopback().request(Request::get(format!("http://{address}/"))).await.unwrap();
    assert_eq!(answer.body.as_ref(), bomb);
}

#[tokio::test]
async fn a_body_that_drips_or_never_ends_is_cut_off_in_time() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut request = [0; 4_096];
        drop(socket.read(&mut request).await);
        drop(socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n").await);
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        while socket.write_all(b"x").await.is_ok() {
            tick.tick().await;
        }
    });
    let begin = Instant::now();
    let client = hurried(Duration::from_millis(200));
    let answer = client.request(Request::get(format!("http://{address}/"))).await.map(|_| ());
    assert_eq!(answer, Err(EgressError::Timeout(200)));
    assert!(begin.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn silence_before_the_answer_is_cut_off_in_time() {
    for start in [&b""[..], b"HTTP/1.1 200 OK\r\nx-endless: "] {
        let address = serve_raw(start).await;
        let client = hurried(Duration::from_millis(150));
        let answer = client.request(Request::get(format!("http://{address}/"))).await.map(|_| ());
        assert_eq!(answer, Err(EgressError::Timeout(150)));
    }
}

#[tokio::test]
async fn a_thousand_headers_are_a_broken_answer() {
    let headers = "x-more: y\r\n".repeat(1_000);
    let answer: &'static str = format!("HTTP/1.1 200 OK\r\n{headers}\r\n").leak();
    let address = serve_raw(answer.as_bytes()).await;
    let got = loopback().request(Request::get(format!("http://{address}/"))).await.map(|_| ());
    assert!(matches!(got, Err(EgressError::Broken(_))), "{got:?}");
}

#[tokio::test]
async fn what_is_no_http_is_a_broken_answer() {
    let address = serve_raw(b"SSH-2.0-OpenSSH_9.2\r\n").await;
    let got = loopback().request(Request::get(format!("http://{address}/"))).await.map(|_| ());
    assert!(matches!(got, Err(EgressError::Broken(_))), "{got:?}");
}

#[tokio::test]
async fn a_closed_port_is_no_connection() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let got = loopback().request(Request::get(format!("http://{address}/"))).await.map(|_| ());
    assert!(matches!(got, Err(EgressError::Connect(_))), "{got:?}");
}

#[tokio::test]
async fn errors_do_not_tell_what_lies_behind_a_name() {
    let client = strict(&Scripted::new([&["10.1.2.3".parse().unwrap()]]));
    let error = client.request(Request::get("http://inside.example/")).await.unwrap_err();
    assert!(!error.to_string().contains("10.1.2.3"), "{error}");
}

#[tokio::test]
async fn private_networks_open_with_their_switch() {
    let policy = Policy { private_ranges: PrivateRanges::Allow, ..Policy::loopback() };
    let private = "10.1.2.3".parse().unwrap();
    let open = Client::with_resolver(policy, Scripted::new([&[private]])).unwrap();
    assert_eq!(open.check_url("http://inside.example/").await, Ok(()));
}

#[tokio::test]
async fn of_the_answer_to_an_upload_only_the_beginning_is_read() {
    let endless = serve_raw(b"HTTP/1.1 500 Oops\r\ncontent-length: 9999999\r\n\r\nabcdef").await;
    let client = Client::new(Policy { max_body: 4, ..Policy::loopback() }).unwrap();
    let piece = futures_util::stream::iter([std::io::Result::Ok(Bytes::from_static(b"file"))]);
    let body = Outgoing { bytes: 4, pieces: Box::pin(piece) };
    let bound = Duration::from_secs(20);
    let answer = client.upload(Method::PUT, &format!("http://{endless}/x"), body, bound).await;
    assert_eq!(answer, Ok((StatusCode::INTERNAL_SERVER_ERROR, Bytes::from_static(b"abcd"))));
}
