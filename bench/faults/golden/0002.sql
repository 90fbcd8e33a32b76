BEGIN;
CREATE TABLE schema_migration (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum BLOB NOT NULL);
INSERT INTO "schema_migration" VALUES (0, '0001_first', x'636a317b36bb053d8543f9c5143d558c052442bc2a04d571b96b4db0ad513ff5');
INSERT INTO "schema_migration" VALUES (1, '0002_many_nodes', x'c83cb9d475e6d2160b604c5214d335630331d50c652753ae23e16ff653a22196');
CREATE TABLE business (
    id         BIGINT  NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    app        BIGINT  NOT NULL UNIQUE,
    app_secret TEXT    NOT NULL,
    currency   TEXT    NOT NULL,
    verified   BIGINT  NOT NULL,
    suspended  BIGINT  NOT NULL,
    created_at BIGINT  NOT NULL
);
INSERT INTO "business" VALUES (410389024794550, 'Sandbox Shop', 773737464379691, '939d68fd7a5ad18f37fffdb86fc86ccd', 'EUR', 1, 0, 1795659445762795);
INSERT INTO "business" VALUES (581674762548906, 'Second Shop', 599477817408490, '19b34930f1ead8fd61877b4188e6b54b', 'EUR', 1, 0, 1795659445765460);
CREATE TABLE sender (
    id             BIGINT NOT NULL PRIMARY KEY,
    business       BIGINT NOT NULL REFERENCES business (id),
    display_number TEXT   NOT NULL,
    name           TEXT   NOT NULL,
    registered     BIGINT NOT NULL,
    created_at     BIGINT NOT NULL
);
INSERT INTO "sender" VALUES (938646045974925, 410389024794550, '493055501001', 'Sandbox Shop', 1, 1795659445762795);
INSERT INTO "sender" VALUES (936106522119721, 581674762548906, '493055501002', 'Second Shop', 1, 1795659445765460);
CREATE TABLE token (
    hash       BLOB   NOT NULL PRIMARY KEY,
    business   BIGINT NOT NULL REFERENCES business (id),
    label      TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT
) WITHOUT ROWID;
INSERT INTO "token" VALUES (x'dc75c873ee4c581f074c04273801320fa822b05fa3160b79f94db72f11984152', 581674762548906, 'first token', 1795659445766787, NULL);
INSERT INTO "token" VALUES (x'fdd44219d9c913c7876481d985db5deb920db8d6273f686b7b03dab52b2177f6', 410389024794550, 'first token', 1795659445764979, NULL);
CREATE TABLE person (
    id         BIGINT NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    language   TEXT   NOT NULL,
    market     TEXT   NOT NULL,
    phone      TEXT   UNIQUE,
    created_at BIGINT NOT NULL
);
INSERT INTO "person" VALUES (922303009830520, 'Person A', 'en', '*', NULL, 1795659445767273);
INSERT INTO "person" VALUES (715095644902676, 'Person B', 'en', '*', NULL, 1795659445773090);
INSERT INTO "person" VALUES (486982608466732, 'Person C', 'en', '*', NULL, 1795659445776175);
CREATE TABLE device (
    id           BIGINT NOT NULL PRIMARY KEY,
    person       BIGINT NOT NULL REFERENCES person (id),
    session_hash BLOB   NOT NULL UNIQUE,
    label        TEXT   NOT NULL,
    created_at   BIGINT NOT NULL
);
INSERT INTO "device" VALUES (826298866494849, 922303009830520, x'a565c361ec41160e545a332393c5c77539634be072c514792233e598ac6ad80f', 'sandbox', 1795659445767293);
INSERT INTO "device" VALUES (705122125997189, 715095644902676, x'c5877874bcb81349bf172cd63d5da6c30dc11082a597bff0c5c479af4bf56a89', 'sandbox', 1795659445773133);
INSERT INTO "device" VALUES (895454893116573, 486982608466732, x'0965a752411db44f22e6063d1ce51ca075400f310c8c11940624073548888982', 'sandbox', 1795659445776198);
CREATE TABLE invite (
    code       TEXT   NOT NULL PRIMARY KEY,
    business   BIGINT NOT NULL REFERENCES business (id),
    sender     BIGINT NOT NULL REFERENCES sender (id),
    asks       TEXT   NOT NULL,
    welcome    TEXT   NOT NULL,
    uses_left  BIGINT,
    expires_at BIGINT,
    created_at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE TABLE relation (
    business   BIGINT NOT NULL REFERENCES business (id),
    person     BIGINT NOT NULL REFERENCES person (id),
    wa_id      BIGINT NOT NULL,
    user_id    TEXT   NOT NULL,
    blocked    BIGINT NOT NULL,
    withdrawn  BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (business, person)
) WITHOUT ROWID;
INSERT INTO "relation" VALUES (410389024794550, 486982608466732, 999384752730056, 'ZZ.23165533380816315410', 0, 0, 1795659445776868);
INSERT INTO "relation" VALUES (410389024794550, 715095644902676, 999325085689851, 'ZZ.89076352854575494053', 0, 0, 1795659445773828);
INSERT INTO "relation" VALUES (410389024794550, 922303009830520, 999641807345190, 'ZZ.10207000827974101785', 0, 0, 1795659445768116);
INSERT INTO "relation" VALUES (581674762548906, 922303009830520, 999966151194548, 'ZZ.05438923140747676105', 0, 0, 1795659445777579);
CREATE TABLE permission (
    id         INTEGER NOT NULL PRIMARY KEY,
    business   BIGINT  NOT NULL,
    person     BIGINT  NOT NULL,
    receipt    BIGINT  NOT NULL,
    purpose    TEXT    NOT NULL,
    topic      TEXT,
    cadence    TEXT    NOT NULL,
    granted_at BIGINT  NOT NULL,
    expires_at BIGINT,
    FOREIGN KEY (business, person) REFERENCES relation (business, person)
);
INSERT INTO "permission" VALUES (1, 410389024794550, 922303009830520, 609136282979452, 'utility', NULL, 'each', 1795659445768079, NULL);
INSERT INTO "permission" VALUES (2, 410389024794550, 922303009830520, 609136282979452, 'authentication', NULL, 'each', 1795659445768079, NULL);
INSERT INTO "permission" VALUES (3, 410389024794550, 922303009830520, 609136282979452, 'marketing', NULL, 'each', 1795659445768079, NULL);
INSERT INTO "permission" VALUES (4, 410389024794550, 715095644902676, 518321077844195, 'utility', NULL, 'each', 1795659445773805, NULL);
INSERT INTO "permission" VALUES (5, 410389024794550, 715095644902676, 518321077844195, 'authentication', NULL, 'each', 1795659445773805, NULL);
INSERT INTO "permission" VALUES (6, 410389024794550, 715095644902676, 518321077844195, 'marketing', NULL, 'each', 1795659445773805, NULL);
INSERT INTO "permission" VALUES (7, 581674762548906, 922303009830520, 665320205298659, 'utility', NULL, 'each', 1795659445777559, NULL);
INSERT INTO "permission" VALUES (8, 581674762548906, 922303009830520, 665320205298659, 'authentication', NULL, 'each', 1795659445777559, NULL);
INSERT INTO "permission" VALUES (9, 581674762548906, 922303009830520, 665320205298659, 'marketing', NULL, 'each', 1795659445777559, NULL);
CREATE TABLE receipt (
    id       BIGINT NOT NULL PRIMARY KEY,
    business BIGINT NOT NULL,
    person   BIGINT NOT NULL,
    seq      BIGINT NOT NULL,
    pos      BIGINT NOT NULL
);
INSERT INTO "receipt" VALUES (609136282979452, 410389024794550, 922303009830520, 1, 1);
INSERT INTO "receipt" VALUES (518321077844195, 410389024794550, 715095644902676, 1, 3);
INSERT INTO "receipt" VALUES (665320205298659, 581674762548906, 922303009830520, 3, 4);
CREATE TABLE template (
    id         BIGINT NOT NULL PRIMARY KEY,
    business   BIGINT NOT NULL REFERENCES business (id),
    name       TEXT   NOT NULL,
    language   TEXT   NOT NULL,
    document   TEXT   NOT NULL,
    UNIQUE (business, name, language)
);
INSERT INTO "template" VALUES (488548240419259, 410389024794550, 'hello_world', 'en_US', '{"id":488548240419259,"business":410389024794550,"name":"hello_world","language":"en_US","category":"utility","parameter_format":"POSITIONAL","status":"APPROVED","parts":{"body":"Welcome! This is a test message of Kurier."},"updated_at":1795659445780806}');
INSERT INTO "template" VALUES (424805330793708, 410389024794550, 'order_update', 'en_US', '{"id":424805330793708,"business":410389024794550,"name":"order_update","language":"en_US","category":"utility","parameter_format":"POSITIONAL","status":"APPROVED","parts":{"body":"Hello {{1}}, your order {{2}} is on its way to you.","footer":"Sandbox Shop","buttons":[{"type":"QUICK_REPLY","text":"Got it"},{"type":"URL","text":"Track","url":"https://shop.example/orders/{{1}}"}],"samples":[{"parameter":"1","value":"Kim"},{"parameter":"2","value":"A-1001"}]},"updated_at":1795659445781963}');
INSERT INTO "template" VALUES (917842622496114, 410389024794550, 'named_promo', 'en_US', '{"id":917842622496114,"business":410389024794550,"name":"named_promo","language":"en_US","category":"marketing","parameter_format":"NAMED","status":"APPROVED","parts":{"body":"Hi {{first_name}}, this week you get {{offer}} in our shop.","samples":[{"parameter":"first_name","value":"Kim"},{"parameter":"offer","value":"10 % off"}]},"updated_at":1795659445783036}');
INSERT INTO "template" VALUES (944836968846826, 410389024794550, 'otp', 'en_US', '{"id":944836968846826,"business":410389024794550,"name":"otp","language":"en_US","category":"authentication","parameter_format":"POSITIONAL","status":"APPROVED","parts":{"body":"","buttons":[{"type":"COPY_CODE","text":"Copy code"}],"otp":{"security_recommendation":true,"expires_min":10}},"updated_at":1795659445784031}');
INSERT INTO "template" VALUES (377785852598460, 410389024794550, 'paused_one', 'en_US', '{"id":377785852598460,"business":410389024794550,"name":"paused_one","language":"en_US","category":"utility","parameter_format":"POSITIONAL","status":"PAUSED","parts":{"body":"This template is paused."},"updated_at":1795659445785638}');
INSERT INTO "template" VALUES (116893798427387, 410389024794550, 'pending_one', 'en_US', '{"id":116893798427387,"business":410389024794550,"name":"pending_one","language":"en_US","category":"utility","parameter_format":"POSITIONAL","status":"PENDING","parts":{"body":"This template waits for review."},"updated_at":1795659445786078}');
CREATE TABLE rate_card (
    version    BIGINT NOT NULL PRIMARY KEY,
    valid_from BIGINT NOT NULL,
    document   TEXT   NOT NULL
);
INSERT INTO "rate_card" VALUES (1, 0, '{"version":1,"valid_from":0,"currency":"EUR","rates":[{"category":"utility","market":"*","micros":10000},{"category":"authentication","market":"*","micros":10000},{"category":"marketing","market":"*","micros":50000},{"category":"service","market":"*","micros":0}]}');
CREATE TABLE log (
    pos        INTEGER NOT NULL PRIMARY KEY,
    at         BIGINT  NOT NULL,
    kind       BIGINT  NOT NULL,
    person     BIGINT  NOT NULL,
    seq        BIGINT  NOT NULL,
    prev       BIGINT  NOT NULL,
    business   BIGINT  NOT NULL,
    sender     BIGINT  NOT NULL,
    category   BIGINT  NOT NULL,
    price_kind BIGINT  NOT NULL,
    price      BIGINT  NOT NULL,
    reply_to   BIGINT  NOT NULL,
    sender_tat BIGINT  NOT NULL,
    pair_tat   BIGINT  NOT NULL,
    body       TEXT,
    evidence   TEXT,
    opaque     TEXT
);
INSERT INTO "log" VALUES (1, 1795659445769546, 3, 922303009830520, 1, 0, 410389024794550, 938646045974925, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":609136282979452,"at":1795659445768116,"business":410389024794550,"business_name":"Sandbox Shop","user_id":"ZZ.10207000827974101785","decision":{"action":"grant","permissions":[{"receipt":609136282979452,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795659445768079,"expires_at":null},{"receipt":609136282979452,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795659445768079,"expires_at":null},{"receipt":609136282979452,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795659445768079,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Tells you about your orders.","Sends you codes to sign in.","Sends you offers and news."]},"signature":"8nmYh3unfAO9VsA4f3NrsNk3ZC85sOjZ9RXaU4gJPQpEzTXVR3ABx0WpXgI0md14U/OAYmieVwnT9V+Erq/SDw==","public_key":"AAhb3PHi/L//Z4R4V3Z3gY483dduuwQxY7lIvrDPfL4="}', NULL, NULL);
INSERT INTO "log" VALUES (2, 1795659445771882, 2, 922303009830520, 2, 1, 410389024794550, 938646045974925, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello');
INSERT INTO "log" VALUES (3, 1795659445774816, 3, 715095644902676, 1, 0, 410389024794550, 938646045974925, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":518321077844195,"at":1795659445773828,"business":410389024794550,"business_name":"Sandbox Shop","user_id":"ZZ.89076352854575494053","decision":{"action":"grant","permissions":[{"receipt":518321077844195,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795659445773805,"expires_at":null},{"receipt":518321077844195,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795659445773805,"expires_at":null},{"receipt":518321077844195,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795659445773805,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Tells you about your orders.","Sends you codes to sign in.","Sends you offers and news."]},"signature":"BQ11GiuwJtin4hspes7x5LdN+bkbqsiG9c7sXilqc1Ey2x58cZ7t10D7qTTqZ9Cd19cvQqv+x29PRVVPwdC5DA==","public_key":"AAhb3PHi/L//Z4R4V3Z3gY483dduuwQxY7lIvrDPfL4="}', NULL, NULL);
INSERT INTO "log" VALUES (4, 1795659445778620, 3, 922303009830520, 3, 2, 581674762548906, 936106522119721, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":665320205298659,"at":1795659445777579,"business":581674762548906,"business_name":"Second Shop","user_id":"ZZ.05438923140747676105","decision":{"action":"grant","permissions":[{"receipt":665320205298659,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795659445777559,"expires_at":null},{"receipt":665320205298659,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795659445777559,"expires_at":null},{"receipt":665320205298659,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795659445777559,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Tells you about your orders.","Sends you codes to sign in.","Sends you offers and news."]},"signature":"Med9bpgiXNDsaSN5UHwChF5cGGbS51XsUaMQQblWeA4qwHDpO1zRWGrEWjjWDwo2WehO+h3yS43zbuRvzrhLDg==","public_key":"AAhb3PHi/L//Z4R4V3Z3gY483dduuwQxY7lIvrDPfL4="}', NULL, NULL);
INSERT INTO "log" VALUES (5, 1795659446424515, 1, 922303009830520, 4, 4, 410389024794550, 938646045974925, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello 0"}', '{"t":1795659446424515,"c":"service","w":1795745845771882,"m":"*","v":1,"e":0}', NULL);
INSERT INTO "log" VALUES (6, 1795659446430541, 1, 922303009830520, 5, 5, 410389024794550, 938646045974925, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello 1"}', '{"t":1795659446430541,"c":"service","w":1795745845771882,"m":"*","v":1,"e":0}', NULL);
INSERT INTO "log" VALUES (7, 1795659446436302, 1, 922303009830520, 6, 6, 410389024794550, 938646045974925, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello 2"}', '{"t":1795659446436302,"c":"service","w":1795745845771882,"m":"*","v":1,"e":0}', NULL);
INSERT INTO "log" VALUES (8, 1795659446441996, 1, 922303009830520, 7, 7, 410389024794550, 938646045974925, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello 3"}', '{"t":1795659446441996,"c":"service","w":1795745845771882,"m":"*","v":1,"e":0}', NULL);
INSERT INTO "log" VALUES (9, 1795659446447413, 1, 922303009830520, 8, 8, 410389024794550, 938646045974925, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello 4"}', '{"t":1795659446447413,"c":"service","w":1795745845771882,"m":"*","v":1,"e":0}', NULL);
INSERT INTO "log" VALUES (10, 1795659446452469, 1, 715095644902676, 2, 3, 410389024794550, 938646045974925, 1, 0, 10000, 0, 0, 0, '{"type":"template","template":488548240419259,"name":"hello_world","language":"en_US","body":"Welcome! This is a test message of Kurier."}', '{"t":1795659446452469,"c":"utility","tp":true,"p":{"i":518321077844195,"s":1795659445773805},"m":"*","v":1,"e":10000}', NULL);
INSERT INTO "log" VALUES (11, 1795659446458463, 8, 0, 0, 14, 410389024794550, 938646045974925, 1, 1, 0, 0, 0, 0, '999384752730056', '{"t":1795659446458463,"c":"utility","tp":true,"m":"*","v":1,"e":10000,"r":"recipient_unavailable"}', NULL);
INSERT INTO "log" VALUES (12, 1795659446465279, 2, 922303009830520, 9, 9, 410389024794550, 938646045974925, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Ünïcode answer"}', NULL, 'sandbox-1795659446465195-21989-0');
INSERT INTO "log" VALUES (13, 1795659446473162, 6, 922303009830520, 0, 0, 0, 0, 0, 1, 0, 9, 0, 0, NULL, NULL, NULL);
CREATE TABLE inbox_mark (
    person BIGINT NOT NULL,
    seq    BIGINT NOT NULL,
    pos    BIGINT NOT NULL,
    PRIMARY KEY (person, seq)
) WITHOUT ROWID;
CREATE TABLE gone (
    person BIGINT NOT NULL,
    seq    BIGINT NOT NULL,
    reason TEXT   NOT NULL,
    PRIMARY KEY (person, seq)
) WITHOUT ROWID;
CREATE TABLE event (
    business BIGINT NOT NULL,
    seq      BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    kind     BIGINT NOT NULL,
    status   BIGINT NOT NULL,
    pos      BIGINT NOT NULL,
    ref_pos  BIGINT NOT NULL,
    detail   TEXT,
    PRIMARY KEY (business, seq)
) WITHOUT ROWID;
INSERT INTO "event" VALUES (410389024794550, 1, 1795659445769546, 3, 0, 1, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (410389024794550, 2, 1795659445769546, 3, 0, 1, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (410389024794550, 3, 1795659445769546, 3, 0, 1, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (410389024794550, 4, 1795659445771882, 2, 0, 2, 0, NULL);
INSERT INTO "event" VALUES (410389024794550, 5, 1795659445774816, 3, 0, 3, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (410389024794550, 6, 1795659445774816, 3, 0, 3, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (410389024794550, 7, 1795659445774816, 3, 0, 3, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (410389024794550, 8, 1795659446424515, 1, 1, 5, 0, NULL);
INSERT INTO "event" VALUES (410389024794550, 9, 1795659446430541, 1, 1, 6, 0, NULL);
INSERT INTO "event" VALUES (410389024794550, 10, 1795659446436302, 1, 1, 7, 0, NULL);
INSERT INTO "event" VALUES (410389024794550, 11, 1795659446441996, 1, 1, 8, 0, NULL);
INSERT INTO "event" VALUES (410389024794550, 12, 1795659446447413, 1, 1, 9, 0, NULL);
INSERT INTO "event" VALUES (410389024794550, 13, 1795659446452469, 1, 1, 10, 0, NULL);
INSERT INTO "event" VALUES (410389024794550, 14, 1795659446458463, 1, 4, 11, 0, 'recipient_unavailable');
INSERT INTO "event" VALUES (410389024794550, 15, 1795659446465279, 2, 0, 12, 0, NULL);
INSERT INTO "event" VALUES (410389024794550, 16, 1795659446473162, 1, 2, 5, 0, NULL);
INSERT INTO "event" VALUES (410389024794550, 17, 1795659446473162, 1, 2, 6, 0, NULL);
INSERT INTO "event" VALUES (410389024794550, 18, 1795659446473162, 1, 2, 7, 0, NULL);
INSERT INTO "event" VALUES (410389024794550, 19, 1795659446473162, 1, 2, 8, 0, NULL);
INSERT INTO "event" VALUES (410389024794550, 20, 1795659446473162, 1, 2, 9, 0, NULL);
INSERT INTO "event" VALUES (581674762548906, 1, 1795659445778620, 3, 0, 4, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (581674762548906, 2, 1795659445778620, 3, 0, 4, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (581674762548906, 3, 1795659445778620, 3, 0, 4, 0, '{"purpose":"marketing","allowed":true}');
CREATE TABLE inbound_key (
    person    BIGINT NOT NULL,
    client_id TEXT   NOT NULL,
    pos       BIGINT NOT NULL,
    PRIMARY KEY (person, client_id)
) WITHOUT ROWID;
INSERT INTO "inbound_key" VALUES (922303009830520, 'hello', 2);
INSERT INTO "inbound_key" VALUES (922303009830520, 'sandbox-1795659446465195-21989-0', 12);
CREATE TABLE idempotency (
    business BIGINT NOT NULL,
    key      TEXT   NOT NULL,
    digest   BLOB   NOT NULL,
    pos      BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (business, key)
) WITHOUT ROWID;
CREATE TABLE account (
    name     TEXT   NOT NULL,
    currency TEXT   NOT NULL,
    balance  BIGINT NOT NULL,
    PRIMARY KEY (name, currency)
) WITHOUT ROWID;
INSERT INTO "account" VALUES ('bank', 'EUR', -20000000000);
INSERT INTO "account" VALUES ('prepaid:410389024794550', 'EUR', 9999990000);
INSERT INTO "account" VALUES ('prepaid:581674762548906', 'EUR', 10000000000);
INSERT INTO "account" VALUES ('reserved:410389024794550', 'EUR', 10000);
CREATE TABLE subscription (
    id            INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    business      BIGINT  NOT NULL REFERENCES business (id),
    callback_url  TEXT    NOT NULL,
    verify_token  TEXT    NOT NULL,
    cursor        BIGINT  NOT NULL,
    disabled      BIGINT  NOT NULL,
    failing_since BIGINT,
    UNIQUE (business, callback_url)
);
CREATE TABLE retry (
    subscription BIGINT NOT NULL,
    event        BIGINT NOT NULL,
    attempts     BIGINT NOT NULL,
    due_at       BIGINT NOT NULL,
    first_at     BIGINT NOT NULL,
    PRIMARY KEY (subscription, event)
) WITHOUT ROWID;
CREATE TABLE attempt (
    id           INTEGER NOT NULL PRIMARY KEY,
    subscription BIGINT  NOT NULL,
    event        BIGINT  NOT NULL,
    number       BIGINT  NOT NULL,
    at           BIGINT  NOT NULL,
    http_status  BIGINT,
    error        TEXT,
    took_ms      BIGINT  NOT NULL
);
CREATE TABLE secret (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;
INSERT INTO "secret" VALUES ('pair_key', x'52d47ffb119a8a346129ef496555987b1d700810777a74c0fb2c54253b817802');
INSERT INTO "secret" VALUES ('receipt_seed', x'4dcd7e87b6587a8952760a696cc5f733caf8962292f2082990c64d6b122edd90');
INSERT INTO "secret" VALUES ('wamid_key', x'7b16856881ad3c491bf6fd979c19b94c');
CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "setting" VALUES ('limits', '{"throughput":null,"pair":null}');
CREATE TABLE transfer (
    business    BIGINT NOT NULL REFERENCES business (id),
    id          BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    kind        BIGINT NOT NULL,
    category    BIGINT,
    debit       TEXT   NOT NULL,
    credit      TEXT   NOT NULL,
    amount      BIGINT NOT NULL CHECK (amount > 0),
    currency    TEXT   NOT NULL,
    messages    BIGINT NOT NULL,
    first_event BIGINT NOT NULL,
    last_event  BIGINT NOT NULL,
    PRIMARY KEY (business, id)
) WITHOUT ROWID;
INSERT INTO "transfer" VALUES (410389024794550, 1, 1795659445762795, 0, NULL, 'bank', 'prepaid:410389024794550', 10000000000, 'EUR', 0, 0, 0);
INSERT INTO "transfer" VALUES (410389024794550, 2, 1795659446452469, 1, 1, 'prepaid:410389024794550', 'reserved:410389024794550', 10000, 'EUR', 1, 13, 13);
INSERT INTO "transfer" VALUES (581674762548906, 1, 1795659445765460, 0, NULL, 'bank', 'prepaid:581674762548906', 10000000000, 'EUR', 0, 0, 0);
CREATE TABLE top_up (
    business  BIGINT NOT NULL,
    reference TEXT   NOT NULL,
    transfer  BIGINT NOT NULL,
    PRIMARY KEY (business, reference),
    FOREIGN KEY (business, transfer) REFERENCES transfer (business, id)
) WITHOUT ROWID;
INSERT INTO "top_up" VALUES (410389024794550, 'starting credit', 1);
INSERT INTO "top_up" VALUES (581674762548906, 'starting credit', 1);
CREATE INDEX sender_of_business ON sender (business, created_at, id);
CREATE INDEX invite_of_business ON invite (business, created_at, code);
CREATE UNIQUE INDEX relation_wa_id ON relation (business, wa_id);
CREATE UNIQUE INDEX relation_user_id ON relation (business, user_id);
CREATE INDEX relation_of_person ON relation (person, created_at, business);
CREATE INDEX permission_of_relation ON permission (business, person, id);
CREATE TRIGGER receipt_stays BEFORE UPDATE ON receipt
BEGIN SELECT RAISE(ABORT, 'receipts are never changed'); END;
CREATE TRIGGER receipt_remains BEFORE DELETE ON receipt
BEGIN SELECT RAISE(ABORT, 'receipts are never deleted'); END;
CREATE INDEX template_of_business ON template (business, id);
CREATE TRIGGER log_remains BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'the log is never deleted'); END;
CREATE TRIGGER event_stays BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_remains BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
CREATE INDEX idempotency_age ON idempotency (at);
CREATE INDEX retry_due ON retry (subscription, due_at, event);
CREATE INDEX attempt_of_subscription ON attempt (subscription, id);
CREATE TRIGGER transfer_stays BEFORE UPDATE ON transfer
BEGIN SELECT RAISE(ABORT, 'transfers are never changed'); END;
CREATE TRIGGER transfer_remains BEFORE DELETE ON transfer
BEGIN SELECT RAISE(ABORT, 'transfers are never deleted'); END;
CREATE TRIGGER log_stays BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
COMMIT;
