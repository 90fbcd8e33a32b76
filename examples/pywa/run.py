"""pywa, unmodified, against Kurier: sends, receives, verifies. KURIER_SEED names the sandbox's seed.json."""

import json
import os
import sys
import traceback

import httpx
import pywa
from pywa import errors, types
from pywa.types.templates import (
    BodyText, Buttons, QuickReplyButton, Template, TemplateCategory, TemplateLanguage, URLButton,
)

from inbox import Inbox, listen

with open(os.environ["KURIER_SEED"], encoding="utf-8") as file:
    SEED = json.load(file)
PERSON_A, PERSON_B, PERSON_C = SEED["person_a"], SEED["person_b"], SEED["person_c"]
BASE = httpx.URL(SEED["base"])


class ToKurier(httpx.HTTPTransport):
    """The one change: requests for Meta's host go to Kurier."""

    def handle_request(self, request):
        request.url = request.url.copy_with(scheme=BASE.scheme, host=BASE.host, port=BASE.port)
        request.headers["Host"] = BASE.netloc.decode()
        return super().handle_request(request)


wa = pywa.WhatsApp(
    phone_id=SEED["phone_id"],
    token=SEED["token"],
    waba_id=SEED["waba_id"],
    app_id=SEED["app_id"],
    app_secret=SEED["app_secret"],
    verify_token=SEED["verify_token"],
    session=httpx.Client(transport=ToKurier(), timeout=20),
)
messages, taps, statuses, preferences, template_changes = (Inbox() for _ in range(5))
wa.on_message(messages.add)
wa.on_callback_button(taps.add)
wa.on_message_status(statuses.add)
wa.on_user_marketing_preferences(preferences.add)
wa.on_template_status_update(template_changes.add)
CALLBACK = listen(wa)

sandbox = httpx.Client(
    base_url=f"{SEED['base']}/sandbox/v1",
    headers={"Authorization": f"Bearer {SEED['operator_token']}"},
    timeout=20,
)


def person(who, verb, **body):
    """Lets a scripted person do something."""
    answer = sandbox.post(f"/people/{who['person_id']}/{verb}", json=body)
    assert answer.is_success, answer.text
    return answer.json()


def status_of(sent, name):
    return statuses.wait(f"status {name}", lambda s: s.id == sent.id and s.status.value == name)


def refused(kind, call):
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} expected")


def subscribes_and_shakes_hands():
    # covers: POST /{business}/subscribed_apps
    assert wa.override_waba_callback_url(CALLBACK, SEED["verify_token"])


def refuses_a_forged_webhook():
    before = len(statuses)
    body = {"object": "whatsapp_business_account", "entry": []}
    assert httpx.post(CALLBACK, json=body, headers={"X-Hub-Signature-256": "sha256=" + "0" * 64}).status_code == 403
    assert httpx.post(CALLBACK, json=body).status_code == 401
    assert len(statuses) == before


def text_is_sent_delivered_and_read():
    # covers: POST /{sender}/messages
    sent = wa.send_message(to=PERSON_A["wa_id"], text="Grüße aus Köln/Bonn 🛬", tracker="trip-7")
    assert status_of(sent, "sent").tracker == "trip-7"
    person(PERSON_A, "read")
    delivered = status_of(sent, "delivered")
    assert delivered.from_user.wa_id == PERSON_A["wa_id"] and delivered.from_user.bsuid == PERSON_A["user_id"]
    assert delivered.pricing.category.value == "service" and not delivered.pricing.billable
    status_of(sent, "read")


def a_user_id_is_an_address_too():
    sent = wa.send_message(to=PERSON_A["user_id"], text="By user id")
    assert status_of(sent, "sent").from_user.wa_id == PERSON_A["wa_id"]


def template_reaches_a_person_without_a_window():
    # covers: POST /{sender}/messages
    sent = wa.send_template(
        to=PERSON_B["wa_id"],
        name="order_update",
        language=TemplateLanguage.ENGLISH_US,
        params=[
            BodyText.params("Kim", "A-1001"),
            QuickReplyButton.params(callback_data="got-it", index=0),
            URLButton.params(url_variable="A-1001", index=1),
        ],
    )
    person(PERSON_B, "read")
    pricing = status_of(sent, "delivered").pricing
    assert pricing.category.value == "utility" and pricing.billable
    person(PERSON_B, "tap", message=sent.id, id="got-it")
    tap = taps.wait("quick reply", lambda t: t.data == "got-it")
    assert tap.title == "Got it" and tap.from_user.wa_id == PERSON_B["wa_id"]


def named_template_is_filled_in():
    sent = wa.send_template(
        to=PERSON_A["wa_id"],
        name="named_promo",
        language=TemplateLanguage.ENGLISH_US,
        params=[BodyText.params(first_name="Kim", offer="10 % off")],
    )
    entries = sandbox.get(f"/people/{PERSON_A['person_id']}/messages", params={"limit": 500}).json()["entries"]
    seen = next(entry for entry in entries if entry.get("wamid") == sent.id)
    assert seen["content"]["body"] == "Hi Kim, this week you get 10 % off in our shop."


def buttons_bring_a_reply():
    # covers: POST /{sender}/messages
    buttons = [types.Button("Keep seat", "keep"), types.Button("Change seat", "change")]
    sent = wa.send_message(to=PERSON_A["wa_id"], text="Seat 12A?", header="Your seat", footer="Sandbox", buttons=buttons)
    person(PERSON_A, "tap", message=sent.id, id="change")
    tap = taps.wait("button reply", lambda t: t.data == "change")
    assert tap.title == "Change seat" and tap.from_user.wa_id == PERSON_A["wa_id"]
    assert tap.reply_to_message.id == sent.id


