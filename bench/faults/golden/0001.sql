BEGIN;
CREATE TABLE schema_migration (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum BLOB NOT NULL);
INSERT INTO "schema_migration" VALUES (0, '0001_first', x'636a317b36bb053d8543f9c5143d558c052442bc2a04d571b96b4db0ad513ff5');
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
INSERT INTO "business" VALUES (939641886881593, 'Sandbox Shop', 734715580895715, '0e48a962900d58fe85f9717079b235ce', 'EUR', 1, 0, 1795634546684403);
INSERT INTO "business" VALUES (804464571094208, 'Second Shop', 585844952239739, 'da04ae09af8b2464a7ce40eeb6ca927c', 'EUR', 1, 0, 1795634546719850);
CREATE TABLE sender (
    id             BIGINT NOT NULL PRIMARY KEY,
    business       BIGINT NOT NULL REFERENCES business (id),
    display_number TEXT   NOT NULL,
    name           TEXT   NOT NULL,
    registered     BIGINT NOT NULL,
    created_at     BIGINT NOT NULL
);
INSERT INTO "sender" VALUES (843010753889718, 939641886881593, '493055501001', 'Sandbox Shop', 1, 1795634546684403);
INSERT INTO "sender" VALUES (225047706801650, 804464571094208, '493055501002', 'Second Shop', 1, 1795634546719850);
CREATE TABLE token (
    hash       BLOB   NOT NULL PRIMARY KEY,
    business   BIGINT NOT NULL REFERENCES business (id),
    label      TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT
) WITHOUT ROWID;
INSERT INTO "token" VALUES (x'd7af990b1d157643cee793baa657547abb9cf71685e8c1b623cd488989f76c32', 939641886881593, 'first token', 1795634546714911, NULL);
INSERT INTO "token" VALUES (x'f199258e0c2a70c064d47da8c0418cdd278eba3483e49ca64a2f2372f91f78e0', 804464571094208, 'first token', 1795634546739491, NULL);
CREATE TABLE person (
    id         BIGINT NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    language   TEXT   NOT NULL,
    market     TEXT   NOT NULL,
    phone      TEXT   UNIQUE,
    created_at BIGINT NOT NULL
);
INSERT INTO "person" VALUES (810598628085821, 'Person A', 'en', '*', NULL, 1795634546745189);
INSERT INTO "person" VALUES (873168861037200, 'Person B', 'en', '*', NULL, 1795634546791285);
INSERT INTO "person" VALUES (604260742912497, 'Person C', 'en', '*', NULL, 1795634546811530);
CREATE TABLE device (
    id           BIGINT NOT NULL PRIMARY KEY,
    person       BIGINT NOT NULL REFERENCES person (id),
    session_hash BLOB   NOT NULL UNIQUE,
    label        TEXT   NOT NULL,
    created_at   BIGINT NOT NULL
);
INSERT INTO "device" VALUES (706819586712346, 810598628085821, x'fe90bb5ffff0305e31a285dfdcfd20f0bf13cf40ce8c351eb662d17950d3afcf', 'sandbox', 1795634546745246);
INSERT INTO "device" VALUES (619058748454911, 873168861037200, x'387a645721b6e1198d92aa5683a208473f2ba158d5e75f4b03c9e4122d794363', 'sandbox', 1795634546791335);
INSERT INTO "device" VALUES (425856547894790, 604260742912497, x'3ca105702d93d0f437dd9f39ce4283e427b46eac74b6b896d22e2853e225d405', 'sandbox', 1795634546811568);
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
INSERT INTO "invite" VALUES ('2EZN9W3FW8XYZ4CB9TFCDDV1Z1', 939641886881593, 843010753889718, '[{"purpose":"utility","topic":null,"wording":"About your order.","cadence":"each","lifetime_s":null}]', '', NULL, NULL, 1795634550123413);
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
INSERT INTO "relation" VALUES (804464571094208, 810598628085821, 999611780702705, 'ZZ.62601931156661013588', 0, 0, 1795634546813569);
INSERT INTO "relation" VALUES (939641886881593, 604260742912497, 999485601656095, 'ZZ.83981518514019390065', 0, 0, 1795634546812786);
INSERT INTO "relation" VALUES (939641886881593, 810598628085821, 999017252759975, 'ZZ.78953864448647763377', 0, 0, 1795634546758931);
INSERT INTO "relation" VALUES (939641886881593, 873168861037200, 999604653858772, 'ZZ.87032882984810428967', 0, 1, 1795634546805767);
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
INSERT INTO "permission" VALUES (1, 939641886881593, 810598628085821, 152025914703163, 'utility', NULL, 'each', 1795634546758868, NULL);
INSERT INTO "permission" VALUES (2, 939641886881593, 810598628085821, 152025914703163, 'authentication', NULL, 'each', 1795634546758868, NULL);
INSERT INTO "permission" VALUES (3, 939641886881593, 810598628085821, 152025914703163, 'marketing', NULL, 'each', 1795634546758868, NULL);
INSERT INTO "permission" VALUES (5, 939641886881593, 873168861037200, 669602399861266, 'authentication', NULL, 'each', 1795634546805724, NULL);
INSERT INTO "permission" VALUES (6, 939641886881593, 873168861037200, 669602399861266, 'marketing', NULL, 'each', 1795634546805724, NULL);
INSERT INTO "permission" VALUES (7, 804464571094208, 810598628085821, 705330023840991, 'utility', NULL, 'each', 1795634546813541, NULL);
INSERT INTO "permission" VALUES (8, 804464571094208, 810598628085821, 705330023840991, 'authentication', NULL, 'each', 1795634546813541, NULL);
INSERT INTO "permission" VALUES (9, 804464571094208, 810598628085821, 705330023840991, 'marketing', NULL, 'each', 1795634546813541, NULL);
CREATE TABLE receipt (
    id       BIGINT NOT NULL PRIMARY KEY,
    business BIGINT NOT NULL,
    person   BIGINT NOT NULL,
    seq      BIGINT NOT NULL,
    pos      BIGINT NOT NULL
);
INSERT INTO "receipt" VALUES (152025914703163, 939641886881593, 810598628085821, 1, 1);
INSERT INTO "receipt" VALUES (669602399861266, 939641886881593, 873168861037200, 1, 3);
INSERT INTO "receipt" VALUES (705330023840991, 804464571094208, 810598628085821, 3, 4);
INSERT INTO "receipt" VALUES (958984511744086, 939641886881593, 873168861037200, 8, 20);
CREATE TABLE template (
    id         BIGINT NOT NULL PRIMARY KEY,
    business   BIGINT NOT NULL REFERENCES business (id),
    name       TEXT   NOT NULL,
    language   TEXT   NOT NULL,
    document   TEXT   NOT NULL,
    UNIQUE (business, name, language)
);
INSERT INTO "template" VALUES (910251161099598, 939641886881593, 'hello_world', 'en_US', '{"id":910251161099598,"business":939641886881593,"name":"hello_world","language":"en_US","category":"utility","parameter_format":"POSITIONAL","status":"APPROVED","parts":{"body":"Welcome! This is a test message of Kurier."},"updated_at":1795634546817116}');
INSERT INTO "template" VALUES (598886246815318, 939641886881593, 'order_update', 'en_US', '{"id":598886246815318,"business":939641886881593,"name":"order_update","language":"en_US","category":"utility","parameter_format":"POSITIONAL","status":"APPROVED","parts":{"body":"Hello {{1}}, your order {{2}} is on its way to you.","footer":"Sandbox Shop","buttons":[{"type":"QUICK_REPLY","text":"Got it"},{"type":"URL","text":"Track","url":"https://shop.example/orders/{{1}}"}],"samples":[{"parameter":"1","value":"Kim"},{"parameter":"2","value":"A-1001"}]},"updated_at":1795634546818294}');
INSERT INTO "template" VALUES (627144407119277, 939641886881593, 'named_promo', 'en_US', '{"id":627144407119277,"business":939641886881593,"name":"named_promo","language":"en_US","category":"marketing","parameter_format":"NAMED","status":"APPROVED","parts":{"body":"Hi {{first_name}}, this week you get {{offer}} in our shop.","samples":[{"parameter":"first_name","value":"Kim"},{"parameter":"offer","value":"10 % off"}]},"updated_at":1795634546819415}');
INSERT INTO "template" VALUES (182064380834771, 939641886881593, 'otp', 'en_US', '{"id":182064380834771,"business":939641886881593,"name":"otp","language":"en_US","category":"authentication","parameter_format":"POSITIONAL","status":"APPROVED","parts":{"body":"","buttons":[{"type":"COPY_CODE","text":"Copy code"}],"otp":{"security_recommendation":true,"expires_min":10}},"updated_at":1795634546820427}');
INSERT INTO "template" VALUES (866243231512175, 939641886881593, 'paused_one', 'en_US', '{"id":866243231512175,"business":939641886881593,"name":"paused_one","language":"en_US","category":"utility","parameter_format":"POSITIONAL","status":"PAUSED","parts":{"body":"This template is paused."},"updated_at":1795634546821819}');
INSERT INTO "template" VALUES (962979914546985, 939641886881593, 'pending_one', 'en_US', '{"id":962979914546985,"business":939641886881593,"name":"pending_one","language":"en_US","category":"utility","parameter_format":"POSITIONAL","status":"PENDING","parts":{"body":"This template waits for review."},"updated_at":1795634546822290}');
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
INSERT INTO "log" VALUES (1, 1795634546768398, 3, 810598628085821, 1, 0, 939641886881593, 843010753889718, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":152025914703163,"at":1795634546758931,"business":939641886881593,"business_name":"Sandbox Shop","user_id":"ZZ.78953864448647763377","decision":{"action":"grant","permissions":[{"receipt":152025914703163,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795634546758868,"expires_at":null},{"receipt":152025914703163,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795634546758868,"expires_at":null},{"receipt":152025914703163,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795634546758868,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Tells you about your orders.","Sends you codes to sign in.","Sends you offers and news."]},"signature":"vyxKl6FQGPN4GIvzX4YciGhLmF3K7EIbNQNjb7bjEZG+Dtzgxeb6hDMELjELDwpmofORX9IRzYY7dVdfzYQsAw==","public_key":"Xp3GLj17PLV4u+mpZv5rAzWbsTfcadvUoz/A39bQYqM="}', NULL, NULL);
INSERT INTO "log" VALUES (2, 1795634546779123, 2, 810598628085821, 2, 1, 939641886881593, 843010753889718, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello');
INSERT INTO "log" VALUES (3, 1795634546807837, 3, 873168861037200, 1, 0, 939641886881593, 843010753889718, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":669602399861266,"at":1795634546805767,"business":939641886881593,"business_name":"Sandbox Shop","user_id":"ZZ.87032882984810428967","decision":{"action":"grant","permissions":[{"receipt":669602399861266,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795634546805724,"expires_at":null},{"receipt":669602399861266,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795634546805724,"expires_at":null},{"receipt":669602399861266,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795634546805724,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Tells you about your orders.","Sends you codes to sign in.","Sends you offers and news."]},"signature":"nneAmoWN3hRmJDM3DdBzhQjMhRqiG+jyCMg7IaXt1r+3nlBM7CtaPNabWhIbON/E+M/yejGp03L5AH/oZRTsBA==","public_key":"Xp3GLj17PLV4u+mpZv5rAzWbsTfcadvUoz/A39bQYqM="}', NULL, NULL);
INSERT INTO "log" VALUES (4, 1795634546814666, 3, 810598628085821, 3, 2, 804464571094208, 225047706801650, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":705330023840991,"at":1795634546813569,"business":804464571094208,"business_name":"Second Shop","user_id":"ZZ.62601931156661013588","decision":{"action":"grant","permissions":[{"receipt":705330023840991,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795634546813541,"expires_at":null},{"receipt":705330023840991,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795634546813541,"expires_at":null},{"receipt":705330023840991,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795634546813541,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Tells you about your orders.","Sends you codes to sign in.","Sends you offers and news."]},"signature":"AgtQlQSJmxF2YRhHOAUYwxzqGYkd1WV2gv3znFKUwLGxjSRp6lQ591S9+0u0yaztkXbSEjfJsJbTry7JDgjOAA==","public_key":"Xp3GLj17PLV4u+mpZv5rAzWbsTfcadvUoz/A39bQYqM="}', NULL, NULL);
INSERT INTO "log" VALUES (5, 1795634549927801, 1, 810598628085821, 4, 4, 939641886881593, 843010753889718, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Golden 0"}', '{"t":1795634549927801,"c":"service","w":1795720946779123,"m":"*","v":1,"e":0}', NULL);
INSERT INTO "log" VALUES (6, 1795634549933140, 1, 873168861037200, 2, 3, 939641886881593, 843010753889718, 1, 0, 10000, 0, 0, 0, '{"type":"template","template":598886246815318,"name":"order_update","language":"en_US","body":"Hello Kim, your order A-0 is on its way to you.","footer":"Sandbox Shop","buttons":[{"type":"quick_reply","text":"Got it","payload":"Got it"},{"type":"url","text":"Track","url":"https://shop.example/orders/x"}]}', '{"t":1795634549933140,"c":"utility","tp":true,"p":{"i":669602399861266,"s":1795634546805724},"m":"*","v":1,"e":10000}', NULL);
INSERT INTO "log" VALUES (7, 1795634549938416, 1, 810598628085821, 5, 5, 939641886881593, 843010753889718, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Golden 1"}', '{"t":1795634549938416,"c":"service","w":1795720946779123,"m":"*","v":1,"e":0}', NULL);
INSERT INTO "log" VALUES (8, 1795634549951685, 1, 873168861037200, 3, 6, 939641886881593, 843010753889718, 1, 0, 10000, 0, 0, 0, '{"type":"template","template":598886246815318,"name":"order_update","language":"en_US","body":"Hello Kim, your order A-1 is on its way to you.","footer":"Sandbox Shop","buttons":[{"type":"quick_reply","text":"Got it","payload":"Got it"},{"type":"url","text":"Track","url":"https://shop.example/orders/x"}]}', '{"t":1795634549951685,"c":"utility","tp":true,"p":{"i":669602399861266,"s":1795634546805724},"m":"*","v":1,"e":10000}', NULL);
INSERT INTO "log" VALUES (9, 1795634549956603, 1, 810598628085821, 6, 7, 939641886881593, 843010753889718, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Golden 2"}', '{"t":1795634549956603,"c":"service","w":1795720946779123,"m":"*","v":1,"e":0}', NULL);
INSERT INTO "log" VALUES (10, 1795634549960977, 1, 873168861037200, 4, 8, 939641886881593, 843010753889718, 1, 0, 10000, 0, 0, 0, '{"type":"template","template":598886246815318,"name":"order_update","language":"en_US","body":"Hello Kim, your order A-2 is on its way to you.","footer":"Sandbox Shop","buttons":[{"type":"quick_reply","text":"Got it","payload":"Got it"},{"type":"url","text":"Track","url":"https://shop.example/orders/x"}]}', '{"t":1795634549960977,"c":"utility","tp":true,"p":{"i":669602399861266,"s":1795634546805724},"m":"*","v":1,"e":10000}', NULL);
INSERT INTO "log" VALUES (11, 1795634549965091, 1, 810598628085821, 7, 9, 939641886881593, 843010753889718, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Golden 3"}', '{"t":1795634549965091,"c":"service","w":1795720946779123,"m":"*","v":1,"e":0}', NULL);
INSERT INTO "log" VALUES (12, 1795634549980087, 1, 873168861037200, 5, 10, 939641886881593, 843010753889718, 1, 0, 10000, 0, 0, 0, '{"type":"template","template":598886246815318,"name":"order_update","language":"en_US","body":"Hello Kim, your order A-3 is on its way to you.","footer":"Sandbox Shop","buttons":[{"type":"quick_reply","text":"Got it","payload":"Got it"},{"type":"url","text":"Track","url":"https://shop.example/orders/x"}]}', '{"t":1795634549980087,"c":"utility","tp":true,"p":{"i":669602399861266,"s":1795634546805724},"m":"*","v":1,"e":10000}', NULL);
INSERT INTO "log" VALUES (13, 1795634549998122, 1, 810598628085821, 8, 11, 939641886881593, 843010753889718, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Golden 4"}', '{"t":1795634549998122,"c":"service","w":1795720946779123,"m":"*","v":1,"e":0}', NULL);
INSERT INTO "log" VALUES (14, 1795634550008845, 1, 873168861037200, 6, 12, 939641886881593, 843010753889718, 1, 0, 10000, 0, 0, 0, '{"type":"template","template":598886246815318,"name":"order_update","language":"en_US","body":"Hello Kim, your order A-4 is on its way to you.","footer":"Sandbox Shop","buttons":[{"type":"quick_reply","text":"Got it","payload":"Got it"},{"type":"url","text":"Track","url":"https://shop.example/orders/x"}]}', '{"t":1795634550008845,"c":"utility","tp":true,"p":{"i":669602399861266,"s":1795634546805724},"m":"*","v":1,"e":10000}', NULL);
INSERT INTO "log" VALUES (15, 1795634550025964, 1, 810598628085821, 9, 13, 939641886881593, 843010753889718, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Golden 5"}', '{"t":1795634550025964,"c":"service","w":1795720946779123,"m":"*","v":1,"e":0}', NULL);
INSERT INTO "log" VALUES (16, 1795634550046352, 1, 873168861037200, 7, 14, 939641886881593, 843010753889718, 1, 0, 10000, 0, 0, 0, '{"type":"template","template":598886246815318,"name":"order_update","language":"en_US","body":"Hello Kim, your order A-5 is on its way to you.","footer":"Sandbox Shop","buttons":[{"type":"quick_reply","text":"Got it","payload":"Got it"},{"type":"url","text":"Track","url":"https://shop.example/orders/x"}]}', '{"t":1795634550046352,"c":"utility","tp":true,"p":{"i":669602399861266,"s":1795634546805724},"m":"*","v":1,"e":10000}', NULL);
INSERT INTO "log" VALUES (17, 1795634550062183, 2, 810598628085821, 10, 15, 939641886881593, 843010753889718, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"it''s me"}', NULL, 'sandbox-1795634550062108-30035-0');
INSERT INTO "log" VALUES (18, 1795634550082461, 6, 810598628085821, 0, 0, 0, 0, 0, 1, 0, 10, 0, 0, NULL, NULL, NULL);
INSERT INTO "log" VALUES (19, 1795634550101316, 6, 873168861037200, 0, 0, 0, 0, 0, 1, 0, 4, 0, 0, NULL, NULL, NULL);
INSERT INTO "log" VALUES (20, 1795634550110648, 3, 873168861037200, 8, 16, 939641886881593, 843010753889718, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":958984511744086,"at":1795634550109828,"business":939641886881593,"business_name":"Sandbox Shop","user_id":"ZZ.87032882984810428967","decision":{"action":"withdraw","withdrawal":{"purpose":"utility","topic":null}},"source":"sandbox","language":"en","wording":[]},"signature":"G6/qAbaM3u0osNpPzkwgAd8BPpjIubu+j8N+PpN4JMzHfogKam3aBj0WzbR++6twEFeo1z0fSA2Wo/eef/PADA==","public_key":"Xp3GLj17PLV4u+mpZv5rAzWbsTfcadvUoz/A39bQYqM="}', NULL, NULL);
INSERT INTO "log" VALUES (21, 1795634550110648, 5, 873168861037200, 9, 20, 939641886881593, 843010753889718, 0, 1, 0, 5, 0, 0, 'permission_withdrawn', NULL, NULL);
INSERT INTO "log" VALUES (22, 1795634550110648, 5, 873168861037200, 10, 21, 939641886881593, 843010753889718, 0, 1, 0, 6, 0, 0, 'permission_withdrawn', NULL, NULL);
INSERT INTO "log" VALUES (23, 1795634550110648, 5, 873168861037200, 11, 22, 939641886881593, 843010753889718, 0, 1, 0, 7, 0, 0, 'permission_withdrawn', NULL, NULL);
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
INSERT INTO "gone" VALUES (873168861037200, 5, 'permission_withdrawn');
INSERT INTO "gone" VALUES (873168861037200, 6, 'permission_withdrawn');
INSERT INTO "gone" VALUES (873168861037200, 7, 'permission_withdrawn');
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
INSERT INTO "event" VALUES (804464571094208, 1, 1795634546814666, 3, 0, 4, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (804464571094208, 2, 1795634546814666, 3, 0, 4, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (804464571094208, 3, 1795634546814666, 3, 0, 4, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (939641886881593, 1, 1795634546768398, 3, 0, 1, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (939641886881593, 2, 1795634546768398, 3, 0, 1, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (939641886881593, 3, 1795634546768398, 3, 0, 1, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (939641886881593, 4, 1795634546779123, 2, 0, 2, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 5, 1795634546807837, 3, 0, 3, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (939641886881593, 6, 1795634546807837, 3, 0, 3, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (939641886881593, 7, 1795634546807837, 3, 0, 3, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (939641886881593, 8, 1795634549927801, 1, 1, 5, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 9, 1795634549933140, 1, 1, 6, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 10, 1795634549938416, 1, 1, 7, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 11, 1795634549951685, 1, 1, 8, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 12, 1795634549956603, 1, 1, 9, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 13, 1795634549960977, 1, 1, 10, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 14, 1795634549965091, 1, 1, 11, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 15, 1795634549980087, 1, 1, 12, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 16, 1795634549998122, 1, 1, 13, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 17, 1795634550008845, 1, 1, 14, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 18, 1795634550025964, 1, 1, 15, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 19, 1795634550046352, 1, 1, 16, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 20, 1795634550062183, 2, 0, 17, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 21, 1795634550082461, 1, 2, 5, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 22, 1795634550082461, 1, 2, 7, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 23, 1795634550082461, 1, 2, 9, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 24, 1795634550082461, 1, 2, 11, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 25, 1795634550082461, 1, 2, 13, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 26, 1795634550082461, 1, 2, 15, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 27, 1795634550101316, 1, 2, 6, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 28, 1795634550101316, 1, 2, 8, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 29, 1795634550101316, 1, 2, 10, 0, NULL);
INSERT INTO "event" VALUES (939641886881593, 30, 1795634550110648, 3, 0, 20, 0, '{"purpose":"utility","allowed":false}');
INSERT INTO "event" VALUES (939641886881593, 31, 1795634550110648, 1, 4, 12, 0, 'permission_withdrawn');
INSERT INTO "event" VALUES (939641886881593, 32, 1795634550110648, 1, 4, 14, 0, 'permission_withdrawn');
INSERT INTO "event" VALUES (939641886881593, 33, 1795634550110648, 1, 4, 16, 0, 'permission_withdrawn');
CREATE TABLE inbound_key (
    person    BIGINT NOT NULL,
    client_id TEXT   NOT NULL,
    pos       BIGINT NOT NULL,
    PRIMARY KEY (person, client_id)
) WITHOUT ROWID;
INSERT INTO "inbound_key" VALUES (810598628085821, 'hello', 2);
INSERT INTO "inbound_key" VALUES (810598628085821, 'sandbox-1795634550062108-30035-0', 17);
CREATE TABLE idempotency (
    business BIGINT NOT NULL,
    key      TEXT   NOT NULL,
    digest   BLOB   NOT NULL,
    pos      BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (business, key)
) WITHOUT ROWID;
INSERT INTO "idempotency" VALUES (939641886881593, 'g0', x'eb97ba3c68e039aac101141e556c7625bcbf668e5b4711cb9fc05c02bbd4096e', 5, 1795634549927801);
INSERT INTO "idempotency" VALUES (939641886881593, 'g1', x'3ea74b4d2c1735e28be25972a4d564dfad920e7f8ef713eca20add72172eb368', 7, 1795634549938416);
INSERT INTO "idempotency" VALUES (939641886881593, 'g2', x'09cff58e3f3f84aac66add7ecf657d9c6d0a6a6c8cf767c3de5a8cc58182ee14', 9, 1795634549956603);
INSERT INTO "idempotency" VALUES (939641886881593, 'g3', x'0ff8ca419f611356e1856f4f4b0b61123df0e6afea3f92fc2c86ded497ae962f', 11, 1795634549965091);
INSERT INTO "idempotency" VALUES (939641886881593, 'g4', x'14bfc03cb3a2e036cdccbc7d62323a4e0587048f5cadc87c26a90363d041a280', 13, 1795634549998122);
INSERT INTO "idempotency" VALUES (939641886881593, 'g5', x'd3fac7d8ee350a465eeccaac69149a72993823dcd6fd2fab218abcc05fb5e8f7', 15, 1795634550025964);
CREATE TABLE transfer (
    id          INTEGER NOT NULL PRIMARY KEY,
    at          BIGINT  NOT NULL,
    kind        BIGINT  NOT NULL,
    business    BIGINT  NOT NULL REFERENCES business (id),
    category    BIGINT,
    debit       TEXT    NOT NULL,
    credit      TEXT    NOT NULL,
    amount      BIGINT  NOT NULL CHECK (amount > 0),
    currency    TEXT    NOT NULL,
    messages    BIGINT  NOT NULL,
    first_event BIGINT  NOT NULL,
    last_event  BIGINT  NOT NULL
);
INSERT INTO "transfer" VALUES (1, 1795634546684403, 0, 939641886881593, NULL, 'bank', 'prepaid:939641886881593', 10000000000, 'EUR', 0, 0, 0);
INSERT INTO "transfer" VALUES (2, 1795634546719850, 0, 804464571094208, NULL, 'bank', 'prepaid:804464571094208', 10000000000, 'EUR', 0, 0, 0);
INSERT INTO "transfer" VALUES (3, 1795634549933140, 1, 939641886881593, 1, 'prepaid:939641886881593', 'reserved:939641886881593', 10000, 'EUR', 1, 9, 9);
INSERT INTO "transfer" VALUES (4, 1795634549951685, 1, 939641886881593, 1, 'prepaid:939641886881593', 'reserved:939641886881593', 10000, 'EUR', 1, 11, 11);
INSERT INTO "transfer" VALUES (5, 1795634549960977, 1, 939641886881593, 1, 'prepaid:939641886881593', 'reserved:939641886881593', 10000, 'EUR', 1, 13, 13);
INSERT INTO "transfer" VALUES (6, 1795634549980087, 1, 939641886881593, 1, 'prepaid:939641886881593', 'reserved:939641886881593', 10000, 'EUR', 1, 15, 15);
INSERT INTO "transfer" VALUES (7, 1795634550008845, 1, 939641886881593, 1, 'prepaid:939641886881593', 'reserved:939641886881593', 10000, 'EUR', 1, 17, 17);
INSERT INTO "transfer" VALUES (8, 1795634550046352, 1, 939641886881593, 1, 'prepaid:939641886881593', 'reserved:939641886881593', 10000, 'EUR', 1, 19, 19);
INSERT INTO "transfer" VALUES (9, 1795634550101316, 2, 939641886881593, 1, 'reserved:939641886881593', 'revenue:utility', 30000, 'EUR', 3, 27, 29);
INSERT INTO "transfer" VALUES (10, 1795634550110648, 3, 939641886881593, 1, 'reserved:939641886881593', 'prepaid:939641886881593', 30000, 'EUR', 3, 31, 33);
CREATE TABLE top_up (
    business  BIGINT NOT NULL,
    reference TEXT   NOT NULL,
    transfer  BIGINT NOT NULL REFERENCES transfer (id),
    PRIMARY KEY (business, reference)
) WITHOUT ROWID;
INSERT INTO "top_up" VALUES (804464571094208, 'starting credit', 2);
INSERT INTO "top_up" VALUES (939641886881593, 'starting credit', 1);
CREATE TABLE account (
    name     TEXT   NOT NULL,
    currency TEXT   NOT NULL,
    balance  BIGINT NOT NULL,
    PRIMARY KEY (name, currency)
) WITHOUT ROWID;
INSERT INTO "account" VALUES ('bank', 'EUR', -20000000000);
INSERT INTO "account" VALUES ('prepaid:804464571094208', 'EUR', 10000000000);
INSERT INTO "account" VALUES ('prepaid:939641886881593', 'EUR', 9999970000);
INSERT INTO "account" VALUES ('reserved:939641886881593', 'EUR', 0);
INSERT INTO "account" VALUES ('revenue:utility', 'EUR', 30000);
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
INSERT INTO "secret" VALUES ('pair_key', x'f83dcc1c74dacc30b82b3f697cea62f90cb178337de464017c4002f1c44dc524');
INSERT INTO "secret" VALUES ('receipt_seed', x'caef3aba7d5893122fa239ba8fda9095b12fbee8a4458bef16d5be05acd468d6');
INSERT INTO "secret" VALUES ('wamid_key', x'9d81dada4db55c5ce7604f121c1b3696');
CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "setting" VALUES ('limits', '{"throughput":null,"pair":null}');
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
CREATE TRIGGER log_stays BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
CREATE TRIGGER log_remains BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'the log is never deleted'); END;
CREATE TRIGGER event_stays BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_remains BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
CREATE INDEX idempotency_age ON idempotency (at);
CREATE INDEX transfer_of_business ON transfer (business, id);
CREATE TRIGGER transfer_stays BEFORE UPDATE ON transfer
BEGIN SELECT RAISE(ABORT, 'transfers are never changed'); END;
CREATE TRIGGER transfer_remains BEFORE DELETE ON transfer
BEGIN SELECT RAISE(ABORT, 'transfers are never deleted'); END;
CREATE INDEX retry_due ON retry (subscription, due_at, event);
CREATE INDEX attempt_of_subscription ON attempt (subscription, id);
COMMIT;
