BEGIN;
CREATE TABLE schema_migration (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum BLOB NOT NULL);
INSERT INTO "schema_migration" VALUES (0, '0001_first', x'636a317b36bb053d8543f9c5143d558c052442bc2a04d571b96b4db0ad513ff5');
INSERT INTO "schema_migration" VALUES (1, '0002_many_nodes', x'c83cb9d475e6d2160b604c5214d335630331d50c652753ae23e16ff653a22196');
INSERT INTO "schema_migration" VALUES (2, '0003_media', x'6026adb8d8353116f76e3fd0908cd312541f2382819f83f664094811c2348b6a');
INSERT INTO "schema_migration" VALUES (3, '0004_accounts', x'c901d0acf161f5785ccdad77c467c8729dd2e6095cf779b661167d6e895780be');
INSERT INTO "schema_migration" VALUES (4, '0005_beyond', x'5c75541255d9cec0f3d1cfafba02c7f7dfd13298108bb221c8832d78389ebf04');
INSERT INTO "schema_migration" VALUES (5, '0006_webhooks', x'a0579efe6c7f6615a44a0c0396c4c431b501c1d076826ef29b4d9817f90e988c');
INSERT INTO "schema_migration" VALUES (6, '0007_limits', x'01f77f02eb3cf9b8659c197e488068903444f05818737ef73274075b735d11a1');
INSERT INTO "schema_migration" VALUES (7, '0008_accounts_more', x'1f767211de55f3edf13e55b1ddf2abe3f4f14056b19b84a6b86e027f940a6c2e');
INSERT INTO "schema_migration" VALUES (8, '0009_flows', x'2a340296b0cc53f375c509b09bafefd7773e2191f14a073c3d67fb3103752c7d');
INSERT INTO "schema_migration" VALUES (9, '0010_insight', x'5322d64c7beb18c5e81c99a9c3cab4df8e00d55e69a76bec00166ab54e27e8b5');
INSERT INTO "schema_migration" VALUES (10, '0011_append_only', x'778ade9ca87cb97cbe6fc2cdf796fbc3cf8d3758016b2bb66268439296903b48');
INSERT INTO "schema_migration" VALUES (11, '0012_campaigns', x'4f50332294bab9a55aefe6eaf5d48e4c125baeebd79768e4eb1cedc08019db4e');
INSERT INTO "schema_migration" VALUES (12, '0013_budget', x'61bc70e01c03463c37913c33efb99641453c9f3ac01705b2a2b7f0b0130406b2');
INSERT INTO "schema_migration" VALUES (13, '0014_desk', x'e95b57189f97818543565d938da84e7394bc85fc61a42b0bde10bc3326d15f4d');
INSERT INTO "schema_migration" VALUES (14, '0015_quality', x'33b732b3665b5a3637fdd83463e70f0c71f239843b196fb14da71a759d5f47c7');
INSERT INTO "schema_migration" VALUES (15, '0016_guard', x'2fa6589cfb1e5dab3833edf564051da8e4eb83286369ce61b9931b935b2c5998');
INSERT INTO "schema_migration" VALUES (16, '0017_pacing', x'f52520a12eb4622a40fd289d01a0f4c78ff34c3c62e5fbc5b5b729692a7b5150');
INSERT INTO "schema_migration" VALUES (17, '0018_invitation', x'59ecdc879c1f042615ad45247846e8a9c5fbf2d00360b57843ce7c836fced9c3');
INSERT INTO "schema_migration" VALUES (18, '0019_takeover', x'40da3a59227794f752e84236c31e7ee4bdc929b68cf531a13482754cfb00ee9a');
INSERT INTO "schema_migration" VALUES (19, '0020_money', x'90e5e138505806f5d6e3efd3fab5f110eb052589b5c5b06ceefd79fd5da3bde8');
INSERT INTO "schema_migration" VALUES (20, '0021_pilot', x'ebf66a2db982e056dddf561c09b79031227ee81a57da9a3a1ae93c7b9cad0e51');
CREATE TABLE business (
    id         BIGINT  NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    app        BIGINT  NOT NULL UNIQUE,
    app_secret TEXT    NOT NULL,
    currency   TEXT    NOT NULL,
    verified   BIGINT  NOT NULL,
    suspended  BIGINT  NOT NULL,
    created_at BIGINT  NOT NULL
, standing TEXT NOT NULL DEFAULT '{}', access TEXT);
INSERT INTO "business" VALUES (692776640474847, 'Sandbox Shop', 581814340706786, 'c21ec0849c1ae418b756189d2bebec2a', 'EUR', 1, 0, 1795738601358914, '{"tier":"TIER_250","fast":false,"quality":"UNKNOWN"}', '{"revision":2,"enrolment":{"cohort":743282919918611,"stage":"sandbox","since":1795738622616909,"accepted_at":1795738622616909,"why":"A shop.","frozen":true},"entitlements":[{"feature":"messages","source":"cohort","starts":1795738622616909,"expires":1799194602545874,"granted_by":"First","reason":"To learn."},{"feature":"limits.people_per_day","source":"cohort","value":40,"starts":1795738622616909,"expires":1799194602545874,"granted_by":"First","reason":"To learn."}]}');
INSERT INTO "business" VALUES (596482987381122, 'Second Shop', 587809861846106, 'a0f614937fac11a6570ac3366173c97a', 'EUR', 1, 0, 1795738601363253, '{"tier":"TIER_250","fast":false,"quality":"UNKNOWN"}', NULL);
CREATE TABLE sender (
    id             BIGINT NOT NULL PRIMARY KEY,
    business       BIGINT NOT NULL REFERENCES business (id),
    display_number TEXT   NOT NULL,
    name           TEXT   NOT NULL,
    registered     BIGINT NOT NULL,
    created_at     BIGINT NOT NULL
, deleted_at BIGINT);
INSERT INTO "sender" VALUES (583035373262783, 692776640474847, '493055501001', 'Sandbox Shop', 1, 1795738601358914, NULL);
INSERT INTO "sender" VALUES (342599151212342, 596482987381122, '493055501002', 'Second Shop', 1, 1795738601363253, NULL);
CREATE TABLE token (
    hash       BLOB   NOT NULL PRIMARY KEY,
    business   BIGINT NOT NULL REFERENCES business (id),
    label      TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT
) WITHOUT ROWID;
INSERT INTO "token" VALUES (x'8f02b5e0aac999d8f95195014d41a47fc15acc58ff3703f09ec4a9a2bdecb620', 692776640474847, 'first token', 1795738601362271, NULL);
INSERT INTO "token" VALUES (x'a30e5e35b164778ddc6298d216f1ab583bdf5e0a5ccc665120ee162a6d4b7cb3', 596482987381122, 'first token', 1795738601370724, NULL);
CREATE TABLE person (
    id         BIGINT NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    language   TEXT   NOT NULL,
    market     TEXT   NOT NULL,
    phone      TEXT   UNIQUE,
    created_at BIGINT NOT NULL
, budget TEXT);
INSERT INTO "person" VALUES (729277526909925, 'Person A', 'en', '*', NULL, 1795738601371738, NULL);
INSERT INTO "person" VALUES (950376334563157, 'Person B', 'en', '*', NULL, 1795738601394761, NULL);
INSERT INTO "person" VALUES (519778526347684, 'Person C', 'en', '*', NULL, 1795738601397493, NULL);
INSERT INTO "person" VALUES (493055502001, 'Rita Reads', 'en', 'DE', '493055502001', 1795738601470034, NULL);
INSERT INTO "person" VALUES (493055502002, 'Dela Delivered', 'en', 'DE', '493055502002', 1795738601478801, NULL);
INSERT INTO "person" VALUES (493055502003, 'Norma Never', 'en', 'DE', '493055502003', 1795738601519210, NULL);
INSERT INTO "person" VALUES (493055502004, 'Lara Late', 'en', 'DE', '493055502004', 1795738601542890, NULL);
INSERT INTO "person" VALUES (493055502005, 'Sara Slow', 'en', 'DE', '493055502005', 1795738601567697, NULL);
INSERT INTO "person" VALUES (493055502006, 'Anna Answers', 'en', 'DE', '493055502006', 1795738601611091, NULL);
INSERT INTO "person" VALUES (493055502007, 'Tina Taps', 'en', 'DE', '493055502007', 1795738601634765, NULL);
INSERT INTO "person" VALUES (493055502008, 'Rhea Reacts', 'en', 'DE', '493055502008', 1795738601715534, NULL);
INSERT INTO "person" VALUES (493055502009, 'Bea Blocks', 'en', 'DE', '493055502009', 1795738601820431, NULL);
INSERT INTO "person" VALUES (493055502010, 'Wilma Withdraws', 'en', 'DE', '493055502010', 1795738601871954, NULL);
INSERT INTO "person" VALUES (493055502011, 'Nina No-Window', 'en', 'DE', '493055502011', 1795738601894484, NULL);
INSERT INTO "person" VALUES (493055502012, 'Stella Stopped', 'en', 'DE', '493055502012', 1795738601938472, NULL);
INSERT INTO "person" VALUES (493055502013, 'Wanda Weekly', 'en', 'DE', '493055502013', 1795738601988188, NULL);
INSERT INTO "person" VALUES (493055502014, 'Uta Unknown', 'en', 'DE', '493055502014', 1795738602010872, NULL);
CREATE TABLE device (
    id           BIGINT NOT NULL PRIMARY KEY,
    person       BIGINT NOT NULL REFERENCES person (id),
    session_hash BLOB   NOT NULL UNIQUE,
    label        TEXT   NOT NULL,
    created_at   BIGINT NOT NULL
);
INSERT INTO "device" VALUES (979073347944285, 729277526909925, x'47f9166c62be3e1c891467e48cf9c45aa09b2598cc1cd22edd03261f2d6ef246', 'sandbox', 1795738601371789);
INSERT INTO "device" VALUES (804325649247927, 950376334563157, x'a241794255cc7f8638dd48ef7473ba588bf62da19921ae23deb26fce5abf2746', 'sandbox', 1795738601394822);
INSERT INTO "device" VALUES (549726191202840, 519778526347684, x'2d203daff4566903bc9b8d8534c084327ab98522e0dbbd3c4242bbf19794ec3b', 'sandbox', 1795738601397525);
INSERT INTO "device" VALUES (334139624466309, 493055502001, x'e9074c32e87d27df8d2913332c480d304db4fdf4f8af5d81e07c719d13110bfc', 'sandbox', 1795738601470094);
INSERT INTO "device" VALUES (485152176907719, 493055502002, x'81ae825178319691aaf477e19c816085ec9989a6eb24a07ee59a203574fa3e03', 'sandbox', 1795738601478854);
INSERT INTO "device" VALUES (889230247056848, 493055502003, x'8254ba05b622cf3407d3e5ede60f698a690d15aee8972eb2f3d02241f516f23f', 'sandbox', 1795738601519280);
INSERT INTO "device" VALUES (319380940103239, 493055502004, x'1154522b223b0cffbf1ca79cef49678f63c9d932fccf345dde3f6e88348f0a63', 'sandbox', 1795738601542950);
INSERT INTO "device" VALUES (387935756005584, 493055502005, x'0bd0a09b2c6c59757fe1c51e3e5693e6951aca0ad891169d6cd1e240f0156eb7', 'sandbox', 1795738601567757);
INSERT INTO "device" VALUES (139311630326084, 493055502006, x'e073b3608d0e14bbea906c1935d657950dd4c23c5bb3b43a8b844e436814976e', 'sandbox', 1795738601611162);
INSERT INTO "device" VALUES (175882475262915, 493055502007, x'72c95a8d9d59cc74b6b172b927bea1532167a71d0dc38c3681b81ffa541b828f', 'sandbox', 1795738601634853);
INSERT INTO "device" VALUES (957575986610786, 493055502008, x'9e1dc8ff42fe394715dee0e7671339d26f9da5ed36a36b2350e3d25b099c9b14', 'sandbox', 1795738601715710);
INSERT INTO "device" VALUES (751117682602456, 493055502009, x'da2c0391dcd8d9f591b91da0a712a5b923e5c22210d4b11ece6dca21accc58b7', 'sandbox', 1795738601820498);
INSERT INTO "device" VALUES (213359216185333, 493055502010, x'637b51305419b7d2108365c38ec7463d16fb8cf3cfc13034ca7a6b5f7d5c0b78', 'sandbox', 1795738601872009);
INSERT INTO "device" VALUES (262604346533515, 493055502011, x'3104535ea834227bbad1bc96e155af06282fae6212ef6245dabf54ad17848feb', 'sandbox', 1795738601894533);
INSERT INTO "device" VALUES (890627576204882, 493055502012, x'9b0b2990e6d113ec6ef87a3e308997b53da23edf449fbe70ea695e9e5ded6650', 'sandbox', 1795738601938537);
INSERT INTO "device" VALUES (712006443465103, 493055502013, x'aeec9bc19ea28777fc86e8bb95f2b63f39eb303b67547f127c6566993931be8b', 'sandbox', 1795738601988253);
INSERT INTO "device" VALUES (844647206770697, 493055502014, x'206db23fd73ef21dfdcca07f2620ec55a1d6698a0462f48fa809ef108d5cd5de', 'sandbox', 1795738602010929);
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
INSERT INTO "relation" VALUES (596482987381122, 729277526909925, 999573865841310, 'ZZ.45098142351410022431', 0, 0, 1795738601398381);
INSERT INTO "relation" VALUES (692776640474847, 493055502001, 999172186921621, 'ZZ.73975390294236629347', 0, 0, 1795738601470687);
INSERT INTO "relation" VALUES (692776640474847, 493055502002, 999756864040120, 'ZZ.31985612285584091363', 0, 0, 1795738601482519);
INSERT INTO "relation" VALUES (692776640474847, 493055502003, 999628809096000, 'ZZ.51187144824020552241', 0, 0, 1795738601522537);
INSERT INTO "relation" VALUES (692776640474847, 493055502004, 999349728989749, 'ZZ.28363633961327595031', 0, 0, 1795738601546526);
INSERT INTO "relation" VALUES (692776640474847, 493055502005, 999124404175338, 'ZZ.70510931822283872874', 0, 0, 1795738601574529);
INSERT INTO "relation" VALUES (692776640474847, 493055502006, 999206527211991, 'ZZ.07748834858798180125', 0, 0, 1795738601618515);
INSERT INTO "relation" VALUES (692776640474847, 493055502007, 999322954523221, 'ZZ.75198254341144672262', 0, 0, 1795738601646480);
INSERT INTO "relation" VALUES (692776640474847, 493055502008, 999506670640216, 'ZZ.27095111238792592530', 0, 0, 1795738601767213);
INSERT INTO "relation" VALUES (692776640474847, 493055502009, 999631192341717, 'ZZ.47438451587339468657', 0, 0, 1795738601828766);
INSERT INTO "relation" VALUES (692776640474847, 493055502010, 999593395240552, 'ZZ.32332123234857831266', 0, 0, 1795738601875085);
INSERT INTO "relation" VALUES (692776640474847, 493055502011, 999940017039916, 'ZZ.68940996765782108559', 0, 0, 1795738601900729);
INSERT INTO "relation" VALUES (692776640474847, 493055502012, 999279956984208, 'ZZ.15816098059190302059', 0, 7, 1795738601949536);
INSERT INTO "relation" VALUES (692776640474847, 493055502013, 999147666746593, 'ZZ.66489309331857076002', 0, 0, 1795738601993625);
INSERT INTO "relation" VALUES (692776640474847, 519778526347684, 999540856293457, 'ZZ.49733972234640574328', 0, 0, 1795738601397991);
INSERT INTO "relation" VALUES (692776640474847, 729277526909925, 999228010748336, 'ZZ.12475276243871122412', 0, 0, 1795738601377975);
INSERT INTO "relation" VALUES (692776640474847, 950376334563157, 999012650061423, 'ZZ.14588209115529013814', 0, 0, 1795738601395918);
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
INSERT INTO "permission" VALUES (1, 692776640474847, 729277526909925, 413196013092851, 'utility', NULL, 'each', 1795738601377898, NULL);
INSERT INTO "permission" VALUES (2, 692776640474847, 729277526909925, 413196013092851, 'authentication', NULL, 'each', 1795738601377898, NULL);
INSERT INTO "permission" VALUES (3, 692776640474847, 729277526909925, 413196013092851, 'marketing', NULL, 'each', 1795738601377898, NULL);
INSERT INTO "permission" VALUES (4, 692776640474847, 950376334563157, 989128254437003, 'utility', NULL, 'each', 1795738601395886, NULL);
INSERT INTO "permission" VALUES (5, 692776640474847, 950376334563157, 989128254437003, 'authentication', NULL, 'each', 1795738601395886, NULL);
INSERT INTO "permission" VALUES (6, 692776640474847, 950376334563157, 989128254437003, 'marketing', NULL, 'each', 1795738601395886, NULL);
INSERT INTO "permission" VALUES (7, 596482987381122, 729277526909925, 739261781697383, 'utility', NULL, 'each', 1795738601398359, NULL);
INSERT INTO "permission" VALUES (8, 596482987381122, 729277526909925, 739261781697383, 'authentication', NULL, 'each', 1795738601398359, NULL);
INSERT INTO "permission" VALUES (9, 596482987381122, 729277526909925, 739261781697383, 'marketing', NULL, 'each', 1795738601398359, NULL);
INSERT INTO "permission" VALUES (10, 692776640474847, 493055502001, 739594918970696, 'utility', NULL, 'each', 1795738601470655, NULL);
INSERT INTO "permission" VALUES (11, 692776640474847, 493055502001, 739594918970696, 'authentication', NULL, 'each', 1795738601470655, NULL);
INSERT INTO "permission" VALUES (12, 692776640474847, 493055502001, 739594918970696, 'marketing', NULL, 'each', 1795738601470655, NULL);
INSERT INTO "permission" VALUES (13, 692776640474847, 493055502002, 790867888099489, 'utility', NULL, 'each', 1795738601482482, NULL);
INSERT INTO "permission" VALUES (14, 692776640474847, 493055502002, 790867888099489, 'authentication', NULL, 'each', 1795738601482482, NULL);
INSERT INTO "permission" VALUES (15, 692776640474847, 493055502002, 790867888099489, 'marketing', NULL, 'each', 1795738601482482, NULL);
INSERT INTO "permission" VALUES (16, 692776640474847, 493055502003, 475791992710044, 'utility', NULL, 'each', 1795738601522496, NULL);
INSERT INTO "permission" VALUES (17, 692776640474847, 493055502003, 475791992710044, 'authentication', NULL, 'each', 1795738601522496, NULL);
INSERT INTO "permission" VALUES (18, 692776640474847, 493055502003, 475791992710044, 'marketing', NULL, 'each', 1795738601522496, NULL);
INSERT INTO "permission" VALUES (19, 692776640474847, 493055502004, 650971850057200, 'utility', NULL, 'each', 1795738601546487, NULL);
INSERT INTO "permission" VALUES (20, 692776640474847, 493055502004, 650971850057200, 'authentication', NULL, 'each', 1795738601546487, NULL);
INSERT INTO "permission" VALUES (21, 692776640474847, 493055502004, 650971850057200, 'marketing', NULL, 'each', 1795738601546487, NULL);
INSERT INTO "permission" VALUES (22, 692776640474847, 493055502005, 667420391770780, 'utility', NULL, 'each', 1795738601574489, NULL);
INSERT INTO "permission" VALUES (23, 692776640474847, 493055502005, 667420391770780, 'authentication', NULL, 'each', 1795738601574489, NULL);
INSERT INTO "permission" VALUES (24, 692776640474847, 493055502005, 667420391770780, 'marketing', NULL, 'each', 1795738601574489, NULL);
INSERT INTO "permission" VALUES (25, 692776640474847, 493055502006, 637603098257170, 'utility', NULL, 'each', 1795738601618467, NULL);
INSERT INTO "permission" VALUES (26, 692776640474847, 493055502006, 637603098257170, 'authentication', NULL, 'each', 1795738601618467, NULL);
INSERT INTO "permission" VALUES (27, 692776640474847, 493055502006, 637603098257170, 'marketing', NULL, 'each', 1795738601618467, NULL);
INSERT INTO "permission" VALUES (28, 692776640474847, 493055502007, 394800712785572, 'utility', NULL, 'each', 1795738601646433, NULL);
INSERT INTO "permission" VALUES (29, 692776640474847, 493055502007, 394800712785572, 'authentication', NULL, 'each', 1795738601646433, NULL);
INSERT INTO "permission" VALUES (30, 692776640474847, 493055502007, 394800712785572, 'marketing', NULL, 'each', 1795738601646433, NULL);
INSERT INTO "permission" VALUES (31, 692776640474847, 493055502008, 350980715115727, 'utility', NULL, 'each', 1795738601767088, NULL);
INSERT INTO "permission" VALUES (32, 692776640474847, 493055502008, 350980715115727, 'authentication', NULL, 'each', 1795738601767088, NULL);
INSERT INTO "permission" VALUES (33, 692776640474847, 493055502008, 350980715115727, 'marketing', NULL, 'each', 1795738601767088, NULL);
INSERT INTO "permission" VALUES (34, 692776640474847, 493055502009, 968692357718265, 'utility', NULL, 'each', 1795738601828724, NULL);
INSERT INTO "permission" VALUES (35, 692776640474847, 493055502009, 968692357718265, 'authentication', NULL, 'each', 1795738601828724, NULL);
INSERT INTO "permission" VALUES (36, 692776640474847, 493055502009, 968692357718265, 'marketing', NULL, 'each', 1795738601828724, NULL);
INSERT INTO "permission" VALUES (37, 692776640474847, 493055502010, 353395696899506, 'utility', NULL, 'each', 1795738601875043, NULL);
INSERT INTO "permission" VALUES (38, 692776640474847, 493055502010, 353395696899506, 'authentication', NULL, 'each', 1795738601875043, NULL);
INSERT INTO "permission" VALUES (39, 692776640474847, 493055502010, 353395696899506, 'marketing', NULL, 'each', 1795738601875043, NULL);
INSERT INTO "permission" VALUES (40, 692776640474847, 493055502011, 811526376986720, 'utility', NULL, 'each', 1795738601900691, NULL);
INSERT INTO "permission" VALUES (41, 692776640474847, 493055502011, 811526376986720, 'authentication', NULL, 'each', 1795738601900691, NULL);
INSERT INTO "permission" VALUES (42, 692776640474847, 493055502011, 811526376986720, 'marketing', NULL, 'each', 1795738601900691, NULL);
INSERT INTO "permission" VALUES (43, 692776640474847, 493055502013, 687108382520914, 'utility', NULL, 'each', 1795738601993586, NULL);
INSERT INTO "permission" VALUES (44, 692776640474847, 493055502013, 687108382520914, 'authentication', NULL, 'each', 1795738601993586, NULL);
INSERT INTO "permission" VALUES (45, 692776640474847, 493055502013, 687108382520914, 'marketing', NULL, 'weekly', 1795738601993586, NULL);
CREATE TABLE receipt (
    id       BIGINT NOT NULL PRIMARY KEY,
    business BIGINT NOT NULL,
    person   BIGINT NOT NULL,
    seq      BIGINT NOT NULL,
    pos      BIGINT NOT NULL
);
INSERT INTO "receipt" VALUES (413196013092851, 692776640474847, 729277526909925, 1, 1);
INSERT INTO "receipt" VALUES (989128254437003, 692776640474847, 950376334563157, 1, 3);
INSERT INTO "receipt" VALUES (739261781697383, 596482987381122, 729277526909925, 3, 4);
INSERT INTO "receipt" VALUES (739594918970696, 692776640474847, 493055502001, 1, 5);
INSERT INTO "receipt" VALUES (790867888099489, 692776640474847, 493055502002, 1, 7);
INSERT INTO "receipt" VALUES (475791992710044, 692776640474847, 493055502003, 1, 9);
INSERT INTO "receipt" VALUES (650971850057200, 692776640474847, 493055502004, 1, 11);
INSERT INTO "receipt" VALUES (667420391770780, 692776640474847, 493055502005, 1, 13);
INSERT INTO "receipt" VALUES (637603098257170, 692776640474847, 493055502006, 1, 15);
INSERT INTO "receipt" VALUES (394800712785572, 692776640474847, 493055502007, 1, 17);
INSERT INTO "receipt" VALUES (350980715115727, 692776640474847, 493055502008, 1, 19);
INSERT INTO "receipt" VALUES (968692357718265, 692776640474847, 493055502009, 1, 21);
INSERT INTO "receipt" VALUES (353395696899506, 692776640474847, 493055502010, 1, 23);
INSERT INTO "receipt" VALUES (811526376986720, 692776640474847, 493055502011, 1, 25);
INSERT INTO "receipt" VALUES (171087800871919, 692776640474847, 493055502012, 1, 26);
INSERT INTO "receipt" VALUES (374559648664458, 692776640474847, 493055502012, 2, 27);
INSERT INTO "receipt" VALUES (687108382520914, 692776640474847, 493055502013, 1, 28);
CREATE TABLE template (
    id         BIGINT NOT NULL PRIMARY KEY,
    business   BIGINT NOT NULL REFERENCES business (id),
    name       TEXT   NOT NULL,
    language   TEXT   NOT NULL,
    document   TEXT   NOT NULL,
    UNIQUE (business, name, language)
);
INSERT INTO "template" VALUES (171499514344512, 692776640474847, 'hello_world', 'en_US', '{"id":171499514344512,"business":692776640474847,"name":"hello_world","language":"en_US","category":"utility","parameter_format":"POSITIONAL","status":"APPROVED","parts":{"body":"Welcome! This is a test message of Kurier."},"updated_at":1795738601406297,"life":{"revision":1,"created_at":1795738601402658,"quality":"UNKNOWN","pauses":0}}');
INSERT INTO "template" VALUES (699721841608721, 692776640474847, 'order_update', 'en_US', '{"id":699721841608721,"business":692776640474847,"name":"order_update","language":"en_US","category":"utility","parameter_format":"POSITIONAL","status":"APPROVED","parts":{"body":"Hello {{1}}, your order {{2}} is on its way to you.","footer":"Sandbox Shop","buttons":[{"type":"QUICK_REPLY","text":"Got it"},{"type":"URL","text":"Track","url":"https://shop.example/orders/{{1}}"}],"samples":[{"parameter":"1","value":"Kim"},{"parameter":"2","value":"A-1001"}]},"updated_at":1795738601421439,"life":{"revision":1,"created_at":1795738601409677,"quality":"UNKNOWN","pauses":0}}');
INSERT INTO "template" VALUES (851430042655063, 692776640474847, 'named_promo', 'en_US', '{"id":851430042655063,"business":692776640474847,"name":"named_promo","language":"en_US","category":"marketing","parameter_format":"NAMED","status":"APPROVED","parts":{"body":"Hi {{first_name}}, this week you get {{offer}} in our shop.","samples":[{"parameter":"first_name","value":"Kim"},{"parameter":"offer","value":"10 % off"}]},"updated_at":1795738601447252,"life":{"revision":1,"created_at":1795738601428672,"quality":"UNKNOWN","pauses":0}}');
INSERT INTO "template" VALUES (570906864901756, 692776640474847, 'otp', 'en_US', '{"id":570906864901756,"business":692776640474847,"name":"otp","language":"en_US","category":"authentication","parameter_format":"POSITIONAL","status":"APPROVED","parts":{"body":"","buttons":[{"type":"COPY_CODE","text":"Copy code"}],"otp":{"security_recommendation":true,"expires_min":10}},"updated_at":1795738601456721,"life":{"revision":1,"created_at":1795738601455185,"quality":"UNKNOWN","pauses":0}}');
INSERT INTO "template" VALUES (533274774971914, 692776640474847, 'book_table', 'en_US', '{"id":533274774971914,"business":692776640474847,"name":"book_table","language":"en_US","category":"utility","parameter_format":"POSITIONAL","status":"APPROVED","parts":{"body":"Your table at our place is one tap away.","actions":[{"at":0,"text":"Book","opens":{"type":"FLOW","id":"389438282029383","start":"navigate","screen":"TABLE"}}]},"updated_at":1795738601464616,"life":{"revision":1,"created_at":1795738601461201,"quality":"UNKNOWN","pauses":0}}');
INSERT INTO "template" VALUES (813925787443577, 692776640474847, 'paused_one', 'en_US', '{"id":813925787443577,"business":692776640474847,"name":"paused_one","language":"en_US","category":"utility","parameter_format":"POSITIONAL","status":"PAUSED","parts":{"body":"This template is paused."},"updated_at":1795738601468021,"life":{"revision":2,"created_at":1795738601465866,"quality":"UNKNOWN","pauses":0}}');
INSERT INTO "template" VALUES (953302683121186, 692776640474847, 'pending_one', 'en_US', '{"id":953302683121186,"business":692776640474847,"name":"pending_one","language":"en_US","category":"utility","parameter_format":"POSITIONAL","status":"PENDING","parts":{"body":"This template waits for review."},"updated_at":1795738601469054,"life":{"revision":0,"created_at":1795738601469054,"quality":"UNKNOWN","pauses":0}}');
CREATE TABLE rate_card (
    version    BIGINT NOT NULL PRIMARY KEY,
    valid_from BIGINT NOT NULL,
    document   TEXT   NOT NULL
);
INSERT INTO "rate_card" VALUES (1, 0, '{"version":1,"valid_from":0,"currency":"EUR","rates":[{"category":"utility","market":"*","micros":10000},{"category":"authentication","market":"*","micros":10000},{"category":"marketing","market":"*","micros":50000},{"category":"service","market":"*","micros":0}],"quotas":[],"tiers":[]}');
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
, surcharge BIGINT NOT NULL DEFAULT 0);
INSERT INTO "log" VALUES (1, 1795738601380723, 3, 729277526909925, 1, 0, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":413196013092851,"at":1795738601377975,"business":692776640474847,"business_name":"Sandbox Shop","user_id":"ZZ.12475276243871122412","decision":{"action":"grant","permissions":[{"receipt":413196013092851,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795738601377898,"expires_at":null},{"receipt":413196013092851,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795738601377898,"expires_at":null},{"receipt":413196013092851,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795738601377898,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Tells you about your orders.","Sends you codes to sign in.","Sends you offers and news."]},"signature":"bQ81/bEaGnjEQ4oTTm0+MPdf1TGMBDXO4L0AqQIdqBnU/X4r2AQJpyhYGluSGpcwoB/pGPjLrinV0pn0UpzkAg==","public_key":"0ZSlztpbMrP+BXcg0QX2EcjYd6Gdk3qMqpcW4gNvEsI="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (2, 1795738601391218, 2, 729277526909925, 2, 1, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello', 0);
INSERT INTO "log" VALUES (3, 1795738601396723, 3, 950376334563157, 1, 0, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":989128254437003,"at":1795738601395918,"business":692776640474847,"business_name":"Sandbox Shop","user_id":"ZZ.14588209115529013814","decision":{"action":"grant","permissions":[{"receipt":989128254437003,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795738601395886,"expires_at":null},{"receipt":989128254437003,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795738601395886,"expires_at":null},{"receipt":989128254437003,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795738601395886,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Tells you about your orders.","Sends you codes to sign in.","Sends you offers and news."]},"signature":"ykmhyLLoo27Pi8sZLQAaW0/YVFLHmffD9hM/3o2dE5zW+N0pxdstUD43c66vuUXeN1fNqYGVV//ZJP6G78iAAg==","public_key":"0ZSlztpbMrP+BXcg0QX2EcjYd6Gdk3qMqpcW4gNvEsI="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (4, 1795738601399580, 3, 729277526909925, 3, 2, 596482987381122, 342599151212342, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":739261781697383,"at":1795738601398381,"business":596482987381122,"business_name":"Second Shop","user_id":"ZZ.45098142351410022431","decision":{"action":"grant","permissions":[{"receipt":739261781697383,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795738601398359,"expires_at":null},{"receipt":739261781697383,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795738601398359,"expires_at":null},{"receipt":739261781697383,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795738601398359,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Tells you about your orders.","Sends you codes to sign in.","Sends you offers and news."]},"signature":"4RnIK5LJIfPOBzl3CC+pPkU99qV0+0W0OlALyTe5D0AOwNc7dwyl7zarg8nXqHuzokWdH1lv5ASPo8YF38w4CA==","public_key":"0ZSlztpbMrP+BXcg0QX2EcjYd6Gdk3qMqpcW4gNvEsI="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (5, 1795738601471859, 3, 493055502001, 1, 0, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":739594918970696,"at":1795738601470687,"business":692776640474847,"business_name":"Sandbox Shop","user_id":"ZZ.73975390294236629347","decision":{"action":"grant","permissions":[{"receipt":739594918970696,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795738601470655,"expires_at":null},{"receipt":739594918970696,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795738601470655,"expires_at":null},{"receipt":739594918970696,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795738601470655,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"T53OpmJ1boTQCfRKcSnxoic7KXVmBASb3lv+0SVe7RFt3xHtIYhmoDa9SX3EcAiULqILFqLV7KxHFWEtI11jDA==","public_key":"0ZSlztpbMrP+BXcg0QX2EcjYd6Gdk3qMqpcW4gNvEsI="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (6, 1795738601473789, 2, 493055502001, 2, 5, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello 692776640474847', 0);
INSERT INTO "log" VALUES (7, 1795738601499453, 3, 493055502002, 1, 0, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":790867888099489,"at":1795738601482519,"business":692776640474847,"business_name":"Sandbox Shop","user_id":"ZZ.31985612285584091363","decision":{"action":"grant","permissions":[{"receipt":790867888099489,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795738601482482,"expires_at":null},{"receipt":790867888099489,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795738601482482,"expires_at":null},{"receipt":790867888099489,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795738601482482,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"aTU0N/TBiN3TNLSUC+59J9EZme158f7oDohyWpuSw7WCzvgnW4FgqqwLpK6cPRxJNwFMUyVrvnm7XPzz/Eu9Bw==","public_key":"0ZSlztpbMrP+BXcg0QX2EcjYd6Gdk3qMqpcW4gNvEsI="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (8, 1795738601511568, 2, 493055502002, 2, 7, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello 692776640474847', 0);
INSERT INTO "log" VALUES (9, 1795738601531052, 3, 493055502003, 1, 0, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":475791992710044,"at":1795738601522537,"business":692776640474847,"business_name":"Sandbox Shop","user_id":"ZZ.51187144824020552241","decision":{"action":"grant","permissions":[{"receipt":475791992710044,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795738601522496,"expires_at":null},{"receipt":475791992710044,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795738601522496,"expires_at":null},{"receipt":475791992710044,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795738601522496,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"SlwXxG2pvyi5F7uNgJ9FJJD/rhNwcgqU93YgcAqi71r8+OlynPzMTEdh91ytgpp2I7yzwPfFCYA5MERpCXdmCQ==","public_key":"0ZSlztpbMrP+BXcg0QX2EcjYd6Gdk3qMqpcW4gNvEsI="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (10, 1795738601533427, 2, 493055502003, 2, 9, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello 692776640474847', 0);
INSERT INTO "log" VALUES (11, 1795738601555002, 3, 493055502004, 1, 0, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":650971850057200,"at":1795738601546526,"business":692776640474847,"business_name":"Sandbox Shop","user_id":"ZZ.28363633961327595031","decision":{"action":"grant","permissions":[{"receipt":650971850057200,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795738601546487,"expires_at":null},{"receipt":650971850057200,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795738601546487,"expires_at":null},{"receipt":650971850057200,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795738601546487,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"JuC7Y4Fcvaq5AVzsqS7wtVOE/OhmhAROnWwzYOGIUwkgG83ksBhzfyCYXjtYUOeTgpO1+slM5eyUweRMiOO6Dw==","public_key":"0ZSlztpbMrP+BXcg0QX2EcjYd6Gdk3qMqpcW4gNvEsI="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (12, 1795738601559704, 2, 493055502004, 2, 11, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello 692776640474847', 0);
INSERT INTO "log" VALUES (13, 1795738601585626, 3, 493055502005, 1, 0, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":667420391770780,"at":1795738601574529,"business":692776640474847,"business_name":"Sandbox Shop","user_id":"ZZ.70510931822283872874","decision":{"action":"grant","permissions":[{"receipt":667420391770780,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795738601574489,"expires_at":null},{"receipt":667420391770780,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795738601574489,"expires_at":null},{"receipt":667420391770780,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795738601574489,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"+kNIUoZYnxrwBrJ49atqWkaOEn0XBJoQQQrP7LKEhRaZvrwTqgSsqdyMLjC/bzgiomcXVXSYeHQ76qTvPscxAg==","public_key":"0ZSlztpbMrP+BXcg0QX2EcjYd6Gdk3qMqpcW4gNvEsI="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (14, 1795738601607863, 2, 493055502005, 2, 13, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello 692776640474847', 0);
INSERT INTO "log" VALUES (15, 1795738601627174, 3, 493055502006, 1, 0, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":637603098257170,"at":1795738601618515,"business":692776640474847,"business_name":"Sandbox Shop","user_id":"ZZ.07748834858798180125","decision":{"action":"grant","permissions":[{"receipt":637603098257170,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795738601618467,"expires_at":null},{"receipt":637603098257170,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795738601618467,"expires_at":null},{"receipt":637603098257170,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795738601618467,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"TRTLDzn5Fd0cmeherlmOKO37bUaL6XYPvDl4EP95NfzmGWli2zBn5oE64o1mlM72K3yVZHYg/KbEHKp0GO2jAg==","public_key":"0ZSlztpbMrP+BXcg0QX2EcjYd6Gdk3qMqpcW4gNvEsI="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (16, 1795738601631714, 2, 493055502006, 2, 15, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello 692776640474847', 0);
INSERT INTO "log" VALUES (17, 1795738601679367, 3, 493055502007, 1, 0, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":394800712785572,"at":1795738601646480,"business":692776640474847,"business_name":"Sandbox Shop","user_id":"ZZ.75198254341144672262","decision":{"action":"grant","permissions":[{"receipt":394800712785572,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795738601646433,"expires_at":null},{"receipt":394800712785572,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795738601646433,"expires_at":null},{"receipt":394800712785572,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795738601646433,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"CNZXbeSBOvnRcfptxVczmYQqGMeWr9N6zof1TnrzgpgwotVbaC7frgCTC+eLwq0568pfleQn/QEoSpYCW/55Bw==","public_key":"0ZSlztpbMrP+BXcg0QX2EcjYd6Gdk3qMqpcW4gNvEsI="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (18, 1795738601702689, 2, 493055502007, 2, 17, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello 692776640474847', 0);
INSERT INTO "log" VALUES (19, 1795738601779876, 3, 493055502008, 1, 0, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":350980715115727,"at":1795738601767213,"business":692776640474847,"business_name":"Sandbox Shop","user_id":"ZZ.27095111238792592530","decision":{"action":"grant","permissions":[{"receipt":350980715115727,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795738601767088,"expires_at":null},{"receipt":350980715115727,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795738601767088,"expires_at":null},{"receipt":350980715115727,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795738601767088,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"4t7yxrGorC9srsYMSO+ojPw2GZkhcfSoZO1CbakwaeSqLKONplwxEs4sF3rzXZgsU4bDnkE1qrLhGUCqtt8gBA==","public_key":"0ZSlztpbMrP+BXcg0QX2EcjYd6Gdk3qMqpcW4gNvEsI="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (20, 1795738601807674, 2, 493055502008, 2, 19, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello 692776640474847', 0);
INSERT INTO "log" VALUES (21, 1795738601847062, 3, 493055502009, 1, 0, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":968692357718265,"at":1795738601828766,"business":692776640474847,"business_name":"Sandbox Shop","user_id":"ZZ.47438451587339468657","decision":{"action":"grant","permissions":[{"receipt":968692357718265,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795738601828724,"expires_at":null},{"receipt":968692357718265,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795738601828724,"expires_at":null},{"receipt":968692357718265,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795738601828724,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"89IntoL+IszO+zlMyUJPx8FWdsxf1ylA6thU2kQdBdxfgfjOWk3VNLlFc0xeTZtUsnVS6Xf8ahOkllUg/qdeCg==","public_key":"0ZSlztpbMrP+BXcg0QX2EcjYd6Gdk3qMqpcW4gNvEsI="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (22, 1795738601861820, 2, 493055502009, 2, 21, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello 692776640474847', 0);
INSERT INTO "log" VALUES (23, 1795738601887045, 3, 493055502010, 1, 0, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":353395696899506,"at":1795738601875085,"business":692776640474847,"business_name":"Sandbox Shop","user_id":"ZZ.32332123234857831266","decision":{"action":"grant","permissions":[{"receipt":353395696899506,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795738601875043,"expires_at":null},{"receipt":353395696899506,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795738601875043,"expires_at":null},{"receipt":353395696899506,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795738601875043,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"vXAuCMonjnDHkNiA6RmnWDYcasUjJMT5A+vnYSm0yvPXX1a/WWych+zw49hcSXxreiZe27dKifq580OGRKrzCA==","public_key":"0ZSlztpbMrP+BXcg0QX2EcjYd6Gdk3qMqpcW4gNvEsI="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (24, 1795738601892735, 2, 493055502010, 2, 23, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello 692776640474847', 0);
INSERT INTO "log" VALUES (25, 1795738601910614, 3, 493055502011, 1, 0, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":811526376986720,"at":1795738601900729,"business":692776640474847,"business_name":"Sandbox Shop","user_id":"ZZ.68940996765782108559","decision":{"action":"grant","permissions":[{"receipt":811526376986720,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795738601900691,"expires_at":null},{"receipt":811526376986720,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795738601900691,"expires_at":null},{"receipt":811526376986720,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795738601900691,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"qjhjd4Lm/vckh8erUIVyNEYWGlyoTJnoG26dsPbSepCgWHaZQP/Q4hjG1AEXLjoCiFIHRcHXRTksU/gwFygFCA==","public_key":"0ZSlztpbMrP+BXcg0QX2EcjYd6Gdk3qMqpcW4gNvEsI="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (26, 1795738601964011, 3, 493055502012, 1, 0, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":171087800871919,"at":1795738601949536,"business":692776640474847,"business_name":"Sandbox Shop","user_id":"ZZ.15816098059190302059","decision":{"action":"grant","permissions":[{"receipt":171087800871919,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795738601949487,"expires_at":null},{"receipt":171087800871919,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795738601949487,"expires_at":null},{"receipt":171087800871919,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795738601949487,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"hEtj3QxS4H/B5cBfNiggcH3ycWjv0zt6NqTjaRQygQ0s8ZwoVnBi7p+1+CYifEHMl2doWMp/HcMxBiGkceSYBg==","public_key":"0ZSlztpbMrP+BXcg0QX2EcjYd6Gdk3qMqpcW4gNvEsI="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (27, 1795738601978782, 3, 493055502012, 2, 26, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":374559648664458,"at":1795738601977357,"business":692776640474847,"business_name":"Sandbox Shop","user_id":"ZZ.15816098059190302059","decision":{"action":"withdraw","withdrawal":{"purpose":null,"topic":null},"taken":[{"receipt":171087800871919,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795738601949487,"expires_at":null},{"receipt":171087800871919,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795738601949487,"expires_at":null},{"receipt":171087800871919,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795738601949487,"expires_at":null}]},"source":"sandbox","language":"en","wording":[]},"signature":"whAP7ZJocXVxE+hR7zWIauDrbXjANcTvOwFtyQjLR5E5VbRNijl4uodAd7oAzbnDjdGuEBCQNsoTRxkvasvrDg==","public_key":"0ZSlztpbMrP+BXcg0QX2EcjYd6Gdk3qMqpcW4gNvEsI="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (28, 1795738602001480, 3, 493055502013, 1, 0, 692776640474847, 583035373262783, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":687108382520914,"at":1795738601993625,"business":692776640474847,"business_name":"Sandbox Shop","user_id":"ZZ.66489309331857076002","decision":{"action":"grant","permissions":[{"receipt":687108382520914,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795738601993586,"expires_at":null},{"receipt":687108382520914,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795738601993586,"expires_at":null},{"receipt":687108382520914,"purpose":"marketing","topic":null,"cadence":"weekly","granted_at":1795738601993586,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"PdEglKcfyOqDElIgJ4MDhM+49v62w3wBXqv3qQW8zG9kWctUUmzS1Ou7jAhK5iyLLoGEY68X0oXON9rIdxqzAg==","public_key":"0ZSlztpbMrP+BXcg0QX2EcjYd6Gdk3qMqpcW4gNvEsI="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (29, 1795738602417092, 1, 950376334563157, 2, 3, 692776640474847, 583035373262783, 1, 0, 10000, 0, 0, 0, '{"type":"template","template":171499514344512,"name":"hello_world","language":"en_US","body":"Welcome! This is a test message of Kurier."}', '{"t":1795738602417092,"c":"utility","tp":true,"p":{"i":989128254437003,"s":1795738601395886},"m":"*","v":1,"e":10000}', NULL, 0);
INSERT INTO "log" VALUES (30, 1795738602426943, 1, 950376334563157, 3, 29, 692776640474847, 583035373262783, 1, 0, 10000, 0, 0, 0, '{"type":"template","template":171499514344512,"name":"hello_world","language":"en_US","body":"Welcome! This is a test message of Kurier."}', '{"t":1795738602426943,"c":"utility","tp":true,"p":{"i":989128254437003,"s":1795738601395886},"m":"*","v":1,"e":10000}', NULL, 0);
INSERT INTO "log" VALUES (31, 1795738602435292, 1, 950376334563157, 4, 30, 692776640474847, 583035373262783, 1, 0, 10000, 0, 0, 0, '{"type":"template","template":171499514344512,"name":"hello_world","language":"en_US","body":"Welcome! This is a test message of Kurier."}', '{"t":1795738602435292,"c":"utility","tp":true,"p":{"i":989128254437003,"s":1795738601395886},"m":"*","v":1,"e":10000}', NULL, 0);
INSERT INTO "log" VALUES (32, 1795738602445447, 6, 950376334563157, 0, 0, 0, 0, 0, 1, 0, 4, 0, 0, NULL, NULL, NULL, 0);
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
INSERT INTO "event" VALUES (596482987381122, 1, 1795738601399580, 3, 0, 4, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (596482987381122, 2, 1795738601399580, 3, 0, 4, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (596482987381122, 3, 1795738601399580, 3, 0, 4, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 1, 1795738601380723, 3, 0, 1, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 2, 1795738601380723, 3, 0, 1, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 3, 1795738601380723, 3, 0, 1, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 4, 1795738601391218, 2, 0, 2, 0, NULL);
INSERT INTO "event" VALUES (692776640474847, 5, 1795738601396723, 3, 0, 3, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 6, 1795738601396723, 3, 0, 3, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 7, 1795738601396723, 3, 0, 3, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 8, 1795738601406309, 4, 0, 0, 0, '{"template":171499514344512,"name":"hello_world","language":"en_US","category":"utility","change":{"what":"status","status":"APPROVED","pauses":0,"reinstated":false}}');
INSERT INTO "event" VALUES (692776640474847, 9, 1795738601421450, 4, 0, 0, 0, '{"template":699721841608721,"name":"order_update","language":"en_US","category":"utility","change":{"what":"status","status":"APPROVED","pauses":0,"reinstated":false}}');
INSERT INTO "event" VALUES (692776640474847, 10, 1795738601447266, 4, 0, 0, 0, '{"template":851430042655063,"name":"named_promo","language":"en_US","category":"marketing","change":{"what":"status","status":"APPROVED","pauses":0,"reinstated":false}}');
INSERT INTO "event" VALUES (692776640474847, 11, 1795738601456729, 4, 0, 0, 0, '{"template":570906864901756,"name":"otp","language":"en_US","category":"authentication","change":{"what":"status","status":"APPROVED","pauses":0,"reinstated":false}}');
INSERT INTO "event" VALUES (692776640474847, 12, 1795738601463374, 5, 0, 0, 0, '{"notice":"flow","flow":389438282029383,"name":"book_table 602710","from":"DRAFT","to":"PUBLISHED"}');
INSERT INTO "event" VALUES (692776640474847, 13, 1795738601464624, 4, 0, 0, 0, '{"template":533274774971914,"name":"book_table","language":"en_US","category":"utility","change":{"what":"status","status":"APPROVED","pauses":0,"reinstated":false}}');
INSERT INTO "event" VALUES (692776640474847, 14, 1795738601466940, 4, 0, 0, 0, '{"template":813925787443577,"name":"paused_one","language":"en_US","category":"utility","change":{"what":"status","status":"APPROVED","pauses":0,"reinstated":false}}');
INSERT INTO "event" VALUES (692776640474847, 15, 1795738601468026, 4, 0, 0, 0, '{"template":813925787443577,"name":"paused_one","language":"en_US","category":"utility","change":{"what":"status","status":"PAUSED","pauses":0,"reinstated":false}}');
INSERT INTO "event" VALUES (692776640474847, 16, 1795738601471859, 3, 0, 5, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 17, 1795738601471859, 3, 0, 5, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 18, 1795738601471859, 3, 0, 5, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 19, 1795738601473789, 2, 0, 6, 0, NULL);
INSERT INTO "event" VALUES (692776640474847, 20, 1795738601499453, 3, 0, 7, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 21, 1795738601499453, 3, 0, 7, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 22, 1795738601499453, 3, 0, 7, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 23, 1795738601511568, 2, 0, 8, 0, NULL);
INSERT INTO "event" VALUES (692776640474847, 24, 1795738601531052, 3, 0, 9, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 25, 1795738601531052, 3, 0, 9, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 26, 1795738601531052, 3, 0, 9, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 27, 1795738601533427, 2, 0, 10, 0, NULL);
INSERT INTO "event" VALUES (692776640474847, 28, 1795738601555002, 3, 0, 11, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 29, 1795738601555002, 3, 0, 11, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 30, 1795738601555002, 3, 0, 11, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 31, 1795738601559704, 2, 0, 12, 0, NULL);
INSERT INTO "event" VALUES (692776640474847, 32, 1795738601585626, 3, 0, 13, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 33, 1795738601585626, 3, 0, 13, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 34, 1795738601585626, 3, 0, 13, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 35, 1795738601607863, 2, 0, 14, 0, NULL);
INSERT INTO "event" VALUES (692776640474847, 36, 1795738601627174, 3, 0, 15, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 37, 1795738601627174, 3, 0, 15, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 38, 1795738601627174, 3, 0, 15, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 39, 1795738601631714, 2, 0, 16, 0, NULL);
INSERT INTO "event" VALUES (692776640474847, 40, 1795738601679367, 3, 0, 17, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 41, 1795738601679367, 3, 0, 17, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 42, 1795738601679367, 3, 0, 17, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 43, 1795738601702689, 2, 0, 18, 0, NULL);
INSERT INTO "event" VALUES (692776640474847, 44, 1795738601779876, 3, 0, 19, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 45, 1795738601779876, 3, 0, 19, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 46, 1795738601779876, 3, 0, 19, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 47, 1795738601807674, 2, 0, 20, 0, NULL);
INSERT INTO "event" VALUES (692776640474847, 48, 1795738601847062, 3, 0, 21, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 49, 1795738601847062, 3, 0, 21, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 50, 1795738601847062, 3, 0, 21, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 51, 1795738601861820, 2, 0, 22, 0, NULL);
INSERT INTO "event" VALUES (692776640474847, 52, 1795738601887045, 3, 0, 23, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 53, 1795738601887045, 3, 0, 23, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 54, 1795738601887045, 3, 0, 23, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 55, 1795738601892735, 2, 0, 24, 0, NULL);
INSERT INTO "event" VALUES (692776640474847, 56, 1795738601910614, 3, 0, 25, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 57, 1795738601910614, 3, 0, 25, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 58, 1795738601910614, 3, 0, 25, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 59, 1795738601964011, 3, 0, 26, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 60, 1795738601964011, 3, 0, 26, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 61, 1795738601964011, 3, 0, 26, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 62, 1795738601978782, 3, 0, 27, 0, '{"purpose":"utility","allowed":false}');
INSERT INTO "event" VALUES (692776640474847, 63, 1795738601978782, 3, 0, 27, 0, '{"purpose":"authentication","allowed":false}');
INSERT INTO "event" VALUES (692776640474847, 64, 1795738601978782, 3, 0, 27, 0, '{"purpose":"marketing","allowed":false}');
INSERT INTO "event" VALUES (692776640474847, 65, 1795738602001480, 3, 0, 28, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 66, 1795738602001480, 3, 0, 28, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 67, 1795738602001480, 3, 0, 28, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (692776640474847, 68, 1795738602417092, 1, 1, 29, 0, NULL);
INSERT INTO "event" VALUES (692776640474847, 69, 1795738602426943, 1, 1, 30, 0, NULL);
INSERT INTO "event" VALUES (692776640474847, 70, 1795738602435292, 1, 1, 31, 0, NULL);
INSERT INTO "event" VALUES (692776640474847, 71, 1795738602445447, 1, 2, 29, 0, NULL);
INSERT INTO "event" VALUES (692776640474847, 72, 1795738602445447, 1, 2, 30, 0, NULL);
INSERT INTO "event" VALUES (692776640474847, 73, 1795738602445447, 1, 2, 31, 0, NULL);
CREATE TABLE inbound_key (
    person    BIGINT NOT NULL,
    client_id TEXT   NOT NULL,
    pos       BIGINT NOT NULL,
    PRIMARY KEY (person, client_id)
) WITHOUT ROWID;
INSERT INTO "inbound_key" VALUES (493055502001, 'hello 692776640474847', 6);
INSERT INTO "inbound_key" VALUES (493055502002, 'hello 692776640474847', 8);
INSERT INTO "inbound_key" VALUES (493055502003, 'hello 692776640474847', 10);
INSERT INTO "inbound_key" VALUES (493055502004, 'hello 692776640474847', 12);
INSERT INTO "inbound_key" VALUES (493055502005, 'hello 692776640474847', 14);
INSERT INTO "inbound_key" VALUES (493055502006, 'hello 692776640474847', 16);
INSERT INTO "inbound_key" VALUES (493055502007, 'hello 692776640474847', 18);
INSERT INTO "inbound_key" VALUES (493055502008, 'hello 692776640474847', 20);
INSERT INTO "inbound_key" VALUES (493055502009, 'hello 692776640474847', 22);
INSERT INTO "inbound_key" VALUES (493055502010, 'hello 692776640474847', 24);
INSERT INTO "inbound_key" VALUES (729277526909925, 'hello', 2);
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
INSERT INTO "account" VALUES ('clearing:stripe', 'EUR', -1190000);
INSERT INTO "account" VALUES ('commons', 'EUR', 10000);
INSERT INTO "account" VALUES ('goodwill', 'EUR', -10000);
INSERT INTO "account" VALUES ('prepaid:596482987381122', 'EUR', 10000000000);
INSERT INTO "account" VALUES ('prepaid:692776640474847', 'EUR', 10000980000);
INSERT INTO "account" VALUES ('refund_expense', 'EUR', -10000);
INSERT INTO "account" VALUES ('reserved:692776640474847', 'EUR', 0);
INSERT INTO "account" VALUES ('revenue:utility', 'EUR', 30000);
INSERT INTO "account" VALUES ('vat', 'EUR', 190000);
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
, url TEXT);
CREATE TABLE secret (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;
INSERT INTO "secret" VALUES ('pair_key', x'42c724d9d8691d7abbd60b2d7eb75f1d2d8f81c92bac7e55ef7acd6a144daff5');
INSERT INTO "secret" VALUES ('receipt_seed', x'894063cfe4588ba8a5231f4f19e7e8e49704808288edd4e4799bb91cf18f257f');
INSERT INTO "secret" VALUES ('survey_lot', x'6f8e2de84e5b636e');
INSERT INTO "secret" VALUES ('wamid_key', x'eda75b9b7f471058ef276812878ea0d5');
CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "setting" VALUES ('limits', '{"throughput":null,"pair":null,"pilot":{"plan":[],"killed":[]}}');
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
INSERT INTO "transfer" VALUES (596482987381122, 1, 1795738601363253, 0, NULL, 'bank', 'prepaid:596482987381122', 10000000000, 'EUR', 0, 0, 0);
INSERT INTO "transfer" VALUES (692776640474847, 1, 1795738601358914, 0, NULL, 'bank', 'prepaid:692776640474847', 10000000000, 'EUR', 0, 0, 0);
INSERT INTO "transfer" VALUES (692776640474847, 2, 1795738602417092, 1, 1, 'prepaid:692776640474847', 'reserved:692776640474847', 10000, 'EUR', 1, 68, 68);
INSERT INTO "transfer" VALUES (692776640474847, 3, 1795738602426943, 1, 1, 'prepaid:692776640474847', 'reserved:692776640474847', 10000, 'EUR', 1, 69, 69);
INSERT INTO "transfer" VALUES (692776640474847, 4, 1795738602435292, 1, 1, 'prepaid:692776640474847', 'reserved:692776640474847', 10000, 'EUR', 1, 70, 70);
INSERT INTO "transfer" VALUES (692776640474847, 5, 1795738602445447, 2, 1, 'reserved:692776640474847', 'revenue:utility', 30000, 'EUR', 3, 71, 73);
INSERT INTO "transfer" VALUES (692776640474847, 6, 1795738622479214, 18, NULL, 'refund_expense', 'commons', 10000, 'EUR', 0, 0, 0);
INSERT INTO "transfer" VALUES (692776640474847, 7, 1795738622497736, 17, NULL, 'goodwill', 'prepaid:692776640474847', 10000, 'EUR', 0, 0, 0);
INSERT INTO "transfer" VALUES (692776640474847, 8, 1795738622508107, 10, NULL, 'clearing:stripe', 'prepaid:692776640474847', 1000000, 'EUR', 0, 0, 0);
INSERT INTO "transfer" VALUES (692776640474847, 9, 1795738622508107, 11, NULL, 'clearing:stripe', 'vat', 190000, 'EUR', 0, 0, 0);
CREATE TABLE top_up (
    business  BIGINT NOT NULL,
    reference TEXT   NOT NULL,
    transfer  BIGINT NOT NULL,
    PRIMARY KEY (business, reference),
    FOREIGN KEY (business, transfer) REFERENCES transfer (business, id)
) WITHOUT ROWID;
INSERT INTO "top_up" VALUES (596482987381122, 'starting credit', 1);
INSERT INTO "top_up" VALUES (692776640474847, 'outage 1', 7);
INSERT INTO "top_up" VALUES (692776640474847, 'pi_1', 8);
INSERT INTO "top_up" VALUES (692776640474847, 'pi_1:vat', 9);
INSERT INTO "top_up" VALUES (692776640474847, 'report:642187728171017', 6);
INSERT INTO "top_up" VALUES (692776640474847, 'starting credit', 1);
CREATE TABLE media (
    owner      BIGINT NOT NULL,
    id         BIGINT NOT NULL,
    by_person  BIGINT NOT NULL,
    sender     BIGINT,
    kind       TEXT   NOT NULL,
    mime       TEXT   NOT NULL,
    sha256     BLOB   NOT NULL,
    bytes      BIGINT NOT NULL,
    blob       TEXT   NOT NULL,
    file_name  TEXT,
    thumbnail  BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (owner, id)
) WITHOUT ROWID;
CREATE TABLE media_grant (
    person     BIGINT NOT NULL,
    media      BIGINT NOT NULL,
    owner      BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (person, media, owner)
) WITHOUT ROWID;
CREATE TABLE media_link (
    business      BIGINT NOT NULL,
    url_hash      BLOB   NOT NULL,
    media         BIGINT NOT NULL,
    fresh_until   BIGINT NOT NULL,
    etag          TEXT,
    last_modified TEXT,
    PRIMARY KEY (business, url_hash)
) WITHOUT ROWID;
CREATE TABLE media_upload (
    business    BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    file_name   TEXT   NOT NULL,
    file_type   TEXT   NOT NULL,
    file_length BIGINT NOT NULL,
    media       BIGINT,
    expires_at  BIGINT NOT NULL,
    PRIMARY KEY (business, id)
) WITHOUT ROWID;
CREATE TABLE media_part (
    business BIGINT NOT NULL,
    upload   BIGINT NOT NULL,
    at_byte  BIGINT NOT NULL,
    bytes    BIGINT NOT NULL,
    blob     TEXT   NOT NULL,
    PRIMARY KEY (business, upload, at_byte)
) WITHOUT ROWID;
CREATE TABLE sender_page (
    business BIGINT NOT NULL,
    sender   BIGINT NOT NULL,
    kind     TEXT   NOT NULL,
    body     TEXT   NOT NULL,
    PRIMARY KEY (business, sender, kind)
) WITHOUT ROWID;
CREATE TABLE chat_link (
    code       TEXT   NOT NULL PRIMARY KEY,
    business   BIGINT NOT NULL,
    sender     BIGINT NOT NULL,
    text       TEXT   NOT NULL,
    created_at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE TABLE scheduled (
    business       BIGINT NOT NULL REFERENCES business (id),
    id             BIGINT NOT NULL,
    sender         BIGINT NOT NULL,
    due_at         BIGINT NOT NULL,
    state          BIGINT NOT NULL,
    input          TEXT   NOT NULL,
    outbound       TEXT   NOT NULL,
    key            TEXT,
    digest         BLOB,
    created_at     BIGINT NOT NULL,
    settled_at     BIGINT,
    message_person BIGINT NOT NULL,
    message_seq    BIGINT NOT NULL,
    message_hint   BIGINT NOT NULL, held_for BIGINT NOT NULL DEFAULT 0, held TEXT, held_template BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (business, id)
) WITHOUT ROWID;
CREATE TABLE answered_call (
    business BIGINT NOT NULL,
    key      TEXT   NOT NULL,
    digest   BLOB   NOT NULL,
    answer   TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (business, key)
) WITHOUT ROWID;
CREATE TABLE "subscription" (
    id            INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    business      BIGINT  NOT NULL REFERENCES business (id),
    callback_url  TEXT    NOT NULL,
    verify_token  TEXT    NOT NULL,
    cursor        BIGINT  NOT NULL,
    disabled      BIGINT  NOT NULL,
    failing_since BIGINT,
    scope         BIGINT  NOT NULL DEFAULT 1,
    options       TEXT    NOT NULL DEFAULT '{}',
    UNIQUE (business, scope)
);
CREATE TABLE lapse (
    at  BIGINT NOT NULL,
    pos BIGINT NOT NULL,
    PRIMARY KEY (at, pos)
) WITHOUT ROWID;
CREATE TABLE complaint (
    business BIGINT NOT NULL,
    template BIGINT NOT NULL,
    person   BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    reported BIGINT NOT NULL, sent_at BIGINT NOT NULL DEFAULT 0, reason TEXT, surcharge BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (business, template, person)
) WITHOUT ROWID;
INSERT INTO "complaint" VALUES (692776640474847, 171499514344512, 950376334563157, 1795738602457613, 1, 1795738602435292, 'too_often', 0);
CREATE TABLE signal_cursor (
    business BIGINT NOT NULL PRIMARY KEY,
    seq      BIGINT NOT NULL
) WITHOUT ROWID;
INSERT INTO "signal_cursor" VALUES (692776640474847, 73);
CREATE TABLE signal (
    business  BIGINT NOT NULL,
    template  BIGINT NOT NULL,
    hour      BIGINT NOT NULL,
    delivered BIGINT NOT NULL,
    read      BIGINT NOT NULL,
    PRIMARY KEY (business, template, hour)
) WITHOUT ROWID;
INSERT INTO "signal" VALUES (692776640474847, 171499514344512, 1795737600000000, 3, 0);
CREATE TABLE username (
    name        TEXT   NOT NULL PRIMARY KEY,
    business    BIGINT NOT NULL,
    sender      BIGINT NOT NULL,
    taken_at    BIGINT NOT NULL,
    released_at BIGINT
) WITHOUT ROWID;
CREATE TABLE signup (
    id       BIGINT NOT NULL PRIMARY KEY,
    business BIGINT NOT NULL,
    code     TEXT   NOT NULL UNIQUE,
    body     TEXT   NOT NULL
);
CREATE TABLE flow (
    id         BIGINT NOT NULL PRIMARY KEY,
    business   BIGINT NOT NULL,
    name       TEXT   NOT NULL,
    revision   BIGINT NOT NULL,
    body       TEXT   NOT NULL,
    definition TEXT
) WITHOUT ROWID;
INSERT INTO "flow" VALUES (389438282029383, 692776640474847, 'book_table 602710', 1, '{"id":389438282029383,"business":692776640474847,"name":"book_table 602710","categories":["OTHER"],"status":"PUBLISHED","endpoint_uri":null,"revision":1,"created_at":1795738601458612,"updated_at":1795738601462709}', '{
  "version": "7.3",
  "screens": [
    {
      "id": "TABLE",
      "title": "Your table",
      "terminal": true,
      "layout": {
        "type": "SingleColumnLayout",
        "children": [
          { "type": "TextBody", "text": "We keep it for fifteen minutes." },
          { "type": "TextInput", "name": "who", "label": "Name", "required": true },
          {
            "type": "Dropdown",
            "name": "guests",
            "label": "Guests",
            "required": true,
            "data-source": [
              { "id": "2", "title": "Two" },
              { "id": "4", "title": "Four" }
            ]
          },
          {
            "type": "Footer",
            "label": "Book",
            "on-click-action": {
              "name": "complete",
              "payload": { "who": "${form.who}", "guests": "${form.guests}" }
            }
          }
        ]
      }
    }
  ]
}
');
CREATE TABLE tally_cursor (
    business BIGINT NOT NULL PRIMARY KEY,
    seq      BIGINT NOT NULL
) WITHOUT ROWID;
INSERT INTO "tally_cursor" VALUES (596482987381122, 3);
INSERT INTO "tally_cursor" VALUES (692776640474847, 73);
CREATE TABLE tally (
    business BIGINT   NOT NULL,
    width    BIGINT   NOT NULL,
    at       BIGINT   NOT NULL,
    measure  BIGINT   NOT NULL,
    sender   BIGINT   NOT NULL,
    market   TEXT     NOT NULL,
    category BIGINT   NOT NULL,
    kind     BIGINT   NOT NULL,
    template BIGINT   NOT NULL,
    label    TEXT     NOT NULL,
    count    BIGINT   NOT NULL,
    micros   BIGINT   NOT NULL,
    PRIMARY KEY (business, width, at, measure, sender, market, category, kind, template, label)
) WITHOUT ROWID;
INSERT INTO "tally" VALUES (692776640474847, 0, 1795737600000000, 1, 583035373262783, '*', 1, 0, 171499514344512, '', 3, 0);
INSERT INTO "tally" VALUES (692776640474847, 0, 1795737600000000, 2, 583035373262783, '*', 1, 0, 171499514344512, '', 3, 30000);
INSERT INTO "tally" VALUES (692776640474847, 0, 1795737600000000, 5, 583035373262783, '*', 1, 0, 171499514344512, '', 1, 0);
INSERT INTO "tally" VALUES (692776640474847, 1, 1795737600000000, 1, 583035373262783, '*', 1, 0, 171499514344512, '', 3, 0);
INSERT INTO "tally" VALUES (692776640474847, 1, 1795737600000000, 2, 583035373262783, '*', 1, 0, 171499514344512, '', 3, 30000);
INSERT INTO "tally" VALUES (692776640474847, 1, 1795737600000000, 5, 583035373262783, '*', 1, 0, 171499514344512, '', 1, 0);
INSERT INTO "tally" VALUES (692776640474847, 2, 1793491200000000, 1, 583035373262783, '*', 1, 0, 171499514344512, '', 3, 0);
INSERT INTO "tally" VALUES (692776640474847, 2, 1793491200000000, 2, 583035373262783, '*', 1, 0, 171499514344512, '', 3, 30000);
INSERT INTO "tally" VALUES (692776640474847, 2, 1793491200000000, 5, 583035373262783, '*', 1, 0, 171499514344512, '', 1, 0);
CREATE TABLE conversation (
    business BIGINT   NOT NULL,
    person   BIGINT   NOT NULL,
    category BIGINT   NOT NULL,
    began_at BIGINT   NOT NULL,
    PRIMARY KEY (business, person, category)
) WITHOUT ROWID;
INSERT INTO "conversation" VALUES (692776640474847, 950376334563157, 1, 1795738602445447);
CREATE TABLE link_preview (
    business    BIGINT NOT NULL,
    url_hash    BLOB   NOT NULL,
    title       TEXT   NOT NULL,
    description TEXT   NOT NULL,
    media       BIGINT,
    looked_at   BIGINT NOT NULL,
    PRIMARY KEY (business, url_hash)
) WITHOUT ROWID;
CREATE TABLE label (
    business BIGINT NOT NULL,
    label    TEXT   NOT NULL,
    person   BIGINT NOT NULL,
    PRIMARY KEY (business, label, person)
) WITHOUT ROWID;
CREATE TABLE campaign (
    business BIGINT NOT NULL REFERENCES business (id),
    id       BIGINT NOT NULL,
    next_at  BIGINT,
    revision BIGINT NOT NULL,
    document TEXT   NOT NULL,
    PRIMARY KEY (business, id)
) WITHOUT ROWID;
CREATE TABLE campaign_person (
    business       BIGINT NOT NULL,
    campaign       BIGINT NOT NULL,
    place          BIGINT NOT NULL,
    person         BIGINT NOT NULL,
    wa_id          BIGINT NOT NULL,
    foretold       TEXT,
    state          BIGINT NOT NULL,
    refusal        TEXT,
    decided_at     BIGINT,
    message_person BIGINT NOT NULL,
    message_seq    BIGINT NOT NULL,
    message_hint   BIGINT NOT NULL,
    answer         BIGINT NOT NULL,
    PRIMARY KEY (business, campaign, place)
) WITHOUT ROWID;
CREATE TABLE report (
    id         BIGINT NOT NULL PRIMARY KEY,
    business   BIGINT NOT NULL,
    person     BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    reason     TEXT   NOT NULL,
    handled_at BIGINT,
    has_shown  BIGINT NOT NULL,
    data       TEXT   NOT NULL
);
INSERT INTO "report" VALUES (642187728171017, 692776640474847, 950376334563157, 1795738602457609, 'too_often', 1795738622476616, 0, '{"id":642187728171017,"business":692776640474847,"person":950376334563157,"at":1795738602457609,"reason":"too_often","blocked":false,"template":171499514344512,"handled":{"at":1795738622476616,"by":"operator","outcome":"warned"}}');
CREATE TABLE measure (
    id       BIGINT NOT NULL PRIMARY KEY,
    business BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    state    BIGINT NOT NULL,
    kind     BIGINT NOT NULL,
    began_at BIGINT,
    data     TEXT   NOT NULL
);
CREATE TABLE appeal (
    id       BIGINT NOT NULL PRIMARY KEY,
    business BIGINT NOT NULL,
    measure  BIGINT NOT NULL UNIQUE,
    at       BIGINT NOT NULL,
    granted  BIGINT,
    data     TEXT   NOT NULL
);
CREATE TABLE wanted (
    business BIGINT NOT NULL,
    person   BIGINT NOT NULL,
    template BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    wanted   BIGINT NOT NULL,
    PRIMARY KEY (business, person)
) WITHOUT ROWID;
CREATE TABLE domain (
    business    BIGINT NOT NULL,
    domain      TEXT   NOT NULL,
    code        TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    verified_at BIGINT,
    PRIMARY KEY (business, domain)
) WITHOUT ROWID;
CREATE TABLE fingerprint (
    key      BIGINT NOT NULL,
    template BIGINT NOT NULL,
    business BIGINT NOT NULL,
    text     BIGINT NOT NULL,
    PRIMARY KEY (key, template)
) WITHOUT ROWID;
INSERT INTO "fingerprint" VALUES (2408, 851430042655063, 692776640474847, -7340440690266535576);
INSERT INTO "fingerprint" VALUES (26837, 699721841608721, 692776640474847, -8135314542022334251);
INSERT INTO "fingerprint" VALUES (30824, 533274774971914, 692776640474847, -3558672119307339672);
INSERT INTO "fingerprint" VALUES (39907, 953302683121186, 692776640474847, -7970377256807785501);
INSERT INTO "fingerprint" VALUES (54139, 171499514344512, 692776640474847, -9048152987573431429);
INSERT INTO "fingerprint" VALUES (67147, 171499514344512, 692776640474847, -9048152987573431429);
INSERT INTO "fingerprint" VALUES (74270, 953302683121186, 692776640474847, -7970377256807785501);
INSERT INTO "fingerprint" VALUES (90583, 851430042655063, 692776640474847, -7340440690266535576);
INSERT INTO "fingerprint" VALUES (121520, 699721841608721, 692776640474847, -8135314542022334251);
INSERT INTO "fingerprint" VALUES (125081, 533274774971914, 692776640474847, -3558672119307339672);
INSERT INTO "fingerprint" VALUES (134799, 533274774971914, 692776640474847, -3558672119307339672);
INSERT INTO "fingerprint" VALUES (164044, 171499514344512, 692776640474847, -9048152987573431429);
INSERT INTO "fingerprint" VALUES (164885, 851430042655063, 692776640474847, -7340440690266535576);
INSERT INTO "fingerprint" VALUES (165917, 953302683121186, 692776640474847, -7970377256807785501);
INSERT INTO "fingerprint" VALUES (167558, 699721841608721, 692776640474847, -8135314542022334251);
INSERT INTO "fingerprint" VALUES (229998, 171499514344512, 692776640474847, -9048152987573431429);
INSERT INTO "fingerprint" VALUES (233241, 699721841608721, 692776640474847, -8135314542022334251);
INSERT INTO "fingerprint" VALUES (233827, 953302683121186, 692776640474847, -7970377256807785501);
INSERT INTO "fingerprint" VALUES (236065, 851430042655063, 692776640474847, -7340440690266535576);
INSERT INTO "fingerprint" VALUES (249501, 533274774971914, 692776640474847, -3558672119307339672);
CREATE TABLE paced (
    business BIGINT NOT NULL,
    template BIGINT NOT NULL,
    round    BIGINT NOT NULL,
    person   BIGINT NOT NULL,
    seq      BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    answer   BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (business, template, round, person)
) WITHOUT ROWID;
CREATE TABLE invitation_import (
    business  BIGINT NOT NULL,
    number    BIGINT NOT NULL,
    purpose   BIGINT NOT NULL,
    topic     TEXT,
    evidence  TEXT   NOT NULL,
    lines     BIGINT NOT NULL,
    malformed BIGINT NOT NULL,
    accepted  BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (business, number)
) WITHOUT ROWID;
INSERT INTO "invitation_import" VALUES (692776640474847, 1, 0, NULL, 'They signed a list at the counter.', 1, 0, 0, 1795738622490868);
CREATE TABLE card (
    person      BIGINT NOT NULL,
    business    BIGINT NOT NULL,
    kind        BIGINT NOT NULL,
    used_at     BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    import      BIGINT NOT NULL,
    purpose     BIGINT NOT NULL,
    topic       TEXT,
    made_at     BIGINT NOT NULL,
    shown_at    BIGINT,
    answered_at BIGINT,
    answer      BIGINT NOT NULL,
    PRIMARY KEY (person, business, kind, used_at)
) WITHOUT ROWID;
INSERT INTO "card" VALUES (519778526347684, 692776640474847, 0, 0, 957392636822812, 1, 0, NULL, 1795738622490868, NULL, NULL, 0);
CREATE TABLE card_hour (
    business BIGINT NOT NULL,
    hour     BIGINT NOT NULL,
    shown    BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    accepted BIGINT NOT NULL,
    PRIMARY KEY (business, hour)
) WITHOUT ROWID;
CREATE TABLE invitations_off (
    business BIGINT NOT NULL PRIMARY KEY,
    until    BIGINT NOT NULL
) WITHOUT ROWID;
CREATE TABLE network (
    business BIGINT NOT NULL,
    network  BIGINT NOT NULL,
    token    BLOB   NOT NULL,
    seen_at  BIGINT NOT NULL,
    trust    BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (business, network, token)
) WITHOUT ROWID;
CREATE TABLE statement (
    year          BIGINT NOT NULL,
    number        BIGINT NOT NULL,
    business      BIGINT NOT NULL,
    month         BIGINT NOT NULL,
    credit        BIGINT NOT NULL,
    reference     TEXT NOT NULL,
    last_transfer BIGINT NOT NULL,
    document      TEXT NOT NULL,
    PRIMARY KEY (year, number)
) WITHOUT ROWID;
INSERT INTO "statement" VALUES (2026, 1, 692776640474847, 1793491200000000, 1, 'outage 1', 7, '{"number":{"year":2026,"number":1},"business":692776640474847,"month":"2026-11","closed_at":1795738622497736,"currency":"EUR","rate_card":0,"after_transfer":6,"last_transfer":7,"lines":[],"discounts":[],"rounding":0,"total":-10000,"credit":{"corrects":null,"kind":"goodwill","transfer":7,"reason":"Outage"}}');
CREATE TABLE pilot_paper (
    kind BIGINT NOT NULL,
    name TEXT   NOT NULL,
    at   BIGINT NOT NULL,
    data TEXT   NOT NULL,
    PRIMARY KEY (kind, name)
);
INSERT INTO "pilot_paper" VALUES (4, '9353c135586deb61', 1795738622538550, '{"kind":"step","of":{"key":"9353c135586deb61","at":1795738622538550,"actor":"operator","what":"setting","says":"everybody has {}; off are {}"}}');
INSERT INTO "pilot_paper" VALUES (0, '743282919918611', 1795738622547308, '{"kind":"cohort","of":{"id":743282919918611,"name":"First","state":"frozen","goal":"To learn.","capacity":3,"opens":1795738622547308,"closes":1799194602545874,"features":[["messages",null],["limits.people_per_day",40]],"created_at":1795738622547308,"frozen_because":"too many messages were reported"}}');
INSERT INTO "pilot_paper" VALUES (4, '301087b1be635adb', 1795738622555963, '{"kind":"step","of":{"key":"301087b1be635adb","at":1795738622555963,"actor":"operator","what":"cohort","cohort":743282919918611,"says":"made First"}}');
INSERT INTO "pilot_paper" VALUES (4, 'b7674ba79f3478f6', 1795738622575279, '{"kind":"step","of":{"key":"b7674ba79f3478f6","at":1795738622575279,"actor":"operator","what":"open","cohort":743282919918611,"says":"begins"}}');
INSERT INTO "pilot_paper" VALUES (2, '517fe9ad2908192ead2faf0fc1a9a4a16e9ceffb7101399c605ea21c0d6c22fe', 1795738622593376, '{"kind":"invitation","of":{"code_hash":"517fe9ad2908192ead2faf0fc1a9a4a16e9ceffb7101399c605ea21c0d6c22fe","cohort":743282919918611,"email":"a@example.org","why":"A shop.","created_at":1795738622593376,"created_by":"operator","used":[692776640474847,1795738622616909]}}');
INSERT INTO "pilot_paper" VALUES (4, 'c366b88c094ed418', 1795738622607784, '{"kind":"step","of":{"key":"c366b88c094ed418","at":1795738622607784,"actor":"operator","what":"invite","cohort":743282919918611,"says":"a@example.org: A shop."}}');
INSERT INTO "pilot_paper" VALUES (4, '3c6d8a043f87fcd6', 1795738622616909, '{"kind":"step","of":{"key":"3c6d8a043f87fcd6","at":1795738622616909,"actor":"692776640474847","what":"accept","business":692776640474847,"cohort":743282919918611,"says":"took a seat"}}');
INSERT INTO "pilot_paper" VALUES (3, '705333574199526', 1795738622631299, '{"kind":"survey","of":{"id":705333574199526,"name":"core","audience":{"cohort":743282919918611},"questions":[{"key":"S1","kind":"how_often","en":"How often did you write with a business here in the last 7 days?","de":"Wie oft hast du in den letzten 7 Tagen hier mit einem Unternehmen geschrieben?"},{"key":"S2","kind":"unwanted","en":"Did you get a message that you did not want?","de":"Hast du eine Nachricht bekommen, die du nicht wolltest?"},{"key":"S3","kind":"score","en":"Should businesses stay here?","de":"Sollen Unternehmen hier bleiben?"}],"sampling":1000000,"opens":1795738622631299,"closes":1799194602545874}}');
INSERT INTO "pilot_paper" VALUES (4, '4a7e24a64d6587bf', 1795738622640307, '{"kind":"step","of":{"key":"4a7e24a64d6587bf","at":1795738622640307,"actor":"operator","what":"survey","says":"began core"}}');
INSERT INTO "pilot_paper" VALUES (4, 'b7b22ab8b00c22aa', 1795738622697181, '{"kind":"step","of":{"key":"b7b22ab8b00c22aa","at":1795738622697181,"actor":"rules","what":"frozen","cohort":743282919918611,"says":"too many messages were reported"}}');
CREATE TABLE pilot_seat (
    business BIGINT NOT NULL PRIMARY KEY,
    cohort   BIGINT NOT NULL,
    taken    BIGINT NOT NULL
);
INSERT INTO "pilot_seat" VALUES (692776640474847, 743282919918611, 1);
CREATE TABLE survey_ask (
    person     BIGINT NOT NULL,
    survey     BIGINT NOT NULL,
    asked_at   BIGINT NOT NULL,
    settled_at BIGINT,
    said       TEXT,
    PRIMARY KEY (person, survey)
);
INSERT INTO "survey_ask" VALUES (729277526909925, 705333574199526, 1795738622648786, 1795738622675180, '[1,0,7]');
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
CREATE INDEX media_age ON media (expires_at);
CREATE INDEX media_of_blob ON media (blob);
CREATE INDEX media_grant_age ON media_grant (expires_at);
CREATE INDEX media_link_of_media ON media_link (business, media);
CREATE INDEX media_upload_age ON media_upload (expires_at);
CREATE INDEX media_part_of_blob ON media_part (blob);
CREATE INDEX relation_barred ON relation (business, wa_id) WHERE withdrawn >= 8;
CREATE INDEX chat_link_of_sender ON chat_link (sender, code);
CREATE INDEX transfer_of_event ON transfer (business, last_event);
CREATE INDEX attempt_of_event ON attempt (subscription, event, id);
CREATE INDEX scheduled_due ON scheduled (due_at, business, id) WHERE state < 2;
CREATE INDEX scheduled_waiting ON scheduled (business, id) WHERE state < 2;
CREATE UNIQUE INDEX scheduled_key ON scheduled (business, key) WHERE key IS NOT NULL;
CREATE INDEX scheduled_settled ON scheduled (settled_at) WHERE state >= 2;
CREATE INDEX answered_call_age ON answered_call (at);
CREATE INDEX complaint_age ON complaint (at);
CREATE INDEX complaint_of_time ON complaint (business, at);
CREATE INDEX signal_age ON signal (hour);
CREATE INDEX sender_number ON sender (display_number);
CREATE INDEX sender_onboarding ON sender_page (sender) WHERE kind = 'onboarding';
CREATE UNIQUE INDEX username_of_sender ON username (sender) WHERE released_at IS NULL;
CREATE INDEX signup_of_business ON signup (business, id);
CREATE UNIQUE INDEX flow_named ON flow (business, name);
CREATE INDEX flow_of_business ON flow (business, id);
CREATE INDEX link_preview_age ON link_preview (looked_at);
CREATE INDEX event_after_sent ON event (pos) WHERE kind = 1 AND status <> 1;
CREATE INDEX label_of_person ON label (business, person, label);
CREATE INDEX campaign_due ON campaign (next_at, business, id) WHERE next_at IS NOT NULL;
CREATE UNIQUE INDEX campaign_of_person ON campaign_person (business, person, campaign);
CREATE INDEX campaign_waiting ON campaign_person (business, campaign, place) WHERE state = 0;
CREATE INDEX campaign_answers ON campaign_person (business, campaign, answer) WHERE answer > 0;
CREATE INDEX scheduled_held ON scheduled (held_for, business) WHERE held_for <> 0 AND state < 2;
CREATE INDEX report_time ON report (at, id);
CREATE INDEX report_business ON report (business, at);
CREATE INDEX report_person ON report (person, business);
CREATE INDEX measure_business ON measure (business, at);
CREATE UNIQUE INDEX measure_live ON measure (business) WHERE state < 2;
CREATE INDEX appeal_business ON appeal (business, at);
CREATE INDEX wanted_age ON wanted (at);
CREATE INDEX domain_name ON domain (domain);
CREATE INDEX fingerprint_template ON fingerprint (template);
CREATE INDEX paced_person ON paced (business, person, seq);
CREATE INDEX paced_age ON paced (at);
CREATE INDEX scheduled_paced ON scheduled (business, held_template, id) WHERE held_template <> 0 AND state < 2;
CREATE UNIQUE INDEX statement_of ON statement (business, credit, month, reference);
CREATE TRIGGER statement_stays BEFORE UPDATE ON statement
BEGIN SELECT RAISE(ABORT, 'statements are never changed'); END;
CREATE TRIGGER statement_remains BEFORE DELETE ON statement
BEGIN SELECT RAISE(ABORT, 'statements are never changed'); END;
CREATE INDEX pilot_paper_time ON pilot_paper (kind, at, name);
CREATE INDEX pilot_seat_cohort ON pilot_seat (cohort, business);
CREATE INDEX survey_ask_survey ON survey_ask (survey, settled_at);
COMMIT;
