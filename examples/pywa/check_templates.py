"""Templates: made, reviewed, sent with every component, listed, edited, archived, deleted."""

import datetime

from pywa import errors
from pywa.types import templates as t
from pywa.types.templates import TemplateCategory, TemplateLanguage

import drawn
from hosted import link
from world import (
    PERSON_A, PERSON_B, SEED, TO, approve, category_changes, component_changes, console, her_file, person, refused,
    sandbox, seen, status_changes, status_of, taps, wa,
)

ENGLISH = TemplateLanguage.ENGLISH_US


def made(name, components, category=TemplateCategory.UTILITY, **more):
    """A template that is approved."""
    template = t.Template(name=name, language=ENGLISH, category=category, components=components, **more)
    created = wa.create_template(template)
    approve(created.id)
    return created


def sent(name, params, who=PERSON_A):
    """What the person sees of a template message."""
    message = wa.send_template(to=who["wa_id"], name=name, language=ENGLISH, params=params)
    return seen(who, message)


def template_reaches_a_person_without_a_window():
    # covers: POST /{sender}/messages
    message = wa.send_template(
        to=PERSON_B["wa_id"],
        name="order_update",
        language=ENGLISH,
        params=[
            t.BodyText.params("Kim", "A-1001"),
            t.QuickReplyButton.params(callback_data="got-it", index=0),
            t.URLButton.params(url_variable="A-1001", index=1),
        ],
    )
    assert seen(PERSON_B, message)["buttons"][1]["url"] == "https://shop.example/orders/A-1001"
    person(PERSON_B, "read")
    pricing = status_of(message, "delivered").pricing
    assert pricing.category.value == "utility" and pricing.billable
    person(PERSON_B, "tap", message=message.id, id="got-it")
    tap = taps.wait("quick reply", lambda one: one.data == "got-it")
    assert tap.title == "Got it" and tap.from_user.wa_id == PERSON_B["wa_id"]


def named_template_is_filled_in():
    shown = sent("named_promo", [t.BodyText.params(first_name="Kim", offer="10 % off")])
    assert shown["body"] == "Hi Kim, this week you get 10 % off in our shop."


def header_text_footer_and_every_plain_button_are_shown():
    made("boarding_call", [
        t.HeaderText("Flight {{1}}", "KR 7"),
        t.BodyText("Boarding of flight {{1}} begins at gate {{2}} now.", "KR 7", "B12"),
        t.FooterText(text="Sandbox Air"),
        t.Buttons(buttons=[
            t.QuickReplyButton(text="On my way"),
            t.URLButton(text="Map", url="https://air.example/gates/{{1}}", example="https://air.example/gates/B12"),
            t.URLButton(text="Home page", url="https://air.example/"),
            t.PhoneNumberButton(text="Call us", phone_number="+4922112345"),
        ]),
    ])
    shown = sent("boarding_call", [
        t.HeaderText.params("KR 7"),
        t.BodyText.params("KR 7", "B12"),
        t.QuickReplyButton.params(callback_data="coming", index=0),
        t.URLButton.params(url_variable="B12", index=1),
    ])
    assert shown["header"] == "Flight KR 7" and shown["footer"] == "Sandbox Air", shown
    assert shown["body"] == "Boarding of flight KR 7 begins at gate B12 now."
    urls = [one.get("url") for one in shown["buttons"]]
    assert urls[1:3] == ["https://air.example/gates/B12", "https://air.example/"], shown
    assert shown["buttons"][3]["text"] == "Call us", shown


