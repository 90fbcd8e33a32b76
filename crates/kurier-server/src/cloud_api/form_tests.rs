use super::*;
use axum::http::Request;
use futures_util::stream;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const PIECE: usize = 4 * 1024;

/// A body that begins like this and never ends, and how many pieces of it were asked for.
fn endless(begin: &'static str) -> (Form, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let body = Body::from_stream(stream::iter((0_usize..).map(move |n| {
        counted.fetch_add(1, Ordering::Relaxed);
        let piece = if n == 0 { begin.as_bytes().to_vec() } else { vec![b'x'; PIECE] };
        Ok::<_, Infallible>(piece)
    })));
    let kind = "multipart/form-data; boundary=b";
    let (parts, ()) =
        Request::builder().header("content-type", kind).body(()).unwrap().into_parts();
    (Form::begin(&parts, body).unwrap(), asked)
}

#[tokio::test]
async fn of_what_never_becomes_a_file_little_is_read() {
    for begin in [
        "no boundary at all",
        "--b\r\nContent-Disposition: form-data; name=\"type",
        "--b\r\nContent-Disposition: form-data; name=\"file\"\r\nX-Long: ",
    ] {
        let (mut form, asked) = endless(begin);
        let refused = form.read_to_file().await;
        assert!(refused.is_err(), "{begin}");
        let most = usize::try_from(AROUND_BYTES).unwrap() / PIECE + 3;
        assert!(asked.load(Ordering::Relaxed) <= most, "{begin}: {asked:?}");
    }
}

#[tokio::test]
async fn nothing_of_a_file_is_read_beyond_its_beginning_until_it_is_known_whose_it_is() {
    let (mut form, asked) = endless("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n");
    form.read_to_file().await.unwrap();
    assert!(form.file.is_some());
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}
