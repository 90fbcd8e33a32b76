//! Counts requests and their durations. Handles are made at the first request of their kind and found
//! again without making a text.

use axum::http::{Method, StatusCode};
use kurier_engine::meter::series;
use metrics::{Counter, Histogram, counter, histogram};
use rustc_hash::FxHashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

const METHODS: [&str; 6] = ["GET", "POST", "PUT", "DELETE", "HEAD", "other"];
const CLASSES: [&str; 6] = ["1xx", "2xx", "3xx", "4xx", "5xx", "other"];

/// Counters and a histogram per route pattern. The patterns are ours, so there are few.
#[derive(Default)]
pub(crate) struct HttpMeter {
    routes: RwLock<FxHashMap<Arc<str>, Arc<RouteMeter>>>,
}

struct RouteMeter {
    duration: Histogram,
    counters: [[OnceLock<Counter>; CLASSES.len()]; METHODS.len()],
}

impl HttpMeter {
    pub(crate) fn record(&self, route: &str, method: &Method, status: StatusCode, took: Duration) {
        let meter = self.of(route);
        meter.duration.record(took);
        let (method, class) = (place_of_method(method), place_of_class(status));
        let counter = meter.counters.get(method).and_then(|classes| classes.get(class));
        if let Some(counter) = counter {
            let make = || requests(route, METHODS[method], CLASSES[class]);
            counter.get_or_init(make).increment(1);
        }
    }

    fn of(&self, route: &str) -> Arc<RouteMeter> {
        if let Some(known) = self.routes.read().unwrap_or_else(PoisonError::into_inner).get(route) {
            return Arc::clone(known);
        }
        let mut routes = self.routes.write().unwrap_or_else(PoisonError::into_inner);
        let make = || Arc::new(RouteMeter::new(route));
        Arc::clone(routes.entry(Arc::from(route)).or_insert_with(make))
    }
}

impl RouteMeter {
    fn new(route: &str) -> Self {
        let duration = histogram!(series::HTTP_DURATION.name, "route" => route.to_owned());
        Self { duration, counters: Default::default() }
    }
}

fn requests(route: &str, method: &'static str, class: &'static str) -> Counter {
    counter!(series::HTTP_REQUESTS.name,
        "route" => route.to_owned(), "method" => method, "status" => class)
}

fn place_of_method(method: &Method) -> usize {
    let other = METHODS.len() - 1;
    METHODS.iter().position(|known| *known == method.as_str()).unwrap_or(other)
}

fn place_of_class(status: StatusCode) -> usize {
    // 100 to 599 in five classes; hyper lets nothing below through.
    usize::from(status.as_u16() / 100).saturating_sub(1).min(CLASSES.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_and_status_has_a_place() {
        assert_eq!(METHODS[place_of_method(&Method::POST)], "POST");
        assert_eq!(METHODS[place_of_method(&Method::from_bytes(b"BREW").unwrap())], "other");
        assert_eq!(CLASSES[place_of_class(StatusCode::SWITCHING_PROTOCOLS)], "1xx");
        assert_eq!(CLASSES[place_of_class(StatusCode::SERVICE_UNAVAILABLE)], "5xx");
        assert_eq!(CLASSES[place_of_class(StatusCode::from_u16(799).unwrap())], "other");
    }
}