def headers_of_every_format_carry_their_file_or_place():
    # covers: POST /{sender}/messages
    for kind, header, content, mime in (
        ("image", t.HeaderImage, drawn.png(), "image/png"),
        ("video", t.HeaderVideo, drawn.mp4(), "video/mp4"),
        ("document", t.HeaderDocument, drawn.pdf(), "application/pdf"),
    ):
        name = f"with_{kind}"
        made(name, [header(content, mime_type=mime), t.BodyText("Have a look at this, please.")])
        media = wa.upload_media(content, mime_type=mime, filename=f"a.{kind}")
        more = {"filename": "Pass.pdf"} if kind == "document" else {}
        shown = sent(name, [header.params(**{kind: media.id}, **more)])
        assert shown["file"]["kind"] == kind and her_file(PERSON_A, shown["file"]) == content, shown
        assert kind != "document" or shown["file"]["filename"] == "Pass.pdf"
        path = {"image": "/seat.png", "video": "/film.mp4", "document": "/pass.pdf"}[kind]
        assert sent(name, [header.params(**{kind: link(path)}, **more)])["file"]["kind"] == kind
    made("with_place", [t.HeaderLocation(), t.BodyText("Your parcel waits here.")])
    place = {"lat": 50.94, "lon": 6.96, "name": "Parcel shop", "address": "Domplatz 1"}
    shown = sent("with_place", [t.HeaderLocation.params(**place)])
    assert shown["place"]["latitude"] == 50.94 and shown["place"]["name"] == "Parcel shop", shown


def a_code_is_copied_and_an_offer_ends():
    ends = datetime.datetime.now() + datetime.timedelta(days=2)
    made("spring_offer", [
        t.HeaderImage(drawn.png(), mime_type="image/png"),
        t.LimitedTimeOffer(text="Only this week", has_expiration=True),
        t.BodyText("Use the code {{1}} and save a quarter of the price.", "SPRING25"),
        t.Buttons(buttons=[
            t.CopyCodeButton(example="SPRING25"),
            t.URLButton(text="Shop", url="https://shop.example/{{1}}", example="https://shop.example/spring"),
        ]),
    ], category=TemplateCategory.MARKETING)
    shown = sent("spring_offer", [
        t.HeaderImage.params(image=link("/seat.png")),
        t.BodyText.params("SPRING25"),
        t.LimitedTimeOffer.params(expiration_time=ends),
        t.CopyCodeButton.params(coupon_code="SPRING25", index=0),
        t.URLButton.params(url_variable="spring", index=1),
    ])
    assert shown["offer"]["text"] == "Only this week", shown
    # pywa writes seconds where the Cloud API wants milliseconds; both mean this moment.
    assert abs(shown["offer"]["until"] - ends.timestamp() * 1e6) < 2e6, shown["offer"]
    assert shown["buttons"][0]["code"] == "SPRING25", shown


def cards_have_their_own_files_texts_and_buttons():
    # covers: POST /{sender}/messages
    def card(number):
        return t.CarouselCard(components=[
            t.HeaderImage(drawn.png(), mime_type="image/png"),
            t.BodyText("Room {{1}} is free for you.", str(number)),
            t.Buttons(buttons=[
                t.QuickReplyButton(text="Take it"),
                t.URLButton(text="See it", url="https://inn.example/{{1}}", example="https://inn.example/1"),
            ]),
        ])

    made("rooms", [t.BodyText("Hello {{1}}, these rooms are free.", "Kim"), t.Carousel(cards=[card(1), card(2)])],
         category=TemplateCategory.MARKETING)
    params = [
        t.CarouselCard.params(index=place, params=[
            t.HeaderImage.params(image=link("/seat.png")),
            t.BodyText.params(str(place + 1)),
            t.QuickReplyButton.params(callback_data=f"room:{place + 1}", index=0),
            t.URLButton.params(url_variable=str(place + 1), index=1),
        ])
        for place in range(2)
    ]
    message = wa.send_template(
        to=TO, name="rooms", language=ENGLISH, params=[t.BodyText.params("Kim"), t.Carousel.params(cards=params)])
    cards = seen(PERSON_A, message)["cards"]
    assert [card["body"] for card in cards] == ["Room 1 is free for you.", "Room 2 is free for you."], cards
    assert all(card["file"]["kind"] == "image" for card in cards)
    person(PERSON_A, "tap", message=message.id, id="room:2")
    assert taps.wait("tap on a card", lambda one: one.data == "room:2").title == "Take it"


