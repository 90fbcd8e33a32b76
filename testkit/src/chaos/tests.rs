//! The proxy in front of an echo.

use super::{ChaosProxy, Direction, Fault};
use crate::latch::within;
use std::io::ErrorKind;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

const SHORT: Duration = Duration::from_millis(150);

/// Gives back what it gets, on every connection.
async fn echo() -> ChaosProxy {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let upstream = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut read, mut write) = stream.split();
                drop(tokio::io::copy(&mut read, &mut write).await);
            });
        }
    });
    ChaosProxy::start(upstream).await.unwrap()
}

async fn connect(proxy: &ChaosProxy) -> TcpStream {
    TcpStream::connect(proxy.address).await.unwrap()
}

/// Says a word and waits for it to come back.
async fn ask(stream: &mut TcpStream, word: &[u8]) -> std::io::Result<()> {
    stream.write_all(word).await?;
    let mut back = vec![0; word.len()];
    stream.read_exact(&mut back).await?;
    assert_eq!(back, word);
    Ok(())
}

async fn is_silent(stream: &mut TcpStream) -> bool {
    timeout(SHORT, stream.read_u8()).await.is_err()
}

#[tokio::test]
async fn passes_everything_and_tells_each_side_when_the_other_is_done() {
    let proxy = echo().await;
    let mut stream = connect(&proxy).await;
    let large = vec![7; 300_000];
    let (mut read, mut write) = stream.split();
    let mut back = Vec::new();
    let (sent, got) = tokio::join!(
        async {
            write.write_all(&large).await?;
            write.shutdown().await
        },
        within("the echo", read.read_to_end(&mut back))
    );
    sent.unwrap();
    got.unwrap().unwrap();
    assert_eq!(back, large);
}

#[tokio::test]
async fn a_held_direction_is_silent_and_goes_on_where_it_was() {
    let proxy = echo().await;
    let mut stream = connect(&proxy).await;
    ask(&mut stream, b"before").await.unwrap();
    proxy.set(Direction::ToClient, Fault::Hold);
    stream.write_all(b"x").await.unwrap();
    assert!(is_silent(&mut stream).await);
    proxy.heal();
    assert_eq!(within("the byte", stream.read_u8()).await.unwrap().unwrap(), b'x');
}

#[tokio::test]
async fn dropped_bytes_never_come_while_the_other_way_passes() {
    let proxy = echo().await;
    let mut stream = connect(&proxy).await;
    proxy.set(Direction::ToServer, Fault::Drop);
    stream.write_all(b"lost").await.unwrap();
    assert!(is_silent(&mut stream).await);
    proxy.heal();
    within("the next word", ask(&mut stream, b"next")).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_delay_is_felt_once_per_way() {
    let proxy = echo().await;
    let mut stream = connect(&proxy).await;
    proxy.set_both(Fault::Delay(Duration::from_millis(60)));
    let begun = Instant::now();
    ask(&mut stream, b"slow").await.unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(120), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_throttled_direction_keeps_its_rate() {
    let proxy = echo().await;
    let mut stream = connect(&proxy).await;
    proxy.set(Direction::ToServer, Fault::Throttle { bytes_per_s: 2_000 });
    let begun = Instant::now();
    ask(&mut stream, &[1; 600]).await.unwrap();
    let took = begun.elapsed();
    assert!(took >= Duration::from_millis(250), "{took:?}");
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[tokio::test]
async fn a_connection_is_cut_after_so_many_bytes_and_the_next_one_too() {
    let proxy = echo().await;
    proxy.set(Direction::ToClient, Fault::CutAfter(10));
    for _ in 0..2 {
        let mut stream = connect(&proxy).await;
        stream.write_all(&[1; 64]).await.unwrap();
        let mut got = Vec::new();
        // RST may take what was not read yet with it, never give more.
        drop(within("the end", stream.read_to_end(&mut got)).await.unwrap());
        assert!(got.len() <= 10, "{} bytes came", got.len());
    }
}

#[tokio::test]
async fn a_reset_ends_open_connections_and_lets_new_ones_in() {
    let proxy = echo().await;
    let mut stream = connect(&proxy).await;
    ask(&mut stream, b"alive").await.unwrap();
    assert_eq!(proxy.open(), 1);
    proxy.reset();
    let ended = within("the end", stream.read_u8()).await.unwrap().unwrap_err();
    assert_eq!(ended.kind(), ErrorKind::ConnectionReset);
    ask(&mut connect(&proxy).await, b"again").await.unwrap();
}

#[tokio::test]
async fn a_refused_connection_is_reset_at_once() {
    let proxy = echo().await;
    proxy.refuse(true);
    let mut refused = connect(&proxy).await;
    let ended = within("the end", refused.read_u8()).await.unwrap();
    assert!(ended.is_err());
    proxy.heal();
    ask(&mut connect(&proxy).await, b"welcome").await.unwrap();
}
