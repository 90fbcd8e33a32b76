//! A receiver of webhooks for the tests: a small HTTP server on loopback that records what comes and
//! answers as it is told.

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

/// One POST.
#[derive(Debug, Clone)]
pub(super) struct Post {
    /// Header names in lower case.
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
}

impl Post {
    /// The number that the tests' bodies carry.
    pub(super) fn seq(&self) -> i64 {
        std::str::from_utf8(&self.body).unwrap().parse().unwrap()
    }
}

/// Decides the answer: status line and further headers, each with its line end.
type Answer = dyn Fn(&Post) -> String + Send + Sync;

pub(super) fn status(code: u16) -> String {
    format!("{code} X\r\n")
}

pub(super) struct Receiver {
    pub url: String,
    posts: Mutex<Vec<Post>>,
    count: watch::Sender<usize>,
    answer: Mutex<Box<Answer>>,
    /// One permit lets one answer out.
    pub gate: Semaphore,
    in_flight: AtomicUsize,
    pub most_in_flight: AtomicUsize,
}

/// Enough permits for every answer of a test.
pub(super) const OPEN: usize = 1_000_000;

impl Receiver {
    /// Answers 200 at once, until told otherwise.
    pub(super) async fn start() -> Arc<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let receiver = Arc::new(Self {
            url: format!("http://{}/hook", listener.local_addr().unwrap()),
            posts: Mutex::default(),
            count: watch::channel(0).0,
            answer: Mutex::new(Box::new(|_| status(200))),
            gate: Semaphore::new(OPEN),
            in_flight: AtomicUsize::new(0),
            most_in_flight: AtomicUsize::new(0),
        });
        let serving = Arc::clone(&receiver);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(Arc::clone(&serving).serve(socket));
            }
        });
        receiver
    }

    pub(super) fn answer(&self, answer: impl Fn(&Post) -> String + Send + Sync + 'static) {
        *self.answer.lock().unwrap() = Box::new(answer);
    }

    pub(super) fn close_gate(&self) {
        self.gate.forget_permits(OPEN);
    }

    pub(super) fn posts(&self) -> Vec<Post> {
        self.posts.lock().unwrap().clone()
    }

    pub(super) fn seqs(&self) -> Vec<i64> {
        self.posts.lock().unwrap().iter().map(Post::seq).collect()
    }

    /// Waits until so many posts have come.
    pub(super) async fn wait_for(&self, count: usize) {
        let mut counted = self.count.subscribe();
        let enough = counted.wait_for(|have| *have >= count);
        let came = tokio::time::timeout(Duration::from_secs(20), enough).await.is_ok();
        assert!(came, "{} of {count} posts came: {:?}", self.seqs().len(), self.seqs());
    }

    async fn serve(self: Arc<Self>, socket: TcpStream) {
        let mut socket = BufReader::new(socket);
        while let Some(post) = read(&mut socket).await {
            let now = self.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
            self.most_in_flight.fetch_max(now, Ordering::SeqCst);
            let head = (self.answer.lock().unwrap())(&post);
            self.posts.lock().unwrap().push(post);
            self.count.send_modify(|count| *count += 1);
            self.gate.acquire().await.unwrap().forget();
            self.in_flight.fetch_sub(1, Ordering::SeqCst);
            let answer = format!("HTTP/1.1 {head}content-length: 0\r\n\r\n");
            if socket.get_mut().write_all(answer.as_bytes()).await.is_err() {
                return;
            }
        }
    }
}

async fn read(socket: &mut BufReader<TcpStream>) -> Option<Post> {
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        if socket.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(": ") {
            headers.insert(name.to_lowercase(), value.to_owned());
        }
    }
    let mut body = vec![0; headers.get("content-length")?.parse().ok()?];
    socket.read_exact(&mut body).await.ok()?;
    Some(Post { headers, body })
}
