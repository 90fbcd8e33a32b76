//! The conversation with one device: hello, backlog, live; acknowledgements open the window again.

use super::frame::{FromDevice, ToDevice};
use super::report::Reports;
use crate::people_api::fault::Fault;
use crate::people_api::{send, view};
use crate::state::App;
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures_util::SinkExt;
use kurier_engine::follow::{Followed, Follower};
use kurier_policy::id::{InboxSeq, PersonId};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout};

const CLOSE_BAD_FRAME: u16 = 4400;
const CLOSE_NO_HELLO: u16 = 4408;
const CLOSE_TOO_SLOW: u16 = 4008;
const CLOSE_RESTARTING: u16 = 1012;
/// A device must say hello within this time.
const HELLO_WITHIN: Duration = Duration::from_secs(10);
/// A device that says nothing for so long is gone; clients ping every 25 s.
const SILENT_FOR: Duration = Duration::from_secs(90);
/// A frame that cannot be written for so long means that the device is too slow, or gone.
const WRITE_WITHIN: Duration = Duration::from_secs(20);
/// A device that must acknowledge before it may get more has so long to do it.
const ACKNOWLEDGE_WITHIN: Duration = Duration::from_secs(20);
/// The last reports of a device that is gone may take so long to be stored.
const REPORTED_WITHIN: Duration = Duration::from_secs(5);

