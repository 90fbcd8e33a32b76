//! Most of what a step writes goes out as one statement. Each statement of its own would cost the
//! server more than the rows it brings: a message to read, locks, a snapshot, an answer to flush.

/// What follows from messages: events, transfers, and the heads of people, pairs and businesses. Parameters
/// 1 to 42. Arrays are opened in the list of columns, which takes them element by element; in `FROM`,
/// each would be copied to a store of its own first.
macro_rules! told {
    () => {
        "WITH events AS (INSERT INTO event (business, seq, at, kind, status, person, message, \
             answered, detail) SELECT unnest($1::bigint[]), unnest($2::bigint[]), \
             unnest($3::bigint[]), unnest($4::smallint[]), unnest($5::smallint[]), \
             unnest($6::bigint[]), unnest($7::bigint[]), unnest($8::bigint[]), \
             unnest($9::text[])), \
         transfers AS (INSERT INTO transfer (business, id, at, kind, category, debit, credit, \
             amount, currency, messages, first_event, last_event) SELECT unnest($10::bigint[]), \
             unnest($11::bigint[]), unnest($12::bigint[]), unnest($13::smallint[]), \
             unnest($14::smallint[]), unnest($15::text[]), unnest($16::text[]), \
             unnest($17::bigint[]), unnest($18::text[]), unnest($19::bigint[]), \
             unnest($20::bigint[]), unnest($21::bigint[])), \
         persons AS (UPDATE person_head SET head = new.head, delivered = new.delivered, \
             has_gone = new.has_gone FROM (SELECT unnest($22::bigint[]) AS person, \
             unnest($23::bigint[]) AS head, unnest($24::bigint[]) AS delivered, \
             unnest($25::boolean[]) AS has_gone) AS new WHERE person_head.person = new.person), \
         pairs AS (INSERT INTO relation_head (business, person, window_until, greeting_until, \
             pair_tat, last_utility, last_authentication, last_marketing, last_sender, first, \
             read, read_by_business) SELECT unnest($26::bigint[]), unnest($27::bigint[]), \
             unnest($28::bigint[]), unnest($29::bigint[]), unnest($30::bigint[]), \
             unnest($31::bigint[]), unnest($32::bigint[]), unnest($33::bigint[]), \
             unnest($34::bigint[]), unnest($35::bigint[]), unnest($36::bigint[]), \
             unnest($37::bigint[]) ON CONFLICT (business, person) DO UPDATE SET \
             window_until = excluded.window_until, greeting_until = excluded.greeting_until, \
             pair_tat = excluded.pair_tat, last_utility = excluded.last_utility, \
             last_authentication = excluded.last_authentication, \
             last_marketing = excluded.last_marketing, last_sender = excluded.last_sender, \
             first = excluded.first, read = excluded.read, \
             read_by_business = excluded.read_by_business)"
    };
}

/// The heads of businesses.
macro_rules! businesses {
    () => {
        "UPDATE business_head SET event = new.event, transfer = new.transfer, \
         prepaid = new.prepaid, reserved = new.reserved FROM (SELECT unnest($38::bigint[]) AS \
         business, unnest($39::bigint[]) AS event, unnest($40::bigint[]) AS transfer, \
         unnest($41::bigint[]) AS prepaid, unnest($42::bigint[]) AS reserved) AS new \
         WHERE business_head.business = new.business"
    };
}

/// Without entries: cursors that moved.
pub(super) const WRITE_STATUSES: &str = concat!(told!(), " ", businesses!());

/// With entries of inboxes, and the limiters of the addresses they came from.
pub(super) const WRITE_ENTRIES: &str = concat!(
    told!(),
    ", businesses AS (",
    businesses!(),
    "), senders AS (INSERT INTO sender_head (sender, tat) SELECT unnest($43::bigint[]), \
     unnest($44::bigint[]) ON CONFLICT (sender) DO UPDATE SET tat = excluded.tat) \
     INSERT INTO log (person, seq, at, kind, business, sender, category, price_kind, price, \
     reply_to, body, evidence, opaque) SELECT unnest($45::bigint[]), unnest($46::bigint[]), \
     unnest($47::bigint[]), unnest($48::smallint[]), unnest($49::bigint[]), \
     unnest($50::bigint[]), unnest($51::smallint[]), unnest($52::smallint[]), \
     unnest($53::bigint[]), unnest($54::bigint[]), unnest($55::text[]), unnest($56::text[]), \
     unnest($57::text[])"
);
