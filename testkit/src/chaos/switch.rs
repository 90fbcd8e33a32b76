//! What is broken now, and telling every connection.

use std::time::Duration;
use tokio::sync::watch;

/// Which way bytes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the client to the upstream.
    ToServer,
    /// From the upstream to the client.
    ToClient,
}

/// What happens to the bytes of one direction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Fault {
    /// They pass.
    #[default]
    Pass,
    /// Each piece waits so long before it passes.
    Delay(Duration),
    /// They are read and thrown away; the other end waits for ever.
    Drop,
    /// At most so many pass per second.
    Throttle {
        /// Bytes per second; at least 20.
        bytes_per_s: usize,
    },
    /// The connection ends, both ways, after so many bytes of this direction; counted from when it is
    /// set, or from the connection's begin.
    CutAfter(usize),
    /// Nothing is read: the network is gone, and nobody is told.
    Hold,
}

/// A connection's view of the switch.
pub(super) type Settings = watch::Receiver<Setting>;

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Setting {
    pub(super) to_server: Fault,
    pub(super) to_client: Fault,
    pub(super) refuses: bool,
    /// Rises with each reset; a connection born under another number ends.
    pub(super) resets: u64,
}

impl Setting {
    pub(super) fn of(&self, direction: Direction) -> Fault {
        match direction {
            Direction::ToServer => self.to_server,
            Direction::ToClient => self.to_client,
        }
    }
}

#[derive(Clone)]
pub(super) struct Switch(watch::Sender<Setting>);

impl Default for Switch {
    fn default() -> Self {
        Self(watch::channel(Setting::default()).0)
    }
}

impl Switch {
    pub(super) fn set(&self, direction: Direction, fault: Fault) {
        self.0.send_modify(|setting| match direction {
            Direction::ToServer => setting.to_server = fault,
            Direction::ToClient => setting.to_client = fault,
        });
    }

    pub(super) fn reset(&self) {
        self.0.send_modify(|setting| setting.resets += 1);
    }

    pub(super) fn refuse(&self, refuse: bool) {
        self.0.send_modify(|setting| setting.refuses = refuse);
    }

    pub(super) fn subscribe(&self) -> Settings {
        self.0.subscribe()
    }
}