/// Why a conversation ends.
enum End {
    /// The device went away.
    Gone,
    /// We close, with this code and word.
    Close(u16, &'static str),
}

type Step<T = ()> = Result<T, End>;

pub(super) async fn talk(app: Arc<App>, person: PersonId, mut socket: WebSocket) {
    let _open = app.sockets.enter();
    let end = converse(&app, person, &mut socket).await;
    if let Err(End::Close(code, reason)) = end {
        let frame = CloseFrame { code, reason: reason.into() };
        // The device may be gone already; then there is nobody to tell.
        drop(timeout(WRITE_WITHIN, socket.send(Message::Close(Some(frame)))).await);
    }
}

async fn converse(app: &App, person: PersonId, socket: &mut WebSocket) -> Step {
    let farewell = app.sockets.farewell(app.stopping.clone());
    tokio::pin!(farewell);
    let held = tokio::select! {
        biased;
        () = &mut farewell => return Err(End::Close(CLOSE_RESTARTING, "restarting")),
        held = greet(app, person, socket) => held?,
    };
    let mut reports = Reports::new(&app.engine, person);
    let end = exchange(app, person, socket, held, farewell, &mut reports).await;
    // What the device reported counts, also if it went away at once.
    drop(timeout(REPORTED_WITHIN, reports.settle()).await);
    end
}

/// Entries one way and frames the other, until one of both ends it.
async fn exchange(
    app: &App,
    person: PersonId,
    socket: &mut WebSocket,
    held: InboxSeq,
    mut farewell: Pin<&mut impl Future<Output = ()>>,
    reports: &mut Reports<'_>,
) -> Step {
    let mut inbox = app.engine.follow(person, held);
    let mut patience = None;
    loop {
        tokio::select! {
            biased;
            () = &mut farewell => return Err(End::Close(CLOSE_RESTARTING, "restarting")),
            stored = reports.stored() => settled(stored)?,
            received = timeout(SILENT_FOR, socket.recv()) => {
                let received = received.map_err(|_| End::Gone)?;
                match parse(received)? {
                    None => {}
                    Some(FromDevice::Ack { seq }) => {
                        if let Some(place) = inbox.acknowledge(InboxSeq(seq)) {
                            reports.note(place);
                        }
                    }
                    // Frames are answered in order: what was reported before this one is stored first.
                    Some(frame) => {
                        settled(reports.settle().await)?;
                        Box::pin(answer(app, person, socket, &mut inbox, frame)).await?;
                    }
                }
                if !inbox.is_full() {
                    patience = None;
                }
            }
            next = inbox.next() => match next {
                Ok(Followed::Full) => patience = Some(Instant::now() + ACKNOWLEDGE_WITHIN),
                Ok(followed) => pass_on(socket, followed).await?,
                Err(error) => {
                    say(socket, &ToDevice::Error { error: error.into() }).await?;
                    return Err(End::Close(CLOSE_RESTARTING, "try again"));
                }
            },
            () = reached(patience) => return Err(End::Close(CLOSE_TOO_SLOW, "too slow")),
        }
    }
}

/// Hello and welcome; answers where to go on.
async fn greet(app: &App, person: PersonId, socket: &mut WebSocket) -> Step<InboxSeq> {
    let after = hello(socket).await?;
    welcome(app, person, after, socket).await
}

/// Returns at this moment; without one, never.
async fn reached(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

async fn hello(socket: &mut WebSocket) -> Step<InboxSeq> {
    let first = timeout(HELLO_WITHIN, socket.recv())
        .await
        .map_err(|_| End::Close(CLOSE_NO_HELLO, "no hello"))?;
    match parse(first)? {
        Some(FromDevice::Hello { after }) => Ok(InboxSeq(after)),
        _ => Err(End::Close(CLOSE_BAD_FRAME, "hello expected")),
    }
}

/// Answers hello, and where to go on after. A device cannot hold what was not written yet; one that
/// says so knows another history (a restored backup): nothing of this one counts as delivered to it,
/// and it goes on from now, unless it starts anew when it sees the head.
async fn welcome(
    app: &App,
    person: PersonId,
    after: InboxSeq,
    socket: &mut WebSocket,
) -> Step<InboxSeq> {
    let state = app
        .engine
        .store()
        .inbox_state(person)
        .await
        .map_err(|_| End::Close(CLOSE_RESTARTING, "try again"))?;
    // What the device holds is delivered, also if its last report was lost on the way.
    let held = after.min(state.head);
    let mut delivered = state.delivered;
    if after <= state.head && after > delivered {
        settled(app.engine.delivered(person, after).await)?;
        delivered = after;
    }
    let frame = ToDevice::Welcome {
        head: state.head.0,
        delivered: delivered.0,
        read: view::read_cursors(&state),
    };
    say(socket, &frame).await?;
    Ok(held)
}

/// One frame, or `None` for control frames.
fn parse(received: Option<Result<Message, axum::Error>>) -> Step<Option<FromDevice>> {
    match received {
        Some(Ok(Message::Text(text))) => serde_json::from_str(text.as_str())
            .map(Some)
            .map_err(|_| End::Close(CLOSE_BAD_FRAME, "not a known frame")),
        Some(Ok(Message::Binary(_))) => Err(End::Close(CLOSE_BAD_FRAME, "text frames only")),
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
        Some(Ok(Message::Close(_)) | Err(_)) | None => Err(End::Gone),
    }
}

async fn answer(
    app: &App,
    person: PersonId,
    socket: &mut WebSocket,
    follower: &mut Follower,
    frame: FromDevice,
) -> Step {
    match frame {
        FromDevice::Hello { .. } => Err(End::Close(CLOSE_BAD_FRAME, "hello was said")),
        // Needs no answer, and was taken in before.
        FromDevice::Ack { .. } => Ok(()),
        FromDevice::Ping => say(socket, &ToDevice::Pong).await,
        FromDevice::Read { business, seq } => match business.parse() {
            Ok(business) => {
                let place = follower.seen(InboxSeq(seq));
                settled(app.engine.read(person, business, place).await)
            }
            Err(_) => Err(End::Close(CLOSE_BAD_FRAME, "business is an id")),
        },
        FromDevice::Send(body) => {
            let client_id = body.client_id.clone();
            let reply = match send::take(app, person, body).await {
                Ok(seq) => ToDevice::Sent { client_id, seq: seq.0 },
                // "Try again" is no refusal: the device keeps it and reconnects.
                Err(error) if error.code == "try_again" => {
                    return Err(End::Close(CLOSE_RESTARTING, "try again"));
                }
                Err(error) => ToDevice::Refused { client_id, error },
            };
            say(socket, &reply).await
        }
    }
}

/// A report that could not be stored now will be repeated by the device when it is back.
fn settled(outcome: kurier_engine::Result<()>) -> Step {
    outcome.map_err(|error| {
        let Fault { code, .. } = error.into();
        if code == "try_again" {
            End::Close(CLOSE_RESTARTING, "try again")
        } else {
            End::Close(CLOSE_BAD_FRAME, "not a place in this inbox")
        }
    })
}

async fn pass_on(socket: &mut WebSocket, followed: Followed) -> Step {
    match followed {
        Followed::Entries(entries) => {
            for entry in entries {
                let frame = ToDevice::Entry { entry: &entry };
                written(socket.feed(text(&frame))).await?;
            }
            written(socket.flush()).await
        }
        Followed::Live => say(socket, &ToDevice::Live).await,
        Followed::Full => Ok(()),
        Followed::Typing(business) => {
            say(socket, &ToDevice::Typing { business: business.to_string() }).await
        }
        Followed::Read(business, up_to) => {
            say(socket, &ToDevice::Read { business: business.to_string(), seq: up_to.0 }).await
        }
    }
}

async fn say(socket: &mut WebSocket, frame: &ToDevice<'_>) -> Step {
    written(socket.send(text(frame))).await
}

fn text(frame: &ToDevice<'_>) -> Message {
    Message::text(frame.to_text())
}

/// Gives a device so long to take what is written, and no longer.
async fn written(writing: impl Future<Output = Result<(), axum::Error>>) -> Step {
    match timeout(WRITE_WITHIN, writing).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(End::Gone),
        Err(_) => Err(End::Close(CLOSE_TOO_SLOW, "too slow")),
    }
}
