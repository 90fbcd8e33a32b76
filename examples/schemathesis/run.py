"""schemathesis, unmodified, against Kurier: requests made from the published OpenAPI document, answers held against it.

KURIER_SEED names the sandbox's seed.json. The document is the one that the sandbox serves; only placeholders in paths
get the ids of things that are there, so that calls come further than "unknown object".
"""

import copy
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

with open(os.environ["KURIER_SEED"], encoding="utf-8") as file:
    SEED = json.load(file)
BASE = SEED["base"]
PERSON = SEED["person_a"]
CHECKS = ",".join([
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
])
# A run that calls these would end itself, or never end.
LEFT_OUT = {
    "signOut": "ends the session that the others use",
    "openSocket": "a WebSocket",
    "watch": "a stream without an end",
    "followLogs": "a stream without an end",
    "enter": "an answer for browsers alone",
    "changePilotSetting": "takes from every business what others try",
}


def call(method, path, token, body=None, kind="application/json"):
    """One call; answers JSON."""
    data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
    request = urllib.request.Request(f"{BASE}{path}", data=data, method=method, headers=headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def things():
    """Ids of things that are there, by placeholder and by what `{node}` may name."""
    token = SEED["token"]
    sender, business = SEED["phone_id"], SEED["waba_id"]
    text = {"messaging_product": "whatsapp", "to": PERSON["wa_id"], "text": {"body": "Hello"}}
    message = call("POST", f"/v23.0/{sender}/messages", token, text)["messages"][0]["id"]
    code = call("POST", f"/v23.0/{sender}/message_qrdls", token, {"prefilled_message": "Bread"})["code"]
    plan = {"file_length": 9, "file_type": "application/pdf"}
    upload = call("POST", f"/v23.0/{SEED['app_id']}/uploads", token, plan)["id"].removeprefix("upload:")
    asks = [{"purpose": "utility", "wording": "Tells you what is new."}]
    operator = SEED["operator_token"]
    invite = call("POST", f"/console/v1/businesses/{business}/invites", operator, {"asks": asks})["code"]
    template = SEED["templates"]["order_update"]
    boundary = "a-boundary"
    form = (
        f"--{boundary}\r\nContent-Disposition: form-data; name=\"messaging_product\"\r\n\r\nwhatsapp\r\n"
        f"--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n"
        f"Content-Type: text/plain\r\n\r\nHello\r\n--{boundary}--\r\n"
    ).encode()
    media = call("POST", f"/v23.0/{sender}/media", token, form, f"multipart/form-data; boundary={boundary}")["id"]
    flow = call("POST", f"/v23.0/{business}/flows", token, {"name": "table", "categories": ["OTHER"]})["id"]
    link = {
        "signup_message": "News of the shop?", "confirmation_message": "Thank you", "display_name": "News",
        "privacy_policy_url": "https://shop.example/privacy", "website_url": "https://shop.example",
    }
    signup = call("POST", f"/v23.0/{business}/signups", token, link)["id"]
    plan = {"name": "Spring", "phone_number_id": sender, "template": {"name": "promo", "language": {"code": "en_US"}}}
    campaign = call("POST", "/kurier/v1/campaigns", token, plan)["id"]
    domain = call("POST", "/kurier/v1/domains", token, {"domain": "shop.example"})["domain"]
    shown = {"reason": "other", "block": False}
    report = call("POST", f"/people/v1/permissions/{business}/report", PERSON["session"], shown)["report"]
    second = SEED["second_business"]["waba_id"]
    proposal = {"business": second, "kind": "suspend", "reason": "Somebody else sends in its name."}
    measure = call("POST", "/console/v1/desk/measures", operator, proposal)["id"]
    closes = int(time.time() + 30 * 86_400) * 1_000_000
    cohort = call("POST", "/console/v1/pilot/cohorts", operator, {"name": "first", "goal": "to learn", "capacity": 3,
        "closes": closes, "features": [{"feature": "messages"}]})["id"]
    survey = call("POST", "/console/v1/pilot/surveys", operator, {"name": "core", "sampling_ppm": 1_000_000,
        "closes": closes})["id"]
    application = call("POST", "/pilot/v1/applications", operator, {"business": "Farm", "country": "DE", "kind": "farm",
        "use_case": "cows", "features": [], "people_per_week": 1, "consent": "https://farm.example", "samples": ["Moo."],
        "email": "a@example.org"})["id"]
    details = {"name": "Shop", "street": "Market 2", "postcode": "49074", "city": "Town", "country": "DE",
        "email": "a@example.org"}
    seller = {**details, "vat_id": "DE136695976", "contact": "Office", "phone": "+49 441 123", "iban": "DE02120300000000202051"}
    call("POST", "/console/v1/billing/details", operator, seller)
    call("POST", "/kurier/v1/billing/details", token, details)
    paid = {"business": business, "channel": "manual", "event": "confirmed", "amount_micros": 100_000_000,
        "vat_micros": 19_000_000, "reference": "paid in"}
    call("POST", "/console/v1/billing/payments", operator, paid)
    invoice = call("GET", "/kurier/v1/billing/invoices?kind=advances", token)["data"][0]["number"]
    permissions = call("GET", "/people/v1/permissions", PERSON["session"])
    receipt = permissions["relations"][0]["permissions"][0]["receipt"]
    return {
        "sender": [sender], "business": [business], "app": [SEED["app_id"]], "template": [template],
        "upload": [upload], "code": [code, invite, "131047"], "person": [PERSON["person_id"]], "seq": ["1", "2"],
        "subscription": ["1"], "callback": ["1"], "flow": [flow], "receipt": [receipt], "media": [media], "address": ["not-an-address"],
        "campaign": [campaign], "card": ["123456789012345"], "domain": [domain], "report": [report], "measure": [measure], "appeal": [],
        "invoice": [invoice], "form": ["xml", "pdf", "csv"],
        "cohort": [cohort], "survey": [survey], "application": [application],
        "node": {
            "showObject": [sender, business, template, media, message, flow, signup],
            "changeObject": [template, SEED["templates"]["pending_one"], sender, flow, signup],
            "deleteObject": [media], "messageEvents": [message], "recallMessage": [message],
        },
    }


def filled_in(document, known):
    """The document with ids of things that are there, and without what would end the run."""
    document = copy.deepcopy(document)
    for path, item in list(document["paths"].items()):
        for method, operation in list(item.items()):
            if operation["operationId"] in LEFT_OUT:
                del item[method]
                continue
            for parameter in operation.get("parameters", []):
                if parameter["in"] != "path":
                    continue
                ids = known[parameter["name"]]
                if isinstance(ids, dict):
                    ids = ids[operation["operationId"]]
                # One that is not there keeps the errors in sight.
                parameter["schema"] = {"type": "string", "enum": [*ids, "1234567890123"]}
    return document


def run(name, document, tokens, seconds):
    """One run over the operations of one credential; answers how many operations passed and failed."""
    scheme, token = tokens
    mine = copy.deepcopy(document)
    for item in mine["paths"].values():
        for method in [m for m, one in item.items() if one["security"] != scheme]:
            del item[method]
    mine["paths"] = {path: item for path, item in mine["paths"].items() if item}
    count = sum(len(item) for item in mine["paths"].values())
    folder = Path(tempfile.mkdtemp(prefix="kurier-schemathesis-"))
    source = folder / "openapi.json"
    source.write_text(json.dumps(mine))
    command = [
        str(Path(sys.executable).parent / "st"), "run", str(source), "--url", BASE, "--checks", CHECKS,
        "--phases", "examples,coverage,fuzzing", "--max-examples", "20", "--seed", "1", "--mode", "all",
        "--continue-on-failure", "--generation-database", "none", "--suppress-health-check", "all",
        "--request-timeout", "10", "--no-color", "--warnings", "off",
        "--report", "junit", "--report-junit-path", str(folder / "junit.xml"),
    ]
    if token:
        command += ["--header", f"Authorization: Bearer {token}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=seconds, check=False)
    failed = done.stdout.count("\n____") if done.returncode else 0
    if done.returncode:
        print(done.stdout[-20000:], done.stderr[-2000:])
        failed = max(1, min(failed, count))
    print(f"{name}: {count} operations, {failed} failed")
    return count - failed, failed


def main():
    """Every credential in turn."""
    with urllib.request.urlopen(f"{BASE}/docs/openapi.json", timeout=20) as answer:
        document = filled_in(json.load(answer), things())
    runs = [
        ("business", ([{"token": []}], SEED["token"])),
        ("people", ([{"session": []}], PERSON["session"])),
        ("operator", ([{"operator": []}], SEED["operator_token"])),
        ("open", ([], "")),
    ]
    only = os.environ.get("KURIER_SCHEMATHESIS")
    sums = [run(name, document, how, 170) for name, how in runs if only in (None, name)]
    passed, failed = (sum(column) for column in zip(*sums))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
