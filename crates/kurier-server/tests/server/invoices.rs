//! The paper side of money: from a bank transfer over a closed month to a credit note, through the routes that everybody
//! has, judged by an independent reader of electronic invoices.

use crate::raw::raw;
use crate::stage::{Someone, Stage, code, operator_bearer, order};
use en16931::profiles;
use en16931_formats::{Policy, Recommendation, receive};
use kurier_policy::id::InboxSeq;
use kurier_policy::ledger::{Account, TransferKind, balances};
use kurier_policy::statement::Month;
use kurier_policy::time::DAY_S;
use kurier_store::record::Ack;
use serde_json::{Value, json};
use testkit::Caller;

fn seller() -> Value {
    json!({ "name": "Kurier-Betrieb Nord GmbH", "street": "Hafenstraße 7", "postcode": "26122", "city": "Oldenburg",
        "country": "DE", "vat_id": "DE136695976", "register": "Amtsgericht Oldenburg HRB 1234",
        "contact": "Buchhaltung", "phone": "+49 441 123456", "email": "rechnung@kurier.example",
        "iban": "DE02 1203 0000 0000 2020 51", "bic": "BYLADEM1001" })
}

fn buyer() -> Value {
    json!({ "name": "Bäckerei Süß & Söhne OHG", "street": "Marktplatz 2 a", "postcode": "49074", "city": "Osnabrück",
        "country": "DE", "email": "eingang@baeckerei.example", "reference": "Bestellung 4711", "language": "de" })
}

async fn post(api: &Caller, path: &str, body: &Value) -> Value {
    api.post(path, body).await.unwrap().ok().unwrap()
}

async fn get(api: &Caller, path: &str) -> Value {
    api.get(path).await.unwrap().ok().unwrap()
}

/// A shop and an operator whose addresses are known, and a reader.
async fn stage() -> (Stage, Someone) {
    let stage = Stage::start().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    with_details(&stage).await;
    (stage, kim)
}

/// Says who both sides are.
pub(crate) async fn with_details(stage: &Stage) {
    post(&stage.operator, "/console/v1/billing/details", &seller()).await;
    post(&stage.api, "/kurier/v1/billing/details", &buyer()).await;
}

async fn delivered(stage: &Stage, to: &Someone, count: usize) {
    for number in 0..count {
        stage.send(order(&to.wa_id, "Kim", &number.to_string())).await.ok().unwrap();
    }
    let engine = stage.app.engine();
    let ack = Ack::Delivered { person: to.id, up_to: InboxSeq(u32::MAX) };
    engine.store().acknowledge_batch(vec![ack], engine.clock().now()).await.unwrap();
}

/// Lets the month end and closes it.
async fn closed(stage: &Stage) -> (Month, Value) {
    let now = stage.app.engine().clock().now();
    let month = Month::of(now);
    crate::quality::advance(stage, month.end().seconds_since(now) + DAY_S).await;
    let close = json!({ "business": stage.shop.business.id.to_string(), "month": month.name() });
    (month, post(&stage.operator, "/console/v1/billing/close", &close).await)
}