def inbound_text_can_be_answered_marked_and_typed_at():
    # covers: POST /{sender}/messages
    said = person(PERSON_A, "say", text="Wo ist mein Koffer? 🧳")
    message = messages.wait("text", lambda m: m.id == said["wamid"])
    assert message.text == "Wo ist mein Koffer? 🧳"
    assert message.mark_as_read()
    assert message.indicate_typing()
    status_of(message.reply_text("On its way.", quote=True), "sent")


def inbound_location_and_reaction_are_parsed():
    sent = wa.send_message(to=PERSON_A["wa_id"], text="Where are you?")
    person(PERSON_A, "react", message=sent.id, emoji="👍")
    reaction = messages.wait("reaction", lambda m: m.reaction is not None)
    assert reaction.reaction.emoji == "👍" and reaction.reaction.message_id == sent.id
    person(PERSON_A, "say", location={"latitude": 50.87, "longitude": 7.14, "name": "Terminal 1"})
    place = messages.wait("location", lambda m: m.location is not None).location
    assert (place.latitude, place.longitude, place.name) == (50.87, 7.14, "Terminal 1")


def location_and_reaction_are_sent():
    # covers: POST /{sender}/messages
    wa.send_location(to=PERSON_A["wa_id"], latitude=50.87, longitude=7.14, name="Terminal 1", address="Köln")
    said = person(PERSON_A, "say", text="Thank you")
    wa.send_reaction(to=PERSON_A["wa_id"], emoji="🙏", message_id=said["wamid"])


def free_text_outside_the_window_fails_later():
    sent = wa.send_message(to=PERSON_C["wa_id"], text="Hello?")
    assert isinstance(status_of(sent, "failed").error, errors.MessageUndeliverable)


def an_unknown_number_fails_later_in_the_same_way():
    sent = wa.send_message(to="+49 170 5550199", text="Hello?")
    assert isinstance(status_of(sent, "failed").error, errors.MessageUndeliverable)


def templates_are_listed_and_parsed():
    # covers: GET /{business}/message_templates
    found = {template.name: template for template in wa.get_templates()}
    assert set(SEED["templates"]) <= set(found)
    assert found["otp"].category.value == "AUTHENTICATION"
    assert found["paused_one"].status.value == "PAUSED"
    assert wa.get_template(SEED["templates"]["order_update"]).name == "order_update"


def a_template_is_made_edited_archived_and_deleted():
    # covers: POST /{business}/message_templates, POST /{node}, DELETE /{business}/message_templates, POST /{business}/message_templates/archive
    # covers: POST /{business}/message_templates/unarchive, POST /{template}/unpause, GET /{node}
    def draft(text):
        return [BodyText(text, "Monday", "noon"), Buttons([QuickReplyButton(text="Got it")])]

    made = wa.create_template(Template(
        name="opening_hours",
        language=TemplateLanguage.ENGLISH_US,
        category=TemplateCategory.UTILITY,
        components=draft("We are open on {{1}} from {{2}} until the evening."),
    ))
    assert made.status.value == "PENDING"
    sandbox.post(f"/templates/{made.id}/approve", json={}).raise_for_status()
    assert template_changes.wait("approval", lambda c: c.template_id == made.id).new_status.value == "APPROVED"
    assert wa.update_template(made.id, new_components=draft("Our doors open on {{1}} at {{2}}, and not earlier.")).success
    assert wa.get_template(made.id).status.value == "PENDING"
    sandbox.post(f"/templates/{made.id}/approve", json={}).raise_for_status()
    assert wa.archive_templates([made.id]).archived == (made.id,)
    assert wa.unarchive_templates([made.id]).unarchived == (made.id,)
    assert not wa.unpause_template(made.id).success
    assert wa.delete_template("opening_hours", template_id=made.id).success
    assert "opening_hours" not in {template.name for template in wa.get_templates()}


def refusals_are_pywas_own_errors():
    to, language = PERSON_A["wa_id"], TemplateLanguage.ENGLISH_US
    refused(errors.TemplateNotExists, lambda: wa.send_template(to=to, name="nope", language=language))
    refused(errors.TemplatePaused, lambda: wa.send_template(to=to, name="paused_one", language=language))
    refused(errors.TemplateParamCountMismatch, lambda: wa.send_template(to=to, name="order_update", language=language))
    error = refused(errors.WhatsAppError, lambda: wa.send_message(to=to, text="x" * 5000))
    assert error.status_code == 400 and error.details


def a_withdrawal_of_marketing_is_told():
    person(PERSON_A, "withdraw", purpose="marketing")
    told = preferences.wait("preference", lambda p: p.value.value == "stop")
    assert told.from_user.wa_id == PERSON_A["wa_id"]


CHECKS = [
    subscribes_and_shakes_hands,
    refuses_a_forged_webhook,
    text_is_sent_delivered_and_read,
    a_user_id_is_an_address_too,
    template_reaches_a_person_without_a_window,
    named_template_is_filled_in,
    buttons_bring_a_reply,
    inbound_text_can_be_answered_marked_and_typed_at,
    inbound_location_and_reaction_are_parsed,
    location_and_reaction_are_sent,
    free_text_outside_the_window_fails_later,
    an_unknown_number_fails_later_in_the_same_way,
    templates_are_listed_and_parsed,
    a_template_is_made_edited_archived_and_deleted,
    refusals_are_pywas_own_errors,
    a_withdrawal_of_marketing_is_told,
]

failed = 0
for check in CHECKS:
    try:
        check()
        print(f"PASS {check.__name__}")
    except Exception:  # one failing check must not hide the others
        failed += 1
        print(f"FAIL {check.__name__}\n{traceback.format_exc()}")
print(f"{len(CHECKS) - failed} passed, {failed} failed")
sys.exit(1 if failed else 0)
