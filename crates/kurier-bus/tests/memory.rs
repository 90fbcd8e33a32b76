//! The memory bus passes the suite.

use kurier_bus::suite::Fixture;
use kurier_bus::{MemoryBus, bus_suite};
use std::sync::Arc;

bus_suite!(async { Fixture::single(Arc::new(MemoryBus::new())) });
