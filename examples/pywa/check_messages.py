"""Texts, places, contacts, reactions, things to choose: sent, seen by the person, answered."""

from pywa import errors, types

from world import (
    PERSON_A, PERSON_B, PERSON_C, TO, entry, heard, messages, person, refused, seen, selections, status_of, taps, wa,
)


def text_is_sent_delivered_and_read():
    # covers: POST /{sender}/messages
    sent = wa.send_message(to=TO, text="Grüße aus Köln/Bonn 🛬", tracker="trip-7")
    assert status_of(sent, "sent").tracker == "trip-7"
    person(PERSON_A, "read")
    delivered = status_of(sent, "delivered")
    assert delivered.from_user.wa_id == TO and delivered.from_user.bsuid == PERSON_A["user_id"]
    assert delivered.pricing.category.value == "service" and not delivered.pricing.billable
    status_of(sent, "read")


def a_text_says_whether_its_link_may_be_previewed():
    # covers: POST /{sender}/messages
    with_preview = wa.send_message(to=TO, text="See https://example.com/a", preview_url=True)
    without = wa.send_message(to=TO, text="See https://example.com/b")
    assert seen(PERSON_A, with_preview)["preview_url"] is True
    assert not seen(PERSON_A, without).get("preview_url")


def a_user_id_is_an_address_too():
    # covers: POST /{sender}/messages
    sent = wa.send_message(to=PERSON_A["user_id"], text="By user id")
    assert status_of(sent, "sent").from_user.wa_id == TO


def a_reply_quotes_what_it_answers():
    # covers: POST /{sender}/messages
    said = person(PERSON_A, "say", text="Which gate?")
    sent = wa.send_message(to=TO, text="B 12", reply_to_message_id=said["wamid"])
    assert entry(PERSON_A, sent)["reply_to"] == said["seq"]
    answer = heard(person(PERSON_A, "say", text="Thanks", reply_to=sent.id), "answer")
    assert answer.reply_to_message.id == sent.id and answer.text == "Thanks"


def a_location_is_sent():
    # covers: POST /{sender}/messages
    sent = wa.send_location(to=TO, latitude=50.87, longitude=7.14, name="Terminal 1", address="Köln")
    place = seen(PERSON_A, sent)
    assert (place["latitude"], place["longitude"]) == (50.87, 7.14), place
    assert (place["name"], place["address"]) == ("Terminal 1", "Köln"), place


def contacts_are_sent_and_received():
    # covers: POST /{sender}/messages
    contact = types.Contact
    card = contact(
        name=contact.Name(formatted_name="Dr. Ada Byron", first_name="Ada", last_name="Byron", prefix="Dr."),
        birthday="1990-12-10",
        phones=[contact.Phone(phone="+4922112345", type="WORK"), contact.Phone(phone="+49170123", wa_id="49170123")],
        emails=[contact.Email(email="ada@example.com", type="WORK")],
        urls=[contact.Url(url="https://example.com/ada", type="WORK")],
        addresses=[contact.Address(street="Am Dom 1", city="Köln", zip="50667", country="Germany", country_code="DE")],
        org=contact.Org(company="Analytical", department="Engines", title="Engineer"),
    )
    plain = contact(name=contact.Name(formatted_name="Desk", first_name="Desk"), phones=[contact.Phone(phone="+492211")])
    got = seen(PERSON_A, wa.send_contact(to=TO, contact=[card, plain]))["contacts"]
    assert [one["name"]["formatted_name"] for one in got] == ["Dr. Ada Byron", "Desk"]
    assert got[0]["addresses"][0]["city"] == "Köln" and got[0]["org"]["company"] == "Analytical"

    back = heard(person(PERSON_A, "say", contacts=got), "contacts").contacts
    assert back[0].name == card.name and back[0].birthday == card.birthday and back[0].org == card.org
    assert back[0].emails == tuple(card.emails) and back[0].urls == tuple(card.urls)
    assert back[0].addresses == tuple(card.addresses) and back[0].phones[0] == card.phones[0]
    assert back.first.phones[1].wa_id == "49170123" and len(back) == 2


def a_reaction_is_sent_and_taken_back():
    # covers: POST /{sender}/messages
    said = person(PERSON_A, "say", text="Thank you")
    on = wa.send_reaction(to=TO, emoji="🙏", message_id=said["wamid"])
    off = wa.remove_reaction(to=TO, message_id=said["wamid"])
    assert status_of(on, "sent") and status_of(off, "sent")
    first, second = seen(PERSON_A, on), seen(PERSON_A, off)
    assert (first["target"], first["emoji"]) == (said["seq"], "🙏"), first
    assert (second["target"], second["emoji"]) == (said["seq"], ""), second


def inbound_text_can_be_answered_marked_and_typed_at():
    # covers: POST /{sender}/messages
    message = heard(person(PERSON_A, "say", text="Wo ist mein Koffer? 🧳"), "text")
    assert message.text == "Wo ist mein Koffer? 🧳"
    assert message.from_user.wa_id == TO and message.from_user.name
    assert message.mark_as_read()
    assert message.indicate_typing()
    status_of(message.reply_text("On its way.", quote=True), "sent")