def one_time_codes_are_sent():
    # covers: POST /{sender}/messages
    shown = sent("otp", [t.AuthenticationBody.params(otp="271828"), t.CopyCodeOTPButton.params(otp="271828")])
    assert "271828" in shown["body"] and shown["buttons"][0]["code"] == "271828", shown


def templates_are_upserted_in_several_languages():
    # covers: POST /{business}/upsert_message_templates
    languages = [TemplateLanguage.ENGLISH_US, TemplateLanguage.GERMAN]
    created = wa.upsert_authentication_template(
        name="login_code", languages=languages, otp_button=t.CopyCodeOTPButton(text="Copy"),
        add_security_recommendation=True, code_expiration_minutes=5)
    assert len(created) == 2 and all(one.id for one in created)
    for one in created:
        approve(one.id)
    again = wa.upsert_authentication_template(
        name="login_code", languages=languages, otp_button=t.CopyCodeOTPButton(text="Copy it"))
    assert {one.id for one in again} == {one.id for one in created}


def templates_are_listed_with_filters():
    # covers: GET /{business}/message_templates
    found = {template.name: template for template in wa.get_templates()}
    assert set(SEED["templates"]) <= set(found)
    assert found["otp"].category.value == "AUTHENTICATION"
    assert found["paused_one"].status.value == "PAUSED"

    def names(**filters):
        return {template.name for template in wa.get_templates(**filters)}

    assert "paused_one" in names(statuses=[t.TemplateStatus.PAUSED]) and "otp" not in names(statuses=[t.TemplateStatus.PAUSED])
    assert "otp" in names(categories=[TemplateCategory.AUTHENTICATION])
    assert "named_promo" not in names(categories=[TemplateCategory.AUTHENTICATION, TemplateCategory.UTILITY])
    assert names(name="order_update") == {"order_update"}
    assert names(content="is on its way") == {"order_update"}
    assert "otp" not in names(languages=[TemplateLanguage.GERMAN])
    assert names(name_or_content="hello_world") >= {"hello_world"}
    assert "hello_world" in names(quality_scores=[t.QualityScoreType.UNKNOWN])
    assert wa.get_template(SEED["templates"]["order_update"]).name == "order_update"


def every_component_is_read_back():
    found = wa.get_template(next(one.id for one in wa.get_templates(name="boarding_call")))
    kinds = [type(one).__name__ for one in found.components]
    assert kinds == ["HeaderText", "BodyText", "FooterText", "Buttons"], kinds
    buttons = [type(one).__name__ for one in found.components[3].buttons]
    assert buttons == ["QuickReplyButton", "URLButton", "URLButton", "PhoneNumberButton"], buttons
    rooms = wa.get_template(next(one.id for one in wa.get_templates(name="rooms")))
    assert len(rooms.components[1].cards) == 2
    offer = wa.get_template(next(one.id for one in wa.get_templates(name="spring_offer")))
    assert offer.components[1].has_expiration is True, offer.components


def a_template_is_taken_from_the_library():
    # covers: POST /{business}/message_templates
    created = wa.create_template(t.LibraryTemplate(
        name="my_appointments", library_template_name="appointment_reminder",
        category=TemplateCategory.UTILITY, language=ENGLISH))
    found = wa.get_template(created.id)
    assert found.library_template_name == "appointment_reminder"
    assert found.name == "my_appointments" and len(found.components) == 3, found.components


