//! One direction of one connection.

use super::switch::{Direction, Fault, Settings};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::time::sleep;

/// Largest piece carried at once.
const PIECE: usize = 16 * 1024;
/// A throttled direction moves so often per second.
const BEATS: u32 = 20;

/// How a direction ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The sender said that nothing more comes, and the receiver was told.
    Closed,
    /// It broke, or was broken.
    Reset,
}

pub(super) struct Pump {
    from: OwnedReadHalf,
    to: OwnedWriteHalf,
    settings: Settings,
    direction: Direction,
    born: u64,
    /// The fault in force, and how many bytes it has let through.
    fault: Fault,
    passed: usize,
}

impl Pump {
    pub(super) fn new(
        from: OwnedReadHalf,
        to: OwnedWriteHalf,
        settings: Settings,
        direction: Direction,
    ) -> Self {
        let now = *settings.borrow();
        let (born, fault) = (now.resets, now.of(direction));
        Self { from, to, settings, direction, born, fault, passed: 0 }
    }

    /// Carries until it ends.
    pub(super) async fn run(&mut self) -> End {
        let mut piece = vec![0; PIECE];
        loop {
            if !self.look() {
                return End::Reset;
            }
            if self.fault == Fault::Hold {
                if self.settings.changed().await.is_err() {
                    return End::Reset;
                }
                continue;
            }
            let room = self.room();
            let read = tokio::select! {
                biased;
                changed = self.settings.changed() => match changed {
                    Ok(()) => continue,
                    Err(_) => return End::Reset,
                },
                read = self.from.read(&mut piece[..room]) => read,
            };
            match read {
                Ok(0) => return self.close().await,
                Ok(read) => {
                    if let Some(end) = self.pass(&piece[..read]).await {
                        return end;
                    }
                }
                Err(_) => return End::Reset,
            }
        }
    }

    /// Takes over what the switch says now; answers whether the connection may live.
    fn look(&mut self) -> bool {
        let now = *self.settings.borrow_and_update();
        let fault = now.of(self.direction);
        if fault != self.fault {
            (self.fault, self.passed) = (fault, 0);
        }
        now.resets == self.born
    }

    fn room(&self) -> usize {
        match self.fault {
            Fault::Throttle { bytes_per_s } => (bytes_per_s / BEATS as usize).clamp(1, PIECE),
            Fault::CutAfter(bytes) => bytes.saturating_sub(self.passed).clamp(1, PIECE),
            _ => PIECE,
        }
    }

    async fn pass(&mut self, piece: &[u8]) -> Option<End> {
        match self.fault {
            Fault::Drop => return None,
            Fault::Delay(time) => sleep(time).await,
            Fault::Throttle { .. } => sleep(Duration::from_secs(1) / BEATS).await,
            Fault::CutAfter(bytes) if self.passed >= bytes => return Some(End::Reset),
            Fault::CutAfter(_) | Fault::Pass | Fault::Hold => {}
        }
        let born = self.born;
        let written = tokio::select! {
            biased;
            _ = self.settings.wait_for(|now| now.resets != born) => return Some(End::Reset),
            written = self.to.write_all(piece) => written,
        };
        self.passed += piece.len();
        let cut = matches!(self.fault, Fault::CutAfter(bytes) if self.passed >= bytes);
        (written.is_err() || cut).then_some(End::Reset)
    }

    async fn close(&mut self) -> End {
        match self.to.shutdown().await {
            Ok(()) => End::Closed,
            Err(_) => End::Reset,
        }
    }

    /// Ends with RST instead of FIN, once both directions have said so.
    pub(super) fn reset(self) {
        // A socket that is gone already needs none.
        drop(self.from.as_ref().set_zero_linger());
        // Dropping it would say FIN first.
        self.to.forget();
    }
}