/// A bank's statement with one transfer for each text.
fn bank_statement(texts: &[(&str, &str)]) -> String {
    let entries: Vec<String> = texts
        .iter()
        .enumerate()
        .map(|(place, (amount, text))| {
            format!(
                "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>\
                 <BookgDt><Dt>2026-01-05</Dt></BookgDt><AcctSvcrRef>BANK{place}</AcctSvcrRef><NtryDtls><TxDtls>\
                 <RltdPties><Dbtr><Nm>Bäckerei Süß</Nm></Dbtr></RltdPties>\
                 <RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt><Stmt>\
         <Acct><Id><IBAN>DE02120300000000202051</IBAN></Id></Acct>{}</Stmt></BkToCstmrStmt></Document>",
        entries.concat()
    )
}

async fn import(stage: &Stage, file: &str) -> crate::raw::RawAnswer {
    let bearer = operator_bearer();
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/xml")];
    let path = "/console/v1/billing/bank-statements";
    raw(&stage.app.base, "POST", path, &headers, file.as_bytes()).await
}

async fn payment_reference(stage: &Stage) -> String {
    let details = get(&stage.api, "/kurier/v1/billing/details").await;
    details["payment_reference"].as_str().unwrap().to_owned()
}

/// A document as XRechnung, accepted by the judge without a remark.
pub(crate) async fn judged(stage: &Stage, number: &str) -> String {
    let file = stage.raw("GET", &format!("/kurier/v1/billing/invoices/{number}/xml"), b"").await;
    assert_eq!((file.status, file.header("content-type")), (200, Some("application/xml")));
    let policy = Policy { require: Some(&profiles::XRECHNUNG), ..Policy::default() };
    let verdict = receive(file.body.as_bytes(), &policy);
    assert_eq!(
        verdict.recommendation,
        Recommendation::Accept,
        "{number}: {verdict}\n{}",
        file.body
    );
    assert_eq!(verdict.report_declared.most_severe(), None, "{number}: {verdict}");
    kept(stage, number).await;
    file.body
}

/// Writes the readable page into the folder of `KURIER_PAPERS`, for somebody to look at.
async fn kept(stage: &Stage, number: &str) {
    let Some(folder) = std::env::var_os("KURIER_PAPERS") else { return };
    let url = format!("{}/kurier/v1/billing/invoices/{number}/pdf", stage.app.base);
    let mut request = testkit::egress::Request::get(url);
    let bearer = format!("Bearer {}", stage.shop.token);
    request.headers.insert("authorization", bearer.parse().unwrap());
    let answer = stage.api.client().request(request).await.unwrap();
    std::fs::create_dir_all(&folder).unwrap();
    let path = std::path::Path::new(&folder).join(format!("{number}.pdf"));
    std::fs::write(path, &answer.body).unwrap();
}

#[tokio::test]
async fn a_month_from_the_bank_transfer_to_the_credit_note_of_an_upheld_report() {
    let (stage, kim) = stage().await;
    // Money comes by bank transfer; it has an invoice of its own.
    let reference = payment_reference(&stage).await;
    let file = bank_statement(&[("119.00", &format!("Guthaben {reference}"))]);
    let booked = import(&stage, &file).await.json();
    assert_eq!(
        (&booked["booked"], &booked["rows"][0]["invoice"]),
        (&json!(1), &json!("A-2026-000001"))
    );
    judged(&stage, "A-2026-000001").await;
    // The month is used, ends and is closed.
    delivered(&stage, &kim, 3).await;
    // A person reports one of them.
    let path = format!("/people/v1/permissions/{}/report", stage.shop.business.id);
    let reported =
        post(&stage.people(&kim), &path, &json!({ "reason": "scam", "show": [2] })).await;
    let report = reported["report"].as_str().unwrap().to_owned();
    let (month, statement) = closed(&stage).await;
    let number = statement["number"].as_str().unwrap();
    let invoice = get(&stage.api, &format!("/kurier/v1/billing/invoices/{number}")).await;
    assert_eq!(
        (&invoice["kind"], &invoice["buyer_reference"]),
        (&json!("month"), &json!("Bestellung 4711"))
    );
    assert_eq!((&invoice["net_cents"], &invoice["vat_cents"]), (&json!(3), &json!(1)));
    assert_eq!((&invoice["paid_cents"], &invoice["due_cents"]), (&json!(4), &json!(0)));
    let xml = judged(&stage, number).await;
    assert!(xml.contains("A-2026-000001"), "the advance is deducted: {xml}");
    let pdf = stage.raw("GET", &format!("/kurier/v1/billing/invoices/{number}/pdf"), b"").await;
    assert!(pdf.status == 200 && pdf.body.starts_with("%PDF-1.7"));
    let csv = stage.raw("GET", &format!("/kurier/v1/billing/invoices/{number}/csv"), b"").await;
    assert_eq!(csv.body.lines().count(), 2, "{}", csv.body);
    // What is billed is what the ledger earned.
    let store = stage.app.engine().store();
    let moved = store.transfers(stage.shop.business.id, 0, 1_000).await.unwrap();
    let revenue: i64 = balances(&moved)
        .unwrap()
        .iter()
        .filter(|(account, _)| matches!(account, Account::Revenue(_)))
        .map(|(_, micros)| micros.0)
        .sum();
    assert_eq!(invoice["net_cents"].as_i64().unwrap() * 10_000, revenue);
    // The desk upholds the report, and the price of the message is given back with a credit note.
    let close = json!({ "outcome": "warned", "note": "upheld" });
    post(&stage.operator, &format!("/console/v1/desk/reports/{report}/close"), &close).await;
    let moved = store.transfers(stage.shop.business.id, 0, 1_000).await.unwrap();
    let refund = moved.iter().find(|one| one.kind == TransferKind::Refund).unwrap();
    let credit = json!({
        "business": stage.shop.business.id.to_string(), "month": month.name(), "kind": "report_return",
        "amount_micros": refund.amount.0, "reason": format!("Meldung {report} bestätigt"),
        "reference": format!("report {report}"),
    });
    let note = post(&stage.operator, "/console/v1/billing/credits", &credit).await;
    let noted = note["number"].as_str().unwrap();
    let shown = get(&stage.api, &format!("/kurier/v1/billing/invoices/{noted}")).await;
    assert_eq!((&shown["kind"], &shown["corrects"]), (&json!("credit_note"), &json!(number)));
    let net =
        shown["net_cents"].as_i64().unwrap() * 10_000 + shown["rounding_micros"].as_i64().unwrap();
    assert_eq!(net, -note["total_micros"].as_i64().unwrap());
    let xml = judged(&stage, noted).await;
    assert!(xml.contains("<CreditNote") && xml.contains(&format!("<cbc:ID>{number}</cbc:ID>")));
    let all = get(&stage.api, "/kurier/v1/billing/invoices").await;
    let kinds: Vec<&Value> =
        all["data"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["month", "credit_note"]);
    let audit = store.verify_ledger().await.unwrap();
    assert_eq!(audit.findings, Vec::<String>::new());
}

#[tokio::test]
async fn an_invoice_waits_for_the_details_of_both_sides_and_never_changes_again() {
    let stage = Stage::start().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    delivered(&stage, &kim, 3).await;
    let (_, statement) = closed(&stage).await;
    let number = statement["number"].as_str().unwrap();
    let path = format!("/kurier/v1/billing/invoices/{number}");
    let none = stage.api.get(&path).await.unwrap();
    assert_eq!(code(&none), (400, 100, 9_000_020), "{}", none.text);
    let console = format!("/console/v1/billing/invoices/{number}");
    let none = stage.operator.get(&console).await.unwrap();
    assert_eq!((none.status, none.code()), (409, "billing_details_missing"));
    let none = stage.operator.get("/console/v1/billing/details").await.unwrap();
    assert_eq!((none.status, none.code()), (409, "billing_details_missing"));
    post(&stage.operator, "/console/v1/billing/details", &seller()).await;
    let buyers = format!("/console/v1/businesses/{}/billing-details", stage.shop.business.id);
    post(&stage.operator, &buyers, &buyer()).await;
    let invoice = get(&stage.api, &path).await;
    // The credit that it began with bore no tax: that is to be paid.
    assert_eq!((&invoice["paid_cents"], &invoice["due_cents"]), (&json!(3), &json!(1)));
    let mut moved = buyer();
    moved["name"] = json!("Another GmbH");
    post(&stage.api, "/kurier/v1/billing/details", &moved).await;
    assert_eq!(get(&stage.api, &path).await, invoice);
    assert_eq!(get(&stage.operator, &console).await, invoice);
}

#[tokio::test]
async fn details_that_do_not_fit_are_refused_and_a_buyer_decides_nothing_about_tax() {
    let (stage, _) = stage().await;
    let mut wrong = buyer();
    wrong["vat_id"] = json!("DE1");
    let refused = stage.api.post("/kurier/v1/billing/details", &wrong).await.unwrap();
    assert_eq!(code(&refused), (400, 100, 9_000_021), "{}", refused.text);
    let mut free = buyer();
    free["exempt"] = json!("because");
    let refused = stage.api.post("/kurier/v1/billing/details", &free).await.unwrap();
    assert_eq!(code(&refused), (400, 100, 9_000_021), "{}", refused.text);
    let buyers = format!("/console/v1/businesses/{}/billing-details", stage.shop.business.id);
    let kept = post(&stage.operator, &buyers, &free).await;
    assert_eq!(kept["exempt"], "because");
    // What the operator decided stays when the business moves.
    let kept = post(&stage.api, "/kurier/v1/billing/details", &buyer()).await;
    assert_eq!(kept["exempt"], "because");
    let mut wrong = seller();
    wrong["iban"] = json!("DE00");
    let refused = stage.operator.post("/console/v1/billing/details", &wrong).await.unwrap();
    assert_eq!((refused.status, refused.code()), (422, "billing_details_unfit"));
}

#[tokio::test]
async fn another_business_and_a_stranger_see_no_documents() {
    let (stage, kim) = stage().await;
    delivered(&stage, &kim, 1).await;
    let (_, statement) = closed(&stage).await;
    let number = statement["number"].as_str().unwrap();
    for path in [
        format!("/kurier/v1/billing/invoices/{number}"),
        format!("/kurier/v1/billing/invoices/{number}/pdf"),
        "/kurier/v1/billing/invoices/2026-000999".to_owned(),
        "/kurier/v1/billing/invoices/x".to_owned(),
    ] {
        let rival = stage.rival_api.get(&path).await.unwrap();
        assert_eq!(code(&rival), (400, 100, 33), "{path}: {}", rival.text);
        assert_eq!(stage.api.with_token("").get(&path).await.unwrap().status, 401);
    }
    let own = get(&stage.rival_api, "/kurier/v1/billing/invoices").await;
    assert_eq!(own["data"], json!([]));
}

#[tokio::test]
async fn a_bank_statement_books_each_transfer_once_and_lists_what_it_does_not_know() {
    let (stage, _) = stage().await;
    let reference = payment_reference(&stage).await;
    let file = bank_statement(&[("11.90", &reference), ("5.00", "Spende"), ("0.03", &reference)]);
    let before =
        get(&stage.api, "/kurier/v1/billing/balance").await["prepaid_micros"].as_i64().unwrap();
    let first = import(&stage, &file).await.json();
    assert_eq!(
        (&first["booked"], &first["known"], &first["open"]),
        (&json!(2), &json!(0), &json!(1))
    );
    assert_eq!(
        (&first["rows"][1]["outcome"], &first["rows"][1]["text"]),
        (&json!("unknown"), &json!("Spende"))
    );
    crate::contract::conforms_to("post", "/console/v1/billing/bank-statements", 200, &first);
    let again = import(&stage, &file).await.json();
    assert_eq!(
        (&again["booked"], &again["known"], &again["open"]),
        (&json!(0), &json!(2), &json!(1))
    );
    let after =
        get(&stage.api, "/kurier/v1/billing/balance").await["prepaid_micros"].as_i64().unwrap();
    // 10.00 and 0.02 net, and the cent that no net amount with its tax reaches.
    assert_eq!(after - before, 10_030_000);
    let advances = get(&stage.api, "/kurier/v1/billing/invoices?kind=advances").await;
    let numbers: Vec<&Value> =
        advances["data"].as_array().unwrap().iter().map(|one| &one["number"]).collect();
    assert_eq!(numbers, ["A-2026-000001", "A-2026-000002"]);
    let broken = import(&stage, &file.replace("</Stmt>", "")).await;
    assert_eq!(
        (broken.status, broken.json()["error"]["code"].as_str()),
        (422, Some("bank_statement"))
    );
    let audit = stage.app.engine().store().verify_ledger().await.unwrap();
    assert_eq!(audit.findings, Vec::<String>::new());
}

#[tokio::test]
async fn a_closed_month_is_compared_with_dated_prices_of_others() {
    let (stage, kim) = stage().await;
    let open = stage.api.get("/kurier/v1/billing/comparison").await.unwrap();
    assert_eq!(code(&open), (400, 100, 9_000_022), "{}", open.text);
    delivered(&stage, &kim, 4).await;
    let (month, statement) = closed(&stage).await;
    let path = format!("/kurier/v1/billing/comparison?month={}", month.name());
    let told = get(&stage.api, &path).await;
    assert_eq!(told["total_micros"], statement["total_micros"]);
    crate::contract::conforms_to("get", "/kurier/v1/billing/comparison", 200, &told);
    let all =
        [&told["rows"], &told["without"]].map(|rows| rows.as_array().unwrap().clone()).concat();
    let here: i64 = all.iter().map(|row| row["here_micros"].as_i64().unwrap()).sum();
    assert_eq!(json!(here), statement["total_micros"]);
}

#[tokio::test]
async fn everybody_reads_the_prices_and_what_they_are_compared_with() {
    let (stage, _) = stage().await;
    let told = get(&stage.api.with_token(""), "/prices.json").await;
    crate::contract::conforms_to("get", "/prices.json", 200, &told);
    let own = get(&stage.api, "/kurier/v1/billing/prices").await;
    assert_eq!(told["card"], own);
    let sum = &told["example"]["sums"][0];
    assert!(sum["here_micros"].as_i64().unwrap() < sum["there_micros"].as_i64().unwrap(), "{sum}");
    let page = stage.raw("GET", "/prices", b"").await;
    assert!(page.status == 200 && page.body.contains("An example month"), "{}", page.body);
    assert!(page.body.contains("<td>0.05</td>") && page.body.contains("hello-charles.com"));
}