def a_template_is_edited_archived_and_deleted():
    # covers: POST /{business}/message_templates, POST /{node}, DELETE /{business}/message_templates
    # covers: POST /{business}/message_templates/archive, POST /{business}/message_templates/unarchive, POST /{template}/unpause
    def draft(text):
        return [t.BodyText(text, "Monday", "noon"), t.Buttons(buttons=[t.QuickReplyButton(text="Got it")])]

    created = wa.create_template(t.Template(
        name="opening_hours", language=ENGLISH, category=TemplateCategory.UTILITY,
        components=draft("We are open on {{1}} from {{2}} until the evening.")))
    assert created.status.value == "PENDING"
    approve(created.id)
    told = status_changes.wait("approval", lambda one: one.template_id == created.id)
    assert told.new_status.value == "APPROVED" and told.template_name == "opening_hours"
    assert wa.update_template(created.id, new_components=draft("Our doors open on {{1}} at {{2}}, not earlier.")).success
    assert wa.get_template(created.id).status.value == "PENDING"
    approve(created.id)
    changed = component_changes.wait("new components", lambda one: one.template_id == created.id)
    assert "Our doors open" in str(changed), changed
    assert wa.archive_templates([created.id]).archived == (created.id,)
    assert wa.unarchive_templates([created.id]).unarchived == (created.id,)
    assert not wa.unpause_template(created.id).success
    assert wa.delete_template("opening_hours", template_id=created.id).success
    assert "opening_hours" not in {template.name for template in wa.get_templates()}


def rejection_pause_and_a_new_category_are_told():
    body = [t.BodyText("Our shop is closed on {{1}} this week.", "Monday")]
    rejected = wa.create_template(t.Template(
        name="closed_days", language=ENGLISH, category=TemplateCategory.UTILITY, components=body))
    sandbox.post(f"/templates/{rejected.id}/reject", json={"reason": "INCORRECT_CATEGORY"}).raise_for_status()
    told = status_changes.wait("rejection", lambda one: one.template_id == rejected.id)
    assert (told.new_status.value, told.reason.value) == ("REJECTED", "INCORRECT_CATEGORY")
    assert wa.get_template(rejected.id).rejected_reason.value == "INCORRECT_CATEGORY"

    moved = made("open_days", [t.BodyText("Our shop is open on {{1}} this week.", "Monday")])
    console.post(f"/templates/{moved.id}/category", json={"category": "MARKETING"}).raise_for_status()
    told = category_changes.wait("new category", lambda one: one.template_id == moved.id)
    assert (told.previous_category.value, told.new_category.value) == ("UTILITY", "MARKETING")

    sandbox.post(f"/templates/{moved.id}/pause", json={}).raise_for_status()
    paused = status_changes.wait("pause", lambda one: one.template_id == moved.id and one.new_status.value == "PAUSED")
    assert paused.template_name == "open_days"
    assert wa.unpause_template(moved.id).success
    status_changes.wait("unpausing", lambda one: one.template_id == moved.id and one.new_status.value in ("APPROVED", "REINSTATED") and one.timestamp >= paused.timestamp)
    assert wa.get_template(moved.id).status.value == "APPROVED"


def refusals_are_pywas_own_errors():
    refused(errors.TemplateNotExists, lambda: wa.send_template(to=TO, name="nope", language=ENGLISH, params=[]))
    refused(errors.TemplatePaused, lambda: wa.send_template(to=TO, name="paused_one", language=ENGLISH, params=[]))
    call = lambda: wa.send_template(to=TO, name="order_update", language=ENGLISH, params=[])
    refused(errors.TemplateParamCountMismatch, call)


CHECKS = [
    template_reaches_a_person_without_a_window,
    named_template_is_filled_in,
    header_text_footer_and_every_plain_button_are_shown,
    headers_of_every_format_carry_their_file_or_place,
    a_code_is_copied_and_an_offer_ends,
    cards_have_their_own_files_texts_and_buttons,
    one_time_codes_are_sent,
    templates_are_upserted_in_several_languages,
    templates_are_listed_with_filters,
    every_component_is_read_back,
    a_template_is_taken_from_the_library,
    a_template_is_edited_archived_and_deleted,
    rejection_pause_and_a_new_category_are_told,
    refusals_are_pywas_own_errors,
]
