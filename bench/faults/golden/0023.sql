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
INSERT INTO "schema_migration" VALUES (21, '0022_invoices', x'0a7afe5d744e5c369496a71add439cbf7da7e7192363ad8e127b5c987ba2b754');
INSERT INTO "schema_migration" VALUES (22, '0023_scorecard', x'a0ba46f51a58998b287c8e5d62ce2bfcc33c50925ac4ea0dc7afd90d3fdcd2f4');
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
INSERT INTO "business" VALUES (778647123799107, 'Sandbox Shop', 444470596687317, '2fb73a3fc30974a1a9b02664d78a8f48', 'EUR', 1, 0, 1795750026152077, '{"tier":"TIER_250","fast":false,"quality":"UNKNOWN"}', NULL);
INSERT INTO "business" VALUES (134164436402025, 'Second Shop', 759349118856668, '7f82c5ed1017c9caccb7c78a333062bc', 'EUR', 1, 0, 1795750026174484, '{"tier":"TIER_250","fast":false,"quality":"UNKNOWN"}', NULL);
CREATE TABLE sender (
    id             BIGINT NOT NULL PRIMARY KEY,
    business       BIGINT NOT NULL REFERENCES business (id),
    display_number TEXT   NOT NULL,
    name           TEXT   NOT NULL,
    registered     BIGINT NOT NULL,
    created_at     BIGINT NOT NULL
, deleted_at BIGINT);
INSERT INTO "sender" VALUES (597589829607550, 778647123799107, '493055501001', 'Sandbox Shop', 1, 1795750026152077, NULL);
INSERT INTO "sender" VALUES (746840636689106, 134164436402025, '493055501002', 'Second Shop', 1, 1795750026174484, NULL);
CREATE TABLE token (
    hash       BLOB   NOT NULL PRIMARY KEY,
    business   BIGINT NOT NULL REFERENCES business (id),
    label      TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT
) WITHOUT ROWID;
INSERT INTO "token" VALUES (x'606cc549283ec85150924779b5fca06bb10bc21ced7b65e04f5bed2679175183', 134164436402025, 'first token', 1795750026188155, NULL);
INSERT INTO "token" VALUES (x'bf8446b793f30ab0a41e5c0004334eb80bc4837fb5aa7dd19eb570f70a4d9086', 778647123799107, 'first token', 1795750026170906, NULL);
CREATE TABLE person (
    id         BIGINT NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    language   TEXT   NOT NULL,
    market     TEXT   NOT NULL,
    phone      TEXT   UNIQUE,
    created_at BIGINT NOT NULL
, budget TEXT);
INSERT INTO "person" VALUES (489262769855922, 'Person A', 'en', '*', NULL, 1795750026195047, NULL);
INSERT INTO "person" VALUES (878379408743644, 'Person B', 'en', '*', NULL, 1795750026622785, NULL);
INSERT INTO "person" VALUES (230375359124606, 'Person C', 'en', '*', NULL, 1795750026738800, NULL);
INSERT INTO "person" VALUES (493055502001, 'Rita Reads', 'en', 'DE', '493055502001', 1795750027428580, NULL);
INSERT INTO "person" VALUES (493055502002, 'Dela Delivered', 'en', 'DE', '493055502002', 1795750027599824, NULL);
INSERT INTO "person" VALUES (493055502003, 'Norma Never', 'en', 'DE', '493055502003', 1795750027617553, NULL);
INSERT INTO "person" VALUES (493055502004, 'Lara Late', 'en', 'DE', '493055502004', 1795750027649758, NULL);
INSERT INTO "person" VALUES (493055502005, 'Sara Slow', 'en', 'DE', '493055502005', 1795750027665002, NULL);
INSERT INTO "person" VALUES (493055502006, 'Anna Answers', 'en', 'DE', '493055502006', 1795750027710257, NULL);
INSERT INTO "person" VALUES (493055502007, 'Tina Taps', 'en', 'DE', '493055502007', 1795750027946113, NULL);
INSERT INTO "person" VALUES (493055502008, 'Rhea Reacts', 'en', 'DE', '493055502008', 1795750027970882, NULL);
INSERT INTO "person" VALUES (493055502009, 'Bea Blocks', 'en', 'DE', '493055502009', 1795750027996803, NULL);
INSERT INTO "person" VALUES (493055502010, 'Wilma Withdraws', 'en', 'DE', '493055502010', 1795750028042893, NULL);
INSERT INTO "person" VALUES (493055502011, 'Nina No-Window', 'en', 'DE', '493055502011', 1795750028061970, NULL);
INSERT INTO "person" VALUES (493055502012, 'Stella Stopped', 'en', 'DE', '493055502012', 1795750028078654, NULL);
INSERT INTO "person" VALUES (493055502013, 'Wanda Weekly', 'en', 'DE', '493055502013', 1795750028120441, NULL);
INSERT INTO "person" VALUES (493055502014, 'Uta Unknown', 'en', 'DE', '493055502014', 1795750028139241, NULL);
CREATE TABLE device (
    id           BIGINT NOT NULL PRIMARY KEY,
    person       BIGINT NOT NULL REFERENCES person (id),
    session_hash BLOB   NOT NULL UNIQUE,
    label        TEXT   NOT NULL,
    created_at   BIGINT NOT NULL
);
INSERT INTO "device" VALUES (661076859617921, 489262769855922, x'b5a47809d26bf3b6bf44d3617166a921207c803e49fc9179c8c105de40489080', 'sandbox', 1795750026195087);
INSERT INTO "device" VALUES (752004736258741, 878379408743644, x'9ce9081d36136f2a1c6deab5d784facdd4cd011678684114200d52b60b76c82f', 'sandbox', 1795750026622854);
INSERT INTO "device" VALUES (934134753299870, 230375359124606, x'be658d6def060ec456425767fbdb3991a5cefb4e7ad9da31c1f44180b7175e6b', 'sandbox', 1795750026738860);
INSERT INTO "device" VALUES (303364620900840, 493055502001, x'cb4dce62c780aae6ac1816f08abcbf0e7c2756280c96bc55416516fb0a79bf1a', 'sandbox', 1795750027428640);
INSERT INTO "device" VALUES (968422552670278, 493055502002, x'f17b4a1030ff71d2ebac66a0cdef60c2619b1a80ddbcfc6f71499a6e54ebcfe0', 'sandbox', 1795750027599897);
INSERT INTO "device" VALUES (658660934593860, 493055502003, x'd05dc2e1d86e494bb462e9e81f9c61d0dc51f88ace5feef9ba9be8a255aac66f', 'sandbox', 1795750027617597);
INSERT INTO "device" VALUES (200235923640289, 493055502004, x'70cec84152269fecbb61bbed5a4c1c36eef80c5ac191c8af5a67f285c8630a73', 'sandbox', 1795750027649809);
INSERT INTO "device" VALUES (851252264784185, 493055502005, x'ca9733757e326a533d3aa2a942c5aec88cd77c9938f177725148fdd465568c40', 'sandbox', 1795750027665268);
INSERT INTO "device" VALUES (703910236950298, 493055502006, x'09f5d042342a709ea62485503d00c15df6771cff8db206b67b8d76c7f404d558', 'sandbox', 1795750027710374);
INSERT INTO "device" VALUES (334609153538209, 493055502007, x'315ad5658ff79a10b1eb2a5fc48e52a64e08973a58f52e7ac3716f52c15fc5fd', 'sandbox', 1795750027946165);
INSERT INTO "device" VALUES (742570312438434, 493055502008, x'831d47c69ce951e4db3f89d22d0d842b49a7756418815edf5d54f5df24a231cf', 'sandbox', 1795750027970924);
INSERT INTO "device" VALUES (373290486489787, 493055502009, x'620311b7abc72492cec5c6c5d134b7d1d5d0ecc8f6c180822c3061ec7820f13a', 'sandbox', 1795750027996849);
INSERT INTO "device" VALUES (568444500421206, 493055502010, x'633a13cd0ca0daf678bb01b0d8ab878515dd39dad87f227d37361e1290f49b98', 'sandbox', 1795750028042942);
INSERT INTO "device" VALUES (884617953574463, 493055502011, x'57f6b5e074bd5b6a30bc349866c5112154060fc19a361c0b2420aaba40a3d120', 'sandbox', 1795750028062013);
INSERT INTO "device" VALUES (227840322043962, 493055502012, x'a724588271b5f883c57fdd9c73b60a5235430bf7bcebbbdd234b2b6f63b2a93d', 'sandbox', 1795750028078696);
INSERT INTO "device" VALUES (938275971790526, 493055502013, x'fb56cfdcbf47d2c08e3eabfe9aa425958e76a1559dc992e8c99bb985546667c8', 'sandbox', 1795750028120487);
INSERT INTO "device" VALUES (345797971685959, 493055502014, x'94262b73ccb5ab6a2b24cf28faea3d6e552d883868ced4f38434a9217e0ca108', 'sandbox', 1795750028139280);
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
INSERT INTO "relation" VALUES (134164436402025, 489262769855922, 999681071466769, 'ZZ.55837857852648170780', 0, 0, 1795750026746615);
INSERT INTO "relation" VALUES (778647123799107, 493055502001, 999977945003834, 'ZZ.65340751242680716113', 0, 0, 1795750027430728);
INSERT INTO "relation" VALUES (778647123799107, 493055502002, 999400849082895, 'ZZ.51200303207804344668', 0, 0, 1795750027603027);
INSERT INTO "relation" VALUES (778647123799107, 493055502003, 999954562979835, 'ZZ.26246100480115352113', 0, 0, 1795750027635763);
INSERT INTO "relation" VALUES (778647123799107, 493055502004, 999592941716550, 'ZZ.50822898138151201570', 0, 0, 1795750027651948);
INSERT INTO "relation" VALUES (778647123799107, 493055502005, 999286749805308, 'ZZ.28825307914459813108', 0, 0, 1795750027669711);
INSERT INTO "relation" VALUES (778647123799107, 493055502006, 999889636943863, 'ZZ.37641261768005194904', 0, 0, 1795750027906408);
INSERT INTO "relation" VALUES (778647123799107, 493055502007, 999430091063943, 'ZZ.07205767349316592929', 0, 0, 1795750027951384);
INSERT INTO "relation" VALUES (778647123799107, 493055502008, 999361352946156, 'ZZ.73730465222249171290', 0, 0, 1795750027982652);
INSERT INTO "relation" VALUES (778647123799107, 493055502009, 999337845413766, 'ZZ.99172614940460484059', 0, 0, 1795750028010617);
INSERT INTO "relation" VALUES (778647123799107, 493055502010, 999826533093023, 'ZZ.50394821974062767615', 0, 0, 1795750028051198);
INSERT INTO "relation" VALUES (778647123799107, 493055502011, 999757679913953, 'ZZ.85140330699244454180', 0, 0, 1795750028073033);
INSERT INTO "relation" VALUES (778647123799107, 493055502012, 999904524146539, 'ZZ.62504485805443950569', 0, 7, 1795750028090612);
INSERT INTO "relation" VALUES (778647123799107, 493055502013, 999291891445190, 'ZZ.60918559065847949950', 0, 0, 1795750028125330);
INSERT INTO "relation" VALUES (778647123799107, 230375359124606, 999274151945269, 'ZZ.26376881355730682739', 0, 0, 1795750026742534);
INSERT INTO "relation" VALUES (778647123799107, 489262769855922, 999299838743660, 'ZZ.48480966632776535124', 0, 0, 1795750026212243);
INSERT INTO "relation" VALUES (778647123799107, 878379408743644, 999266016057248, 'ZZ.94057169600079098616', 0, 0, 1795750026721712);
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
INSERT INTO "permission" VALUES (1, 778647123799107, 489262769855922, 374293123765557, 'utility', NULL, 'each', 1795750026212210, NULL);
INSERT INTO "permission" VALUES (2, 778647123799107, 489262769855922, 374293123765557, 'authentication', NULL, 'each', 1795750026212210, NULL);
INSERT INTO "permission" VALUES (3, 778647123799107, 489262769855922, 374293123765557, 'marketing', NULL, 'each', 1795750026212210, NULL);
INSERT INTO "permission" VALUES (4, 778647123799107, 878379408743644, 254138993691835, 'utility', NULL, 'each', 1795750026721671, NULL);
INSERT INTO "permission" VALUES (5, 778647123799107, 878379408743644, 254138993691835, 'authentication', NULL, 'each', 1795750026721671, NULL);
INSERT INTO "permission" VALUES (6, 778647123799107, 878379408743644, 254138993691835, 'marketing', NULL, 'each', 1795750026721671, NULL);
INSERT INTO "permission" VALUES (7, 134164436402025, 489262769855922, 160202210884026, 'utility', NULL, 'each', 1795750026746580, NULL);
INSERT INTO "permission" VALUES (8, 134164436402025, 489262769855922, 160202210884026, 'authentication', NULL, 'each', 1795750026746580, NULL);
INSERT INTO "permission" VALUES (9, 134164436402025, 489262769855922, 160202210884026, 'marketing', NULL, 'each', 1795750026746580, NULL);
INSERT INTO "permission" VALUES (10, 778647123799107, 493055502001, 141341813973491, 'utility', NULL, 'each', 1795750027430683, NULL);
INSERT INTO "permission" VALUES (11, 778647123799107, 493055502001, 141341813973491, 'authentication', NULL, 'each', 1795750027430683, NULL);
INSERT INTO "permission" VALUES (12, 778647123799107, 493055502001, 141341813973491, 'marketing', NULL, 'each', 1795750027430683, NULL);
INSERT INTO "permission" VALUES (13, 778647123799107, 493055502002, 638009835193988, 'utility', NULL, 'each', 1795750027602997, NULL);
INSERT INTO "permission" VALUES (14, 778647123799107, 493055502002, 638009835193988, 'authentication', NULL, 'each', 1795750027602997, NULL);
INSERT INTO "permission" VALUES (15, 778647123799107, 493055502002, 638009835193988, 'marketing', NULL, 'each', 1795750027602997, NULL);
INSERT INTO "permission" VALUES (16, 778647123799107, 493055502003, 325831716297151, 'utility', NULL, 'each', 1795750027635725, NULL);
INSERT INTO "permission" VALUES (17, 778647123799107, 493055502003, 325831716297151, 'authentication', NULL, 'each', 1795750027635725, NULL);
INSERT INTO "permission" VALUES (18, 778647123799107, 493055502003, 325831716297151, 'marketing', NULL, 'each', 1795750027635725, NULL);
INSERT INTO "permission" VALUES (19, 778647123799107, 493055502004, 741559363124088, 'utility', NULL, 'each', 1795750027651881, NULL);
INSERT INTO "permission" VALUES (20, 778647123799107, 493055502004, 741559363124088, 'authentication', NULL, 'each', 1795750027651881, NULL);
INSERT INTO "permission" VALUES (21, 778647123799107, 493055502004, 741559363124088, 'marketing', NULL, 'each', 1795750027651881, NULL);
INSERT INTO "permission" VALUES (22, 778647123799107, 493055502005, 615179748454462, 'utility', NULL, 'each', 1795750027669681, NULL);
INSERT INTO "permission" VALUES (23, 778647123799107, 493055502005, 615179748454462, 'authentication', NULL, 'each', 1795750027669681, NULL);
INSERT INTO "permission" VALUES (24, 778647123799107, 493055502005, 615179748454462, 'marketing', NULL, 'each', 1795750027669681, NULL);
INSERT INTO "permission" VALUES (25, 778647123799107, 493055502006, 749299191288937, 'utility', NULL, 'each', 1795750027906368, NULL);
INSERT INTO "permission" VALUES (26, 778647123799107, 493055502006, 749299191288937, 'authentication', NULL, 'each', 1795750027906368, NULL);
INSERT INTO "permission" VALUES (27, 778647123799107, 493055502006, 749299191288937, 'marketing', NULL, 'each', 1795750027906368, NULL);
INSERT INTO "permission" VALUES (28, 778647123799107, 493055502007, 805016843380095, 'utility', NULL, 'each', 1795750027951351, NULL);
INSERT INTO "permission" VALUES (29, 778647123799107, 493055502007, 805016843380095, 'authentication', NULL, 'each', 1795750027951351, NULL);
INSERT INTO "permission" VALUES (30, 778647123799107, 493055502007, 805016843380095, 'marketing', NULL, 'each', 1795750027951351, NULL);
INSERT INTO "permission" VALUES (31, 778647123799107, 493055502008, 561367178986406, 'utility', NULL, 'each', 1795750027982621, NULL);
INSERT INTO "permission" VALUES (32, 778647123799107, 493055502008, 561367178986406, 'authentication', NULL, 'each', 1795750027982621, NULL);
INSERT INTO "permission" VALUES (33, 778647123799107, 493055502008, 561367178986406, 'marketing', NULL, 'each', 1795750027982621, NULL);
INSERT INTO "permission" VALUES (34, 778647123799107, 493055502009, 486286315126024, 'utility', NULL, 'each', 1795750028010588, NULL);
INSERT INTO "permission" VALUES (35, 778647123799107, 493055502009, 486286315126024, 'authentication', NULL, 'each', 1795750028010588, NULL);
INSERT INTO "permission" VALUES (36, 778647123799107, 493055502009, 486286315126024, 'marketing', NULL, 'each', 1795750028010588, NULL);
INSERT INTO "permission" VALUES (37, 778647123799107, 493055502010, 553812478803518, 'utility', NULL, 'each', 1795750028050442, NULL);
INSERT INTO "permission" VALUES (38, 778647123799107, 493055502010, 553812478803518, 'authentication', NULL, 'each', 1795750028050442, NULL);
INSERT INTO "permission" VALUES (39, 778647123799107, 493055502010, 553812478803518, 'marketing', NULL, 'each', 1795750028050442, NULL);
INSERT INTO "permission" VALUES (40, 778647123799107, 493055502011, 918365932215377, 'utility', NULL, 'each', 1795750028072999, NULL);
INSERT INTO "permission" VALUES (41, 778647123799107, 493055502011, 918365932215377, 'authentication', NULL, 'each', 1795750028072999, NULL);
INSERT INTO "permission" VALUES (42, 778647123799107, 493055502011, 918365932215377, 'marketing', NULL, 'each', 1795750028072999, NULL);
INSERT INTO "permission" VALUES (43, 778647123799107, 493055502013, 117176434612985, 'utility', NULL, 'each', 1795750028125301, NULL);
INSERT INTO "permission" VALUES (44, 778647123799107, 493055502013, 117176434612985, 'authentication', NULL, 'each', 1795750028125301, NULL);
INSERT INTO "permission" VALUES (45, 778647123799107, 493055502013, 117176434612985, 'marketing', NULL, 'weekly', 1795750028125301, NULL);
CREATE TABLE receipt (
    id       BIGINT NOT NULL PRIMARY KEY,
    business BIGINT NOT NULL,
    person   BIGINT NOT NULL,
    seq      BIGINT NOT NULL,
    pos      BIGINT NOT NULL
);
INSERT INTO "receipt" VALUES (374293123765557, 778647123799107, 489262769855922, 1, 1);
INSERT INTO "receipt" VALUES (254138993691835, 778647123799107, 878379408743644, 1, 3);
INSERT INTO "receipt" VALUES (160202210884026, 134164436402025, 489262769855922, 3, 4);
INSERT INTO "receipt" VALUES (141341813973491, 778647123799107, 493055502001, 1, 5);
INSERT INTO "receipt" VALUES (638009835193988, 778647123799107, 493055502002, 1, 7);
INSERT INTO "receipt" VALUES (325831716297151, 778647123799107, 493055502003, 1, 9);
INSERT INTO "receipt" VALUES (741559363124088, 778647123799107, 493055502004, 1, 11);
INSERT INTO "receipt" VALUES (615179748454462, 778647123799107, 493055502005, 1, 13);
INSERT INTO "receipt" VALUES (749299191288937, 778647123799107, 493055502006, 1, 15);
INSERT INTO "receipt" VALUES (805016843380095, 778647123799107, 493055502007, 1, 17);
INSERT INTO "receipt" VALUES (561367178986406, 778647123799107, 493055502008, 1, 19);
INSERT INTO "receipt" VALUES (486286315126024, 778647123799107, 493055502009, 1, 21);
INSERT INTO "receipt" VALUES (553812478803518, 778647123799107, 493055502010, 1, 23);
INSERT INTO "receipt" VALUES (918365932215377, 778647123799107, 493055502011, 1, 25);
INSERT INTO "receipt" VALUES (579216773337159, 778647123799107, 493055502012, 1, 26);
INSERT INTO "receipt" VALUES (647559547613699, 778647123799107, 493055502012, 2, 27);
INSERT INTO "receipt" VALUES (117176434612985, 778647123799107, 493055502013, 1, 28);
CREATE TABLE template (
    id         BIGINT NOT NULL PRIMARY KEY,
    business   BIGINT NOT NULL REFERENCES business (id),
    name       TEXT   NOT NULL,
    language   TEXT   NOT NULL,
    document   TEXT   NOT NULL,
    UNIQUE (business, name, language)
);
INSERT INTO "template" VALUES (372168650267911, 778647123799107, 'hello_world', 'en_US', '{"id":372168650267911,"business":778647123799107,"name":"hello_world","language":"en_US","category":"utility","parameter_format":"POSITIONAL","status":"APPROVED","parts":{"body":"Welcome! This is a test message of Kurier."},"updated_at":1795750027037145,"life":{"revision":1,"created_at":1795750026922825,"quality":"UNKNOWN","pauses":0}}');
INSERT INTO "template" VALUES (995752676765096, 778647123799107, 'order_update', 'en_US', '{"id":995752676765096,"business":778647123799107,"name":"order_update","language":"en_US","category":"utility","parameter_format":"POSITIONAL","status":"APPROVED","parts":{"body":"Hello {{1}}, your order {{2}} is on its way to you.","footer":"Sandbox Shop","buttons":[{"type":"QUICK_REPLY","text":"Got it"},{"type":"URL","text":"Track","url":"https://shop.example/orders/{{1}}"}],"samples":[{"parameter":"1","value":"Kim"},{"parameter":"2","value":"A-1001"}]},"updated_at":1795750027219079,"life":{"revision":1,"created_at":1795750027146106,"quality":"UNKNOWN","pauses":0}}');
INSERT INTO "template" VALUES (822456936101692, 778647123799107, 'named_promo', 'en_US', '{"id":822456936101692,"business":778647123799107,"name":"named_promo","language":"en_US","category":"marketing","parameter_format":"NAMED","status":"APPROVED","parts":{"body":"Hi {{first_name}}, this week you get {{offer}} in our shop.","samples":[{"parameter":"first_name","value":"Kim"},{"parameter":"offer","value":"10 % off"}]},"updated_at":1795750027255481,"life":{"revision":1,"created_at":1795750027251443,"quality":"UNKNOWN","pauses":0}}');
INSERT INTO "template" VALUES (801441903260234, 778647123799107, 'otp', 'en_US', '{"id":801441903260234,"business":778647123799107,"name":"otp","language":"en_US","category":"authentication","parameter_format":"POSITIONAL","status":"APPROVED","parts":{"body":"","buttons":[{"type":"COPY_CODE","text":"Copy code"}],"otp":{"security_recommendation":true,"expires_min":10}},"updated_at":1795750027266747,"life":{"revision":1,"created_at":1795750027262348,"quality":"UNKNOWN","pauses":0}}');
INSERT INTO "template" VALUES (609684974672285, 778647123799107, 'book_table', 'en_US', '{"id":609684974672285,"business":778647123799107,"name":"book_table","language":"en_US","category":"utility","parameter_format":"POSITIONAL","status":"APPROVED","parts":{"body":"Your table at our place is one tap away.","actions":[{"at":0,"text":"Book","opens":{"type":"FLOW","id":"403656551739889","start":"navigate","screen":"TABLE"}}]},"updated_at":1795750027296967,"life":{"revision":1,"created_at":1795750027293411,"quality":"UNKNOWN","pauses":0}}');
INSERT INTO "template" VALUES (828118954508672, 778647123799107, 'paused_one', 'en_US', '{"id":828118954508672,"business":778647123799107,"name":"paused_one","language":"en_US","category":"utility","parameter_format":"POSITIONAL","status":"PAUSED","parts":{"body":"This template is paused."},"updated_at":1795750027369662,"life":{"revision":2,"created_at":1795750027302523,"quality":"UNKNOWN","pauses":0}}');
INSERT INTO "template" VALUES (650056485495604, 778647123799107, 'pending_one', 'en_US', '{"id":650056485495604,"business":778647123799107,"name":"pending_one","language":"en_US","category":"utility","parameter_format":"POSITIONAL","status":"PENDING","parts":{"body":"This template waits for review."},"updated_at":1795750027409883,"life":{"revision":0,"created_at":1795750027409883,"quality":"UNKNOWN","pauses":0}}');
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
INSERT INTO "log" VALUES (1, 1795750026255458, 3, 489262769855922, 1, 0, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":374293123765557,"at":1795750026212243,"business":778647123799107,"business_name":"Sandbox Shop","user_id":"ZZ.48480966632776535124","decision":{"action":"grant","permissions":[{"receipt":374293123765557,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795750026212210,"expires_at":null},{"receipt":374293123765557,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795750026212210,"expires_at":null},{"receipt":374293123765557,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795750026212210,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Tells you about your orders.","Sends you codes to sign in.","Sends you offers and news."]},"signature":"diKb45iWNKDyg0LMOXAiUETK0Cdc1Sa8yXUa6qVLvM4UJllzk9XB5ke2JhemgsRsYd+qagPpB1/VduwBGYVxAA==","public_key":"kXFbqMO4Lb5JUE6RZafqXjTZW1YLqpj5W9Ty+fxLI3g="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (2, 1795750026375597, 2, 489262769855922, 2, 1, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello', 0);
INSERT INTO "log" VALUES (3, 1795750026724203, 3, 878379408743644, 1, 0, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":254138993691835,"at":1795750026721712,"business":778647123799107,"business_name":"Sandbox Shop","user_id":"ZZ.94057169600079098616","decision":{"action":"grant","permissions":[{"receipt":254138993691835,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795750026721671,"expires_at":null},{"receipt":254138993691835,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795750026721671,"expires_at":null},{"receipt":254138993691835,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795750026721671,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Tells you about your orders.","Sends you codes to sign in.","Sends you offers and news."]},"signature":"bZhG6rota9K0zXWX9dxGS7uAz68caqRKew69NvHL/duzT4Y31nVZ+cyryx3AFlRwc1UvisYHIqF7JsNxVcvaDg==","public_key":"kXFbqMO4Lb5JUE6RZafqXjTZW1YLqpj5W9Ty+fxLI3g="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (4, 1795750026829649, 3, 489262769855922, 3, 2, 134164436402025, 746840636689106, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":160202210884026,"at":1795750026746615,"business":134164436402025,"business_name":"Second Shop","user_id":"ZZ.55837857852648170780","decision":{"action":"grant","permissions":[{"receipt":160202210884026,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795750026746580,"expires_at":null},{"receipt":160202210884026,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795750026746580,"expires_at":null},{"receipt":160202210884026,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795750026746580,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Tells you about your orders.","Sends you codes to sign in.","Sends you offers and news."]},"signature":"yYQlNOAozVam1E+vMzD6HGMLOHM837knDu8r7MtbZd17lshDr2BtXbdKf1O5NEET94ZatXcHMFlCH8VmBLrnAg==","public_key":"kXFbqMO4Lb5JUE6RZafqXjTZW1YLqpj5W9Ty+fxLI3g="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (5, 1795750027439445, 3, 493055502001, 1, 0, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":141341813973491,"at":1795750027430728,"business":778647123799107,"business_name":"Sandbox Shop","user_id":"ZZ.65340751242680716113","decision":{"action":"grant","permissions":[{"receipt":141341813973491,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795750027430683,"expires_at":null},{"receipt":141341813973491,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795750027430683,"expires_at":null},{"receipt":141341813973491,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795750027430683,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"50D3Nn5F5Z3WL7FwelFT0OMcIBCcgoUJSkSYwVSp8bqv1v02FO9RGtCgJE3wxKAFECWRhWSXKm/j/9HbpKgBAw==","public_key":"kXFbqMO4Lb5JUE6RZafqXjTZW1YLqpj5W9Ty+fxLI3g="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (6, 1795750027569052, 2, 493055502001, 2, 5, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello 778647123799107', 0);
INSERT INTO "log" VALUES (7, 1795750027603827, 3, 493055502002, 1, 0, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":638009835193988,"at":1795750027603027,"business":778647123799107,"business_name":"Sandbox Shop","user_id":"ZZ.51200303207804344668","decision":{"action":"grant","permissions":[{"receipt":638009835193988,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795750027602997,"expires_at":null},{"receipt":638009835193988,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795750027602997,"expires_at":null},{"receipt":638009835193988,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795750027602997,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"22k74hskUf80+J2SlTJwtjNDF5KXrWftGde8G6xi1Yw2GuO8Jn1LWPNX+1x41QOY/jQe618MbOMgaGPu6G6MDg==","public_key":"kXFbqMO4Lb5JUE6RZafqXjTZW1YLqpj5W9Ty+fxLI3g="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (8, 1795750027613554, 2, 493055502002, 2, 7, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello 778647123799107', 0);
INSERT INTO "log" VALUES (9, 1795750027637001, 3, 493055502003, 1, 0, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":325831716297151,"at":1795750027635763,"business":778647123799107,"business_name":"Sandbox Shop","user_id":"ZZ.26246100480115352113","decision":{"action":"grant","permissions":[{"receipt":325831716297151,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795750027635725,"expires_at":null},{"receipt":325831716297151,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795750027635725,"expires_at":null},{"receipt":325831716297151,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795750027635725,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"+T9764HRootN9zSy147+g9u9ZLDBD1h2PTXHapUYszPAsk9TGr7kxp/Uf0YCZopnR6R37OEe4AIc2ClNNQTQDQ==","public_key":"kXFbqMO4Lb5JUE6RZafqXjTZW1YLqpj5W9Ty+fxLI3g="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (10, 1795750027645277, 2, 493055502003, 2, 9, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello 778647123799107', 0);
INSERT INTO "log" VALUES (11, 1795750027655663, 3, 493055502004, 1, 0, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":741559363124088,"at":1795750027651948,"business":778647123799107,"business_name":"Sandbox Shop","user_id":"ZZ.50822898138151201570","decision":{"action":"grant","permissions":[{"receipt":741559363124088,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795750027651881,"expires_at":null},{"receipt":741559363124088,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795750027651881,"expires_at":null},{"receipt":741559363124088,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795750027651881,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"Up3ogzf1HBPzSTbESY3Ew63fzpyDkuqa6+XGZ4q3kcueEEaCPl7R/b9UBEn/LZlEQMEi0V1Qq5cB49CnTE1IBA==","public_key":"kXFbqMO4Lb5JUE6RZafqXjTZW1YLqpj5W9Ty+fxLI3g="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (12, 1795750027660291, 2, 493055502004, 2, 11, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello 778647123799107', 0);
INSERT INTO "log" VALUES (13, 1795750027679317, 3, 493055502005, 1, 0, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":615179748454462,"at":1795750027669711,"business":778647123799107,"business_name":"Sandbox Shop","user_id":"ZZ.28825307914459813108","decision":{"action":"grant","permissions":[{"receipt":615179748454462,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795750027669681,"expires_at":null},{"receipt":615179748454462,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795750027669681,"expires_at":null},{"receipt":615179748454462,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795750027669681,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"9PTEAWtXAfghaZ0wiSXPTiX+mZ5D2g88EdosUxQ/ew/HYsZ97b0JvEsogq1stxuClbaRzEXw5gkQ+ohQ5DXRBg==","public_key":"kXFbqMO4Lb5JUE6RZafqXjTZW1YLqpj5W9Ty+fxLI3g="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (14, 1795750027698705, 2, 493055502005, 2, 13, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello 778647123799107', 0);
INSERT INTO "log" VALUES (15, 1795750027928634, 3, 493055502006, 1, 0, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":749299191288937,"at":1795750027906408,"business":778647123799107,"business_name":"Sandbox Shop","user_id":"ZZ.37641261768005194904","decision":{"action":"grant","permissions":[{"receipt":749299191288937,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795750027906368,"expires_at":null},{"receipt":749299191288937,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795750027906368,"expires_at":null},{"receipt":749299191288937,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795750027906368,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"AxNb8UNSboA5N3O2WLpUSS5cLJd3P8/6KCZRnInkBgo/XDnUPNnHbj0f2Fxb6GvSvWB6hHy6ceUs+oIapoGUCg==","public_key":"kXFbqMO4Lb5JUE6RZafqXjTZW1YLqpj5W9Ty+fxLI3g="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (16, 1795750027933628, 2, 493055502006, 2, 15, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello 778647123799107', 0);
INSERT INTO "log" VALUES (17, 1795750027956544, 3, 493055502007, 1, 0, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":805016843380095,"at":1795750027951384,"business":778647123799107,"business_name":"Sandbox Shop","user_id":"ZZ.07205767349316592929","decision":{"action":"grant","permissions":[{"receipt":805016843380095,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795750027951351,"expires_at":null},{"receipt":805016843380095,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795750027951351,"expires_at":null},{"receipt":805016843380095,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795750027951351,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"KKdcQPQkaFrfE7Tq91ItF/UyH6TTXz1pxh/LUstyBs0PbdurYlxi00Cklnmm6OP+vfz59gY3LAY4jWcU/uQxAA==","public_key":"kXFbqMO4Lb5JUE6RZafqXjTZW1YLqpj5W9Ty+fxLI3g="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (18, 1795750027963624, 2, 493055502007, 2, 17, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello 778647123799107', 0);
INSERT INTO "log" VALUES (19, 1795750027987241, 3, 493055502008, 1, 0, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":561367178986406,"at":1795750027982652,"business":778647123799107,"business_name":"Sandbox Shop","user_id":"ZZ.73730465222249171290","decision":{"action":"grant","permissions":[{"receipt":561367178986406,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795750027982621,"expires_at":null},{"receipt":561367178986406,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795750027982621,"expires_at":null},{"receipt":561367178986406,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795750027982621,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"HMWpZMGqlE0hXcqO2Kr6drBeLAtLeT0BHZl3YPpoZAUobfEkdeUClxmDjLBbj6iWY3YVFnQIObwy8/O7zVkfBw==","public_key":"kXFbqMO4Lb5JUE6RZafqXjTZW1YLqpj5W9Ty+fxLI3g="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (20, 1795750027991727, 2, 493055502008, 2, 19, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello 778647123799107', 0);
INSERT INTO "log" VALUES (21, 1795750028015870, 3, 493055502009, 1, 0, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":486286315126024,"at":1795750028010617,"business":778647123799107,"business_name":"Sandbox Shop","user_id":"ZZ.99172614940460484059","decision":{"action":"grant","permissions":[{"receipt":486286315126024,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795750028010588,"expires_at":null},{"receipt":486286315126024,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795750028010588,"expires_at":null},{"receipt":486286315126024,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795750028010588,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"Lm75OfnwQlT58ySr2DsOzHW4pi+RbQVRdQzkJPP4wrycMBBMb+VVsuJuZd38ueEFpwOYrDFJa6jkf+iROLQ4Cg==","public_key":"kXFbqMO4Lb5JUE6RZafqXjTZW1YLqpj5W9Ty+fxLI3g="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (22, 1795750028031876, 2, 493055502009, 2, 21, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello 778647123799107', 0);
INSERT INTO "log" VALUES (23, 1795750028059358, 3, 493055502010, 1, 0, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":553812478803518,"at":1795750028051198,"business":778647123799107,"business_name":"Sandbox Shop","user_id":"ZZ.50394821974062767615","decision":{"action":"grant","permissions":[{"receipt":553812478803518,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795750028050442,"expires_at":null},{"receipt":553812478803518,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795750028050442,"expires_at":null},{"receipt":553812478803518,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795750028050442,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"h/J9oPSvYgBuKEDftMJ0Xzbv+LMVF1pzX8jPVNCxtqMuTJUMN3zD1tXkFX+v0VVx/tfnrgI4fTF39XAbK6k4Bg==","public_key":"kXFbqMO4Lb5JUE6RZafqXjTZW1YLqpj5W9Ty+fxLI3g="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (24, 1795750028061223, 2, 493055502010, 2, 23, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"type":"text","body":"Hello"}', NULL, 'hello 778647123799107', 0);
INSERT INTO "log" VALUES (25, 1795750028075566, 3, 493055502011, 1, 0, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":918365932215377,"at":1795750028073033,"business":778647123799107,"business_name":"Sandbox Shop","user_id":"ZZ.85140330699244454180","decision":{"action":"grant","permissions":[{"receipt":918365932215377,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795750028072999,"expires_at":null},{"receipt":918365932215377,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795750028072999,"expires_at":null},{"receipt":918365932215377,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795750028072999,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"qYpBkp5qkjvejvixH5FnlyrjqneaFaE6X2XL/k+4KbJAL0aWyiy4vXYtoGOqL+Bcx7QF1l2oGAyXicou76KoAQ==","public_key":"kXFbqMO4Lb5JUE6RZafqXjTZW1YLqpj5W9Ty+fxLI3g="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (26, 1795750028098771, 3, 493055502012, 1, 0, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":579216773337159,"at":1795750028090612,"business":778647123799107,"business_name":"Sandbox Shop","user_id":"ZZ.62504485805443950569","decision":{"action":"grant","permissions":[{"receipt":579216773337159,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795750028090582,"expires_at":null},{"receipt":579216773337159,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795750028090582,"expires_at":null},{"receipt":579216773337159,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795750028090582,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"5h5PT4ROBqUUtj9RIsjNqQP8ZYl+9JmMAR/K/nfR56lj4VaSpy4sCNcbgH+V1q759IUKWQvnv0cSEMxSQTq3AA==","public_key":"kXFbqMO4Lb5JUE6RZafqXjTZW1YLqpj5W9Ty+fxLI3g="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (27, 1795750028119432, 3, 493055502012, 2, 26, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":647559547613699,"at":1795750028118910,"business":778647123799107,"business_name":"Sandbox Shop","user_id":"ZZ.62504485805443950569","decision":{"action":"withdraw","withdrawal":{"purpose":null,"topic":null},"taken":[{"receipt":579216773337159,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795750028090582,"expires_at":null},{"receipt":579216773337159,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795750028090582,"expires_at":null},{"receipt":579216773337159,"purpose":"marketing","topic":null,"cadence":"each","granted_at":1795750028090582,"expires_at":null}]},"source":"sandbox","language":"en","wording":[]},"signature":"qmGYSi95VpqVk7a/odSygyav8inF1m84kIC1FuwoP8E3E8Yg8G9j1jZuBtDKrDiC8Xv8bmOjU67iPE7vrb5uBw==","public_key":"kXFbqMO4Lb5JUE6RZafqXjTZW1YLqpj5W9Ty+fxLI3g="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (28, 1795750028130780, 3, 493055502013, 1, 0, 778647123799107, 597589829607550, 0, 1, 0, 0, 0, 0, '{"receipt":{"version":1,"id":117176434612985,"at":1795750028125330,"business":778647123799107,"business_name":"Sandbox Shop","user_id":"ZZ.60918559065847949950","decision":{"action":"grant","permissions":[{"receipt":117176434612985,"purpose":"utility","topic":null,"cadence":"each","granted_at":1795750028125301,"expires_at":null},{"receipt":117176434612985,"purpose":"authentication","topic":null,"cadence":"each","granted_at":1795750028125301,"expires_at":null},{"receipt":117176434612985,"purpose":"marketing","topic":null,"cadence":"weekly","granted_at":1795750028125301,"expires_at":null}]},"source":"sandbox","language":"en","wording":["Messages of the sandbox''s shop.","Messages of the sandbox''s shop.","Messages of the sandbox''s shop."]},"signature":"ipR9ZsCkfOGd7pMBJ8MJt1wJActSq1jbPjU6i8PNpBpgA3/RdxQNqoOn70H3ryPenYX2fw6w3ObGOcZ5n+pOBg==","public_key":"kXFbqMO4Lb5JUE6RZafqXjTZW1YLqpj5W9Ty+fxLI3g="}', NULL, NULL, 0);
INSERT INTO "log" VALUES (29, 1795750037555090, 1, 489262769855922, 4, 4, 778647123799107, 597589829607550, 3, 0, 50000, 0, 0, 0, '{"type":"template","template":822456936101692,"name":"named_promo","language":"en_US","body":"Hi Kim, this week you get apples in our shop."}', '{"t":1795750037555090,"c":"marketing","tp":true,"w":1795836426375597,"p":{"i":374293123765557,"s":1795750026212210},"m":"*","v":1,"e":50000,"b":{"u":0,"o":0}}', NULL, 0);
INSERT INTO "log" VALUES (30, 1795750037682761, 1, 489262769855922, 5, 29, 778647123799107, 597589829607550, 3, 0, 50000, 0, 0, 0, '{"type":"template","template":822456936101692,"name":"named_promo","language":"en_US","body":"Hi Kim, this week you get pears in our shop."}', '{"t":1795750037682761,"c":"marketing","tp":true,"w":1795836426375597,"p":{"i":374293123765557,"s":1795750026212210},"m":"*","v":1,"e":50000,"b":{"u":1,"o":1}}', NULL, 0);
INSERT INTO "log" VALUES (31, 1795750037756624, 1, 489262769855922, 6, 30, 778647123799107, 597589829607550, 3, 0, 50000, 0, 0, 0, '{"type":"template","template":822456936101692,"name":"named_promo","language":"en_US","body":"Hi Kim, this week you get plums in our shop."}', '{"t":1795750037756624,"c":"marketing","tp":true,"w":1795836426375597,"p":{"i":374293123765557,"s":1795750026212210},"m":"*","v":1,"e":50000,"b":{"u":2,"o":2}}', NULL, 0);
INSERT INTO "log" VALUES (32, 1795750037878835, 1, 489262769855922, 7, 31, 778647123799107, 597589829607550, 1, 1, 0, 0, 0, 0, '{"type":"template","template":995752676765096,"name":"order_update","language":"en_US","body":"Hello Kim, your order C-3 is on its way to you.","footer":"Sandbox Shop","buttons":[{"type":"quick_reply","text":"Got it","payload":"Got it"},{"type":"url","text":"Track","url":"https://shop.example/orders/C-3"}]}', '{"t":1795750037878835,"c":"utility","tp":true,"w":1795836426375597,"p":{"i":374293123765557,"s":1795750026212210},"m":"*","v":1,"e":0}', NULL, 0);
INSERT INTO "log" VALUES (33, 1795750038689360, 6, 489262769855922, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, NULL, NULL, NULL, 0);
INSERT INTO "log" VALUES (34, 1795750038698763, 6, 489262769855922, 0, 0, 0, 0, 0, 1, 0, 7, 0, 0, NULL, NULL, NULL, 0);
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
INSERT INTO "event" VALUES (134164436402025, 1, 1795750026829649, 3, 0, 4, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (134164436402025, 2, 1795750026829649, 3, 0, 4, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (134164436402025, 3, 1795750026829649, 3, 0, 4, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 1, 1795750026255458, 3, 0, 1, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 2, 1795750026255458, 3, 0, 1, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 3, 1795750026255458, 3, 0, 1, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 4, 1795750026375597, 2, 0, 2, 0, NULL);
INSERT INTO "event" VALUES (778647123799107, 5, 1795750026724203, 3, 0, 3, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 6, 1795750026724203, 3, 0, 3, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 7, 1795750026724203, 3, 0, 3, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 8, 1795750027037169, 4, 0, 0, 0, '{"template":372168650267911,"name":"hello_world","language":"en_US","category":"utility","change":{"what":"status","status":"APPROVED","pauses":0,"reinstated":false}}');
INSERT INTO "event" VALUES (778647123799107, 9, 1795750027219095, 4, 0, 0, 0, '{"template":995752676765096,"name":"order_update","language":"en_US","category":"utility","change":{"what":"status","status":"APPROVED","pauses":0,"reinstated":false}}');
INSERT INTO "event" VALUES (778647123799107, 10, 1795750027255491, 4, 0, 0, 0, '{"template":822456936101692,"name":"named_promo","language":"en_US","category":"marketing","change":{"what":"status","status":"APPROVED","pauses":0,"reinstated":false}}');
INSERT INTO "event" VALUES (778647123799107, 11, 1795750027266755, 4, 0, 0, 0, '{"template":801441903260234,"name":"otp","language":"en_US","category":"authentication","change":{"what":"status","status":"APPROVED","pauses":0,"reinstated":false}}');
INSERT INTO "event" VALUES (778647123799107, 12, 1795750027295950, 5, 0, 0, 0, '{"notice":"flow","flow":403656551739889,"name":"book_table 265191","from":"DRAFT","to":"PUBLISHED"}');
INSERT INTO "event" VALUES (778647123799107, 13, 1795750027296975, 4, 0, 0, 0, '{"template":609684974672285,"name":"book_table","language":"en_US","category":"utility","change":{"what":"status","status":"APPROVED","pauses":0,"reinstated":false}}');
INSERT INTO "event" VALUES (778647123799107, 14, 1795750027329141, 4, 0, 0, 0, '{"template":828118954508672,"name":"paused_one","language":"en_US","category":"utility","change":{"what":"status","status":"APPROVED","pauses":0,"reinstated":false}}');
INSERT INTO "event" VALUES (778647123799107, 15, 1795750027369675, 4, 0, 0, 0, '{"template":828118954508672,"name":"paused_one","language":"en_US","category":"utility","change":{"what":"status","status":"PAUSED","pauses":0,"reinstated":false}}');
INSERT INTO "event" VALUES (778647123799107, 16, 1795750027439445, 3, 0, 5, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 17, 1795750027439445, 3, 0, 5, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 18, 1795750027439445, 3, 0, 5, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 19, 1795750027569052, 2, 0, 6, 0, NULL);
INSERT INTO "event" VALUES (778647123799107, 20, 1795750027603827, 3, 0, 7, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 21, 1795750027603827, 3, 0, 7, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 22, 1795750027603827, 3, 0, 7, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 23, 1795750027613554, 2, 0, 8, 0, NULL);
INSERT INTO "event" VALUES (778647123799107, 24, 1795750027637001, 3, 0, 9, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 25, 1795750027637001, 3, 0, 9, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 26, 1795750027637001, 3, 0, 9, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 27, 1795750027645277, 2, 0, 10, 0, NULL);
INSERT INTO "event" VALUES (778647123799107, 28, 1795750027655663, 3, 0, 11, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 29, 1795750027655663, 3, 0, 11, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 30, 1795750027655663, 3, 0, 11, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 31, 1795750027660291, 2, 0, 12, 0, NULL);
INSERT INTO "event" VALUES (778647123799107, 32, 1795750027679317, 3, 0, 13, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 33, 1795750027679317, 3, 0, 13, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 34, 1795750027679317, 3, 0, 13, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 35, 1795750027698705, 2, 0, 14, 0, NULL);
INSERT INTO "event" VALUES (778647123799107, 36, 1795750027928634, 3, 0, 15, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 37, 1795750027928634, 3, 0, 15, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 38, 1795750027928634, 3, 0, 15, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 39, 1795750027933628, 2, 0, 16, 0, NULL);
INSERT INTO "event" VALUES (778647123799107, 40, 1795750027956544, 3, 0, 17, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 41, 1795750027956544, 3, 0, 17, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 42, 1795750027956544, 3, 0, 17, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 43, 1795750027963624, 2, 0, 18, 0, NULL);
INSERT INTO "event" VALUES (778647123799107, 44, 1795750027987241, 3, 0, 19, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 45, 1795750027987241, 3, 0, 19, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 46, 1795750027987241, 3, 0, 19, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 47, 1795750027991727, 2, 0, 20, 0, NULL);
INSERT INTO "event" VALUES (778647123799107, 48, 1795750028015870, 3, 0, 21, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 49, 1795750028015870, 3, 0, 21, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 50, 1795750028015870, 3, 0, 21, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 51, 1795750028031876, 2, 0, 22, 0, NULL);
INSERT INTO "event" VALUES (778647123799107, 52, 1795750028059358, 3, 0, 23, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 53, 1795750028059358, 3, 0, 23, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 54, 1795750028059358, 3, 0, 23, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 55, 1795750028061223, 2, 0, 24, 0, NULL);
INSERT INTO "event" VALUES (778647123799107, 56, 1795750028075566, 3, 0, 25, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 57, 1795750028075566, 3, 0, 25, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 58, 1795750028075566, 3, 0, 25, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 59, 1795750028098771, 3, 0, 26, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 60, 1795750028098771, 3, 0, 26, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 61, 1795750028098771, 3, 0, 26, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 62, 1795750028119432, 3, 0, 27, 0, '{"purpose":"utility","allowed":false}');
INSERT INTO "event" VALUES (778647123799107, 63, 1795750028119432, 3, 0, 27, 0, '{"purpose":"authentication","allowed":false}');
INSERT INTO "event" VALUES (778647123799107, 64, 1795750028119432, 3, 0, 27, 0, '{"purpose":"marketing","allowed":false}');
INSERT INTO "event" VALUES (778647123799107, 65, 1795750028130780, 3, 0, 28, 0, '{"purpose":"utility","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 66, 1795750028130780, 3, 0, 28, 0, '{"purpose":"authentication","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 67, 1795750028130780, 3, 0, 28, 0, '{"purpose":"marketing","allowed":true}');
INSERT INTO "event" VALUES (778647123799107, 68, 1795750037555090, 1, 1, 29, 0, NULL);
INSERT INTO "event" VALUES (778647123799107, 69, 1795750037682761, 1, 1, 30, 0, NULL);
INSERT INTO "event" VALUES (778647123799107, 70, 1795750037756624, 1, 1, 31, 0, NULL);
INSERT INTO "event" VALUES (778647123799107, 71, 1795750037878835, 1, 1, 32, 0, NULL);
INSERT INTO "event" VALUES (778647123799107, 72, 1795750038698763, 1, 2, 29, 0, NULL);
INSERT INTO "event" VALUES (778647123799107, 73, 1795750038698763, 1, 2, 30, 0, NULL);
INSERT INTO "event" VALUES (778647123799107, 74, 1795750038698763, 1, 2, 31, 0, NULL);
INSERT INTO "event" VALUES (778647123799107, 75, 1795750038698763, 1, 2, 32, 0, NULL);
CREATE TABLE inbound_key (
    person    BIGINT NOT NULL,
    client_id TEXT   NOT NULL,
    pos       BIGINT NOT NULL,
    PRIMARY KEY (person, client_id)
) WITHOUT ROWID;
INSERT INTO "inbound_key" VALUES (493055502001, 'hello 778647123799107', 6);
INSERT INTO "inbound_key" VALUES (493055502002, 'hello 778647123799107', 8);
INSERT INTO "inbound_key" VALUES (493055502003, 'hello 778647123799107', 10);
INSERT INTO "inbound_key" VALUES (493055502004, 'hello 778647123799107', 12);
INSERT INTO "inbound_key" VALUES (493055502005, 'hello 778647123799107', 14);
INSERT INTO "inbound_key" VALUES (493055502006, 'hello 778647123799107', 16);
INSERT INTO "inbound_key" VALUES (493055502007, 'hello 778647123799107', 18);
INSERT INTO "inbound_key" VALUES (493055502008, 'hello 778647123799107', 20);
INSERT INTO "inbound_key" VALUES (493055502009, 'hello 778647123799107', 22);
INSERT INTO "inbound_key" VALUES (493055502010, 'hello 778647123799107', 24);
INSERT INTO "inbound_key" VALUES (489262769855922, 'hello', 2);
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
INSERT INTO "account" VALUES ('clearing:manual', 'EUR', -119000000);
INSERT INTO "account" VALUES ('commons', 'EUR', 40000);
INSERT INTO "account" VALUES ('prepaid:134164436402025', 'EUR', 10000000000);
INSERT INTO "account" VALUES ('prepaid:778647123799107', 'EUR', 10099860000);
INSERT INTO "account" VALUES ('refund_expense', 'EUR', -50000);
INSERT INTO "account" VALUES ('reserved:778647123799107', 'EUR', 0);
INSERT INTO "account" VALUES ('revenue:marketing', 'EUR', 150000);
INSERT INTO "account" VALUES ('vat', 'EUR', 19000000);
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
INSERT INTO "secret" VALUES ('pair_key', x'42e720595b56739d2fbeabae198372654c1d9cb0a40074c7df225ad92757f93f');
INSERT INTO "secret" VALUES ('receipt_seed', x'cab74a071891dbe18bc15fc2b1f4fd59aa7fa75a794707c39f0199f82c09f26c');
INSERT INTO "secret" VALUES ('wamid_key', x'5f14c37f95269c8d68aa87b3618f99fe');
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
INSERT INTO "transfer" VALUES (134164436402025, 1, 1795750026174484, 0, NULL, 'bank', 'prepaid:134164436402025', 10000000000, 'EUR', 0, 0, 0);
INSERT INTO "transfer" VALUES (778647123799107, 1, 1795750026152077, 0, NULL, 'bank', 'prepaid:778647123799107', 10000000000, 'EUR', 0, 0, 0);
INSERT INTO "transfer" VALUES (778647123799107, 2, 1795750037134685, 10, NULL, 'clearing:manual', 'prepaid:778647123799107', 100000000, 'EUR', 0, 0, 0);
INSERT INTO "transfer" VALUES (778647123799107, 3, 1795750037134685, 11, NULL, 'clearing:manual', 'vat', 19000000, 'EUR', 0, 0, 0);
INSERT INTO "transfer" VALUES (778647123799107, 4, 1795750037555090, 1, 3, 'prepaid:778647123799107', 'reserved:778647123799107', 50000, 'EUR', 1, 68, 68);
INSERT INTO "transfer" VALUES (778647123799107, 5, 1795750037682761, 1, 3, 'prepaid:778647123799107', 'reserved:778647123799107', 50000, 'EUR', 1, 69, 69);
INSERT INTO "transfer" VALUES (778647123799107, 6, 1795750037756624, 1, 3, 'prepaid:778647123799107', 'reserved:778647123799107', 50000, 'EUR', 1, 70, 70);
INSERT INTO "transfer" VALUES (778647123799107, 7, 1795750038698763, 2, 3, 'reserved:778647123799107', 'revenue:marketing', 150000, 'EUR', 3, 72, 74);
INSERT INTO "transfer" VALUES (778647123799107, 8, 1795750105795785, 18, NULL, 'refund_expense', 'commons', 50000, 'EUR', 0, 0, 0);
INSERT INTO "transfer" VALUES (778647123799107, 9, 1796614109393325, 19, NULL, 'commons', 'prepaid:778647123799107', 10000, 'EUR', 0, 0, 0);
CREATE TABLE top_up (
    business  BIGINT NOT NULL,
    reference TEXT   NOT NULL,
    transfer  BIGINT NOT NULL,
    PRIMARY KEY (business, reference),
    FOREIGN KEY (business, transfer) REFERENCES transfer (business, id)
) WITHOUT ROWID;
INSERT INTO "top_up" VALUES (134164436402025, 'starting credit', 1);
INSERT INTO "top_up" VALUES (778647123799107, 'camt:cd5f6e23ff9dbeb69be10dd366776e38:1', 2);
INSERT INTO "top_up" VALUES (778647123799107, 'camt:cd5f6e23ff9dbeb69be10dd366776e38:1:vat', 3);
INSERT INTO "top_up" VALUES (778647123799107, 'report-118266963929407', 9);
INSERT INTO "top_up" VALUES (778647123799107, 'report:118266963929407', 8);
INSERT INTO "top_up" VALUES (778647123799107, 'starting credit', 1);
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
INSERT INTO "complaint" VALUES (778647123799107, 822456936101692, 489262769855922, 1795750043287987, 1, 1795750037756624, 'not_relevant', 0);
CREATE TABLE signal_cursor (
    business BIGINT NOT NULL PRIMARY KEY,
    seq      BIGINT NOT NULL
) WITHOUT ROWID;
INSERT INTO "signal_cursor" VALUES (134164436402025, 3);
INSERT INTO "signal_cursor" VALUES (778647123799107, 75);
CREATE TABLE signal (
    business  BIGINT NOT NULL,
    template  BIGINT NOT NULL,
    hour      BIGINT NOT NULL,
    delivered BIGINT NOT NULL,
    read      BIGINT NOT NULL, read_soon BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (business, template, hour)
) WITHOUT ROWID;
INSERT INTO "signal" VALUES (778647123799107, 822456936101692, 1795748400000000, 3, 0, 0);
INSERT INTO "signal" VALUES (778647123799107, 995752676765096, 1795748400000000, 1, 0, 0);
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
INSERT INTO "flow" VALUES (403656551739889, 778647123799107, 'book_table 265191', 1, '{"id":403656551739889,"business":778647123799107,"name":"book_table 265191","categories":["OTHER"],"status":"PUBLISHED","endpoint_uri":null,"revision":1,"created_at":1795750027274703,"updated_at":1795750027295225}', '{
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
INSERT INTO "tally_cursor" VALUES (134164436402025, 3);
INSERT INTO "tally_cursor" VALUES (778647123799107, 75);
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
INSERT INTO "tally" VALUES (778647123799107, 0, 1795748400000000, 1, 597589829607550, '*', 1, 1, 995752676765096, '', 1, 0);
INSERT INTO "tally" VALUES (778647123799107, 0, 1795748400000000, 1, 597589829607550, '*', 3, 0, 822456936101692, '', 3, 0);
INSERT INTO "tally" VALUES (778647123799107, 0, 1795748400000000, 2, 597589829607550, '*', 1, 1, 995752676765096, '', 1, 0);
INSERT INTO "tally" VALUES (778647123799107, 0, 1795748400000000, 2, 597589829607550, '*', 3, 0, 822456936101692, '', 3, 150000);
INSERT INTO "tally" VALUES (778647123799107, 0, 1795748400000000, 5, 597589829607550, '*', 1, 1, 995752676765096, '', 1, 0);
INSERT INTO "tally" VALUES (778647123799107, 0, 1795748400000000, 5, 597589829607550, '*', 3, 0, 822456936101692, '', 1, 0);
INSERT INTO "tally" VALUES (778647123799107, 1, 1795737600000000, 1, 597589829607550, '*', 1, 1, 995752676765096, '', 1, 0);
INSERT INTO "tally" VALUES (778647123799107, 1, 1795737600000000, 1, 597589829607550, '*', 3, 0, 822456936101692, '', 3, 0);
INSERT INTO "tally" VALUES (778647123799107, 1, 1795737600000000, 2, 597589829607550, '*', 1, 1, 995752676765096, '', 1, 0);
INSERT INTO "tally" VALUES (778647123799107, 1, 1795737600000000, 2, 597589829607550, '*', 3, 0, 822456936101692, '', 3, 150000);
INSERT INTO "tally" VALUES (778647123799107, 1, 1795737600000000, 5, 597589829607550, '*', 1, 1, 995752676765096, '', 1, 0);
INSERT INTO "tally" VALUES (778647123799107, 1, 1795737600000000, 5, 597589829607550, '*', 3, 0, 822456936101692, '', 1, 0);
INSERT INTO "tally" VALUES (778647123799107, 2, 1793491200000000, 1, 597589829607550, '*', 1, 1, 995752676765096, '', 1, 0);
INSERT INTO "tally" VALUES (778647123799107, 2, 1793491200000000, 1, 597589829607550, '*', 3, 0, 822456936101692, '', 3, 0);
INSERT INTO "tally" VALUES (778647123799107, 2, 1793491200000000, 2, 597589829607550, '*', 1, 1, 995752676765096, '', 1, 0);
INSERT INTO "tally" VALUES (778647123799107, 2, 1793491200000000, 2, 597589829607550, '*', 3, 0, 822456936101692, '', 3, 150000);
INSERT INTO "tally" VALUES (778647123799107, 2, 1793491200000000, 5, 597589829607550, '*', 1, 1, 995752676765096, '', 1, 0);
INSERT INTO "tally" VALUES (778647123799107, 2, 1793491200000000, 5, 597589829607550, '*', 3, 0, 822456936101692, '', 1, 0);
CREATE TABLE conversation (
    business BIGINT   NOT NULL,
    person   BIGINT   NOT NULL,
    category BIGINT   NOT NULL,
    began_at BIGINT   NOT NULL,
    PRIMARY KEY (business, person, category)
) WITHOUT ROWID;
INSERT INTO "conversation" VALUES (778647123799107, 489262769855922, 1, 1795750038698763);
INSERT INTO "conversation" VALUES (778647123799107, 489262769855922, 3, 1795750038698763);
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
INSERT INTO "report" VALUES (118266963929407, 778647123799107, 489262769855922, 1795750043287980, 'not_relevant', 1795750105789038, 1, '{"id":118266963929407,"business":778647123799107,"person":489262769855922,"at":1795750043287980,"reason":"not_relevant","blocked":false,"template":822456936101692,"shown":[{"at":1795750037756624,"own":false,"category":"marketing","text":"Hi Kim, this week you get plums in our shop."}],"handled":{"at":1795750105789038,"by":"operator","outcome":"warned","note":"not what was agreed"}}');
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
INSERT INTO "fingerprint" VALUES (2408, 822456936101692, 778647123799107, -7340440690266535576);
INSERT INTO "fingerprint" VALUES (26837, 995752676765096, 778647123799107, -8135314542022334251);
INSERT INTO "fingerprint" VALUES (30824, 609684974672285, 778647123799107, -3558672119307339672);
INSERT INTO "fingerprint" VALUES (39907, 650056485495604, 778647123799107, -7970377256807785501);
INSERT INTO "fingerprint" VALUES (54139, 372168650267911, 778647123799107, -9048152987573431429);
INSERT INTO "fingerprint" VALUES (67147, 372168650267911, 778647123799107, -9048152987573431429);
INSERT INTO "fingerprint" VALUES (74270, 650056485495604, 778647123799107, -7970377256807785501);
INSERT INTO "fingerprint" VALUES (90583, 822456936101692, 778647123799107, -7340440690266535576);
INSERT INTO "fingerprint" VALUES (121520, 995752676765096, 778647123799107, -8135314542022334251);
INSERT INTO "fingerprint" VALUES (125081, 609684974672285, 778647123799107, -3558672119307339672);
INSERT INTO "fingerprint" VALUES (134799, 609684974672285, 778647123799107, -3558672119307339672);
INSERT INTO "fingerprint" VALUES (164044, 372168650267911, 778647123799107, -9048152987573431429);
INSERT INTO "fingerprint" VALUES (164885, 822456936101692, 778647123799107, -7340440690266535576);
INSERT INTO "fingerprint" VALUES (165917, 650056485495604, 778647123799107, -7970377256807785501);
INSERT INTO "fingerprint" VALUES (167558, 995752676765096, 778647123799107, -8135314542022334251);
INSERT INTO "fingerprint" VALUES (229998, 372168650267911, 778647123799107, -9048152987573431429);
INSERT INTO "fingerprint" VALUES (233241, 995752676765096, 778647123799107, -8135314542022334251);
INSERT INTO "fingerprint" VALUES (233827, 650056485495604, 778647123799107, -7970377256807785501);
INSERT INTO "fingerprint" VALUES (236065, 822456936101692, 778647123799107, -7340440690266535576);
INSERT INTO "fingerprint" VALUES (249501, 609684974672285, 778647123799107, -3558672119307339672);
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
INSERT INTO "statement" VALUES (2026, 1, 778647123799107, 1793491200000000, 0, '', 8, '{"number":{"year":2026,"number":1},"business":778647123799107,"month":"2026-11","closed_at":1796614106883391,"currency":"EUR","rate_card":1,"after_transfer":0,"last_transfer":8,"lines":[{"category":"marketing","market":"*","unit":50000,"surcharge":0,"messages":3,"amount":150000}],"discounts":[],"rounding":0,"total":150000}');
INSERT INTO "statement" VALUES (2026, 2, 778647123799107, 1793491200000000, 1, 'report-118266963929407', 9, '{"number":{"year":2026,"number":2},"business":778647123799107,"month":"2026-11","closed_at":1796614109393325,"currency":"EUR","rate_card":0,"after_transfer":8,"last_transfer":9,"lines":[],"discounts":[],"rounding":0,"total":-10000,"credit":{"corrects":{"year":2026,"number":1},"kind":"report_return","transfer":9,"reason":"Report 118266963929407 upheld"}}');
CREATE TABLE pilot_paper (
    kind BIGINT NOT NULL,
    name TEXT   NOT NULL,
    at   BIGINT NOT NULL,
    data TEXT   NOT NULL,
    PRIMARY KEY (kind, name)
);
CREATE TABLE pilot_seat (
    business BIGINT NOT NULL PRIMARY KEY,
    cohort   BIGINT NOT NULL,
    taken    BIGINT NOT NULL
);
CREATE TABLE survey_ask (
    person     BIGINT NOT NULL,
    survey     BIGINT NOT NULL,
    asked_at   BIGINT NOT NULL,
    settled_at BIGINT,
    said       TEXT,
    PRIMARY KEY (person, survey)
);
CREATE TABLE billing_details (
    business BIGINT NOT NULL PRIMARY KEY,
    data     TEXT NOT NULL
);
INSERT INTO "billing_details" VALUES (0, '{"name":"Kurier Nord GmbH","street":"Hafenstraße 7","extra":"","postcode":"26122","city":"Oldenburg","country":"DE","vat_id":"DE136695976","tax_number":null,"register":null,"contact":"Accounts","phone":"+49 441 123456","email":"billing@kurier.example","iban":"DE02120300000000202051","bic":"BYLADEM1001","vat_rate":1900,"exempt":null,"pay_within_days":14}');
INSERT INTO "billing_details" VALUES (778647123799107, '{"name":"Sandbox Shop GmbH","street":"Marktplatz 1","extra":"","postcode":"10178","city":"Berlin","country":"DE","vat_id":"DE129273398","email":"buchhaltung@shop.example","reference":"","language":"de","exempt":null}');
CREATE TABLE invoice (
    number   TEXT NOT NULL PRIMARY KEY,
    business BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    document TEXT NOT NULL
);
INSERT INTO "invoice" VALUES ('A-2026-000001', 778647123799107, 1795750037161166, '{"number":"A-2026-000001","issued":"2026-11-27","due":null,"period":{"from":"2026-11-27","to":"2026-11-27"},"currency":"EUR","language":"de","kind":"advance","seller":{"name":"Kurier Nord GmbH","address":{"street":"Hafenstraße 7","extra":"","postcode":"26122","city":"Oldenburg","country":"DE"},"vat_id":"DE136695976","tax_number":null,"register":null,"contact":{"name":"Accounts","phone":"+49 441 123456","email":"billing@kurier.example"},"endpoint":{"scheme":"EM","id":"billing@kurier.example"}},"buyer":{"name":"Sandbox Shop GmbH","address":{"street":"Marktplatz 1","extra":"","postcode":"10178","city":"Berlin","country":"DE"},"vat_id":"DE129273398","tax_number":null,"register":null,"contact":null,"endpoint":{"scheme":"EM","id":"buchhaltung@shop.example"}},"buyer_reference":"778647123799107","lines":[{"item":"balance","quantity":1,"unit_price":100000000}],"allowances":[],"vat":{"standard":1900},"payment":"balance","paid":11900,"notes":[]}');
INSERT INTO "invoice" VALUES ('2026-000001', 778647123799107, 1796614106894149, '{"number":"2026-000001","issued":"2026-12-07","due":null,"period":{"from":"2026-11-01","to":"2026-11-30"},"currency":"EUR","language":"de","kind":{"statement":[{"invoice":{"number":"A-2026-000001","issued":"2026-11-27"},"used":150000}]},"seller":{"name":"Kurier Nord GmbH","address":{"street":"Hafenstraße 7","extra":"","postcode":"26122","city":"Oldenburg","country":"DE"},"vat_id":"DE136695976","tax_number":null,"register":null,"contact":{"name":"Accounts","phone":"+49 441 123456","email":"billing@kurier.example"},"endpoint":{"scheme":"EM","id":"billing@kurier.example"}},"buyer":{"name":"Sandbox Shop GmbH","address":{"street":"Marktplatz 1","extra":"","postcode":"10178","city":"Berlin","country":"DE"},"vat_id":"DE129273398","tax_number":null,"register":null,"contact":null,"endpoint":{"scheme":"EM","id":"buchhaltung@shop.example"}},"buyer_reference":"778647123799107","lines":[{"item":{"messages":{"category":"marketing","market":"*"}},"quantity":3,"unit_price":50000}],"allowances":[],"vat":{"standard":1900},"payment":"balance","paid":0,"notes":[]}');
INSERT INTO "invoice" VALUES ('2026-000002', 778647123799107, 1796614109439376, '{"number":"2026-000002","issued":"2026-12-07","due":null,"period":{"from":"2026-11-01","to":"2026-11-30"},"currency":"EUR","language":"de","kind":{"credit":{"number":"2026-000001","issued":"2026-12-07"}},"seller":{"name":"Kurier Nord GmbH","address":{"street":"Hafenstraße 7","extra":"","postcode":"26122","city":"Oldenburg","country":"DE"},"vat_id":"DE136695976","tax_number":null,"register":null,"contact":{"name":"Accounts","phone":"+49 441 123456","email":"billing@kurier.example"},"endpoint":{"scheme":"EM","id":"billing@kurier.example"}},"buyer":{"name":"Sandbox Shop GmbH","address":{"street":"Marktplatz 1","extra":"","postcode":"10178","city":"Berlin","country":"DE"},"vat_id":"DE129273398","tax_number":null,"register":null,"contact":null,"endpoint":{"scheme":"EM","id":"buchhaltung@shop.example"}},"buyer_reference":"778647123799107","lines":[{"item":{"other":"Report 118266963929407 upheld"},"quantity":1,"unit_price":10000}],"allowances":[],"vat":{"standard":1900},"payment":"balance","paid":0,"notes":["Report 118266963929407 upheld"]}');
CREATE TABLE advance (
    year      BIGINT NOT NULL,
    number    BIGINT NOT NULL,
    business  BIGINT NOT NULL,
    reference TEXT NOT NULL,
    data      TEXT NOT NULL,
    PRIMARY KEY (year, number)
) WITHOUT ROWID;
INSERT INTO "advance" VALUES (2026, 1, 778647123799107, 'camt:cd5f6e23ff9dbeb69be10dd366776e38:1', '{"number":{"year":2026,"number":1},"business":778647123799107,"channel":"manual","reference":"camt:cd5f6e23ff9dbeb69be10dd366776e38:1","transfer":2,"received_at":1795750037134685,"currency":"EUR","net":100000000,"vat":19000000}');
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
CREATE INDEX invoice_of ON invoice (business, number);
CREATE UNIQUE INDEX advance_of ON advance (business, reference);
CREATE TRIGGER invoice_stays BEFORE UPDATE ON invoice
BEGIN SELECT RAISE(ABORT, 'invoices are never changed'); END;
CREATE TRIGGER invoice_remains BEFORE DELETE ON invoice
BEGIN SELECT RAISE(ABORT, 'invoices are never changed'); END;
CREATE TRIGGER advance_stays BEFORE UPDATE ON advance
BEGIN SELECT RAISE(ABORT, 'advances are never changed'); END;
CREATE TRIGGER advance_remains BEFORE DELETE ON advance
BEGIN SELECT RAISE(ABORT, 'advances are never changed'); END;
CREATE INDEX event_preference ON event (business, at) WHERE kind = 3;
COMMIT;
