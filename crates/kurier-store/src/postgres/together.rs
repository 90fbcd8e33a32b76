//! Most of what a step writes goes out as one statement. Each statement of its own would cost the
//! server more than the rows it brings: a message to read, locks, a snapshot, an answer to flush.

/// Columns of a `SELECT` from parameters: `1 bigint business` is `unnest($1::bigint[]) AS business` with `many`
/// and `$1::bigint AS business` with `one`. Arrays are opened in the list of columns, which takes them
/// element by element; in `FROM`, each would be copied to a store of its own first.
macro_rules! given {
    (many; $($n:literal $type:ident $name:ident),+) => {
        given!("unnest($", "[])"; $($n $type $name),+)
    };
    (one; $($n:literal $type:ident $name:ident),+) => {
        given!("($", ")"; $($n $type $name),+)
    };
    ($open:literal, $close:literal; $n:literal $type:ident $name:ident
        $(, $more:literal $its_type:ident $its_name:ident)*) => {
        concat!(
            "SELECT ", $open, $n, "::", stringify!($type), $close, " AS ", stringify!($name),
            $(", ", $open, $more, "::", stringify!($its_type), $close, " AS ", stringify!($its_name)),*
        )
    };
}

/// What follows from messages: events, transfers, and the heads of people and pairs. Parameters 1 to 43.
macro_rules! told {
    ($how:ident) => {
        concat!(
            "WITH events AS (INSERT INTO event (business, seq, at, kind, status, person, message, \
             answered, detail) ",
            given!($how; 1 bigint business, 2 bigint seq, 3 bigint at, 4 smallint kind,
                5 smallint status, 6 bigint person, 7 bigint message, 8 bigint answered,
                9 text detail),
            "), transfers AS (INSERT INTO transfer (business, id, at, kind, category, debit, \
             credit, amount, currency, messages, first_event, last_event) ",
            given!($how; 10 bigint business, 11 bigint id, 12 bigint at, 13 smallint kind,
                14 smallint category, 15 text debit, 16 text credit, 17 bigint amount,
                18 text currency, 19 bigint messages, 20 bigint first_event,
                21 bigint last_event),
            "), persons AS (UPDATE person_head SET head = new.head, delivered = new.delivered, \
             has_gone = new.has_gone, marketing = new.marketing FROM (",
            given!($how; 22 bigint person, 23 bigint head, 24 bigint delivered,
                25 boolean has_gone, 26 bigint marketing),
            ") AS new WHERE person_head.person = new.person), \
             pairs AS (INSERT INTO relation_head (business, person, window_until, \
             greeting_until, pair_tat, last_utility, last_authentication, last_marketing, \
             last_sender, first, read, read_by_business, counted_at, marketing, notices, \
             unanswered, answered_at) ",
            given!($how; 27 bigint business, 28 bigint person, 29 bigint window_until,
                30 bigint greeting_until, 31 bigint pair_tat, 32 bigint last_utility,
                33 bigint last_authentication, 34 bigint last_marketing, 35 bigint last_sender,
                36 bigint first, 37 bigint read, 38 bigint read_by_business,
                39 bigint counted_at, 40 bigint marketing, 41 bigint notices,
                42 bigint unanswered, 43 bigint answered_at),
            " ON CONFLICT (business, person) DO UPDATE SET \
             window_until = excluded.window_until, greeting_until = excluded.greeting_until, \
             pair_tat = excluded.pair_tat, last_utility = excluded.last_utility, \
             last_authentication = excluded.last_authentication, \
             last_marketing = excluded.last_marketing, last_sender = excluded.last_sender, \
             first = excluded.first, read = excluded.read, \
             read_by_business = excluded.read_by_business, \
             counted_at = excluded.counted_at, marketing = excluded.marketing, \
             notices = excluded.notices, unanswered = excluded.unanswered, \
             answered_at = excluded.answered_at)"
        )
    };
}

/// The heads of businesses. Parameters 44 to 51.
macro_rules! businesses {
    ($how:ident) => {
        concat!(
            "UPDATE business_head SET event = new.event, transfer = new.transfer, \
             prepaid = new.prepaid, reserved = new.reserved, reach = new.reach, \
             owed = new.owed, spent = new.spent FROM (",
            given!($how; 44 bigint business, 45 bigint event, 46 bigint transfer,
                47 bigint prepaid, 48 bigint reserved, 49 bytea reach,
                50 bigint owed, 51 bytea spent),
            ") AS new WHERE business_head.business = new.business"
        )
    };
}

/// All of it, with entries of inboxes and the limiters of the addresses they came from.
macro_rules! entries {
    ($how:ident) => {
        concat!(
            told!($how),
            ", businesses AS (",
            businesses!($how),
            "), senders AS (INSERT INTO sender_head (sender, tat) ",
            given!($how; 52 bigint sender, 53 bigint tat),
            " ON CONFLICT (sender) DO UPDATE SET tat = excluded.tat) \
             INSERT INTO log (person, seq, at, kind, business, sender, category, price_kind, \
             price, reply_to, body, evidence, opaque, surcharge) ",
            given!($how; 54 bigint person, 55 bigint seq, 56 bigint at, 57 smallint kind,
                58 bigint business, 59 bigint sender, 60 smallint category,
                61 smallint price_kind, 62 bigint price, 63 bigint reply_to, 64 text body,
                65 text evidence, 66 text opaque, 67 bigint surcharge)
        )
    };
}

/// Without entries: cursors that moved.
pub(super) const WRITE_STATUSES: &str = concat!(told!(many), " ", businesses!(many));
/// With entries of inboxes.
pub(super) const WRITE_ENTRIES: &str = entries!(many);
/// A lone priced message, one row of everything: the server has no arrays to open.
pub(super) const WRITE_ENTRY: &str = entries!(one);