def inbound_places_and_reactions_are_parsed():
    sent = wa.send_message(to=TO, text="Where are you?")
    reaction = heard(person(PERSON_A, "react", message=sent.id, emoji="👍"), "reaction").reaction
    assert reaction.emoji == "👍" and reaction.message_id == sent.id
    gone = heard(person(PERSON_A, "react", message=sent.id, emoji=""), "reaction").reaction
    assert not gone.emoji and gone.message_id == sent.id
    said = person(PERSON_A, "say", location={"latitude": 50.87, "longitude": 7.14, "name": "Terminal 1", "address": "Köln"})
    place = heard(said, "location").location
    assert (place.latitude, place.longitude, place.name, place.address) == (50.87, 7.14, "Terminal 1", "Köln")


def buttons_bring_a_reply():
    # covers: POST /{sender}/messages
    buttons = [types.Button("Keep seat", "keep"), types.Button("Change seat", "change")]
    sent = wa.send_message(to=TO, text="Seat 12A?", header="Your seat", footer="Sandbox", buttons=buttons)
    person(PERSON_A, "tap", message=sent.id, id="change")
    tap = taps.wait("button reply", lambda t: t.data == "change")
    assert tap.title == "Change seat" and tap.from_user.wa_id == TO
    assert tap.reply_to_message.id == sent.id


def a_list_brings_the_chosen_row():
    # covers: POST /{sender}/messages
    rows = [types.SectionRow("Chicken", "meal:1", "With rice"), types.SectionRow("Pasta", "meal:2")]
    drinks = [types.SectionRow("Water", "drink:1")]
    meals = types.SectionList("Choose", [types.Section("Meals", rows), types.Section("Drinks", drinks)])
    sent = wa.send_message(to=TO, text="What may we bring?", header="On board", footer="Sandbox", buttons=meals)
    shown = seen(PERSON_A, sent)
    assert shown["button"] == "Choose" and [s["title"] for s in shown["sections"]] == ["Meals", "Drinks"]
    person(PERSON_A, "tap", message=sent.id, id="meal:1")
    chosen = selections.wait("list reply", lambda s: s.data == "meal:1")
    assert (chosen.title, chosen.description) == ("Chicken", "With rice")
    assert chosen.reply_to_message.id == sent.id


def a_link_button_opens_a_page():
    # covers: POST /{sender}/messages
    button = types.URLButton("Track", "https://shop.example/orders/A-1001")
    shown = seen(PERSON_A, wa.send_message(to=TO, text="Your order", header="A-1001", footer="Shop", buttons=button))
    assert (shown["text"], shown["url"]) == ("Track", "https://shop.example/orders/A-1001")
    assert (shown["header"], shown["body"], shown["footer"]) == ("A-1001", "Your order", "Shop")


def a_request_for_a_place_is_answered_with_one():
    # covers: POST /{sender}/messages
    sent = wa.request_location(to=TO, text="Where shall we bring it?")
    assert seen(PERSON_A, sent)["type"] == "location_request"
    answer = heard(person(PERSON_A, "say", location={"latitude": 50.94, "longitude": 6.96}, reply_to=sent.id), "place")
    assert answer.location.latitude == 50.94 and answer.reply_to_message.id == sent.id


def free_text_outside_the_window_fails_later():
    sent = wa.send_message(to=PERSON_B["wa_id"], text="Hello?")
    assert isinstance(status_of(sent, "failed").error, errors.ReEngagementMessage)


def never_allowed_and_unknown_fail_later_in_the_same_way():
    for to in (PERSON_C["wa_id"], "+49 170 5550199"):
        sent = wa.send_message(to=to, text="Hello?")
        assert isinstance(status_of(sent, "failed").error, errors.MessageUndeliverable)


def what_needs_a_catalogue_is_refused_with_words():
    section = types.ProductsSection(title="Shoes", skus=["1", "2"])
    for call in (
        lambda: wa.send_catalog(to=TO, body="All we have", thumbnail_product_sku="1"),
        lambda: wa.send_product(to=TO, catalog_id="1", sku="1", body="This one"),
        lambda: wa.send_products(to=TO, catalog_id="1", product_sections=[section], title="New", body="These"),
    ):
        error = refused(errors.WhatsAppError, call)
        assert error.status_code == 400 and "catalogue" in str(error.details), error


def limits_are_said_before_anything_is_sent():
    before = len(messages)
    error = refused(errors.WhatsAppError, lambda: wa.send_message(to=TO, text="x" * 5000))
    assert error.status_code == 400 and "4096" in str(error.details).replace(",", "")
    twelve = [types.SectionRow(str(n), str(n)) for n in range(11)]
    long = types.SectionList("Choose", [types.Section("All", twelve)])
    error = refused(errors.WhatsAppError, lambda: wa.send_message(to=TO, text="?", buttons=long))
    assert error.status_code == 400 and "rows" in str(error.details)
    assert len(messages) == before


CHECKS = [
    text_is_sent_delivered_and_read,
    a_text_says_whether_its_link_may_be_previewed,
    a_user_id_is_an_address_too,
    a_reply_quotes_what_it_answers,
    a_location_is_sent,
    contacts_are_sent_and_received,
    a_reaction_is_sent_and_taken_back,
    inbound_text_can_be_answered_marked_and_typed_at,
    inbound_places_and_reactions_are_parsed,
    buttons_bring_a_reply,
    a_list_brings_the_chosen_row,
    a_link_button_opens_a_page,
    a_request_for_a_place_is_answered_with_one,
    free_text_outside_the_window_fails_later,
    never_allowed_and_unknown_fail_later_in_the_same_way,
    what_needs_a_catalogue_is_refused_with_words,
    limits_are_said_before_anything_is_sent,
]
