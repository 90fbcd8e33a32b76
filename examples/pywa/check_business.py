"""What a business shows and sets: profile, QR codes, blocks, commands, numbers, callbacks, PIN."""

import httpx
from pywa import errors, types
from pywa.types import others

import drawn
from world import (
    CALLBACK, PERSON_A, SEED, TO, heard, person, preferences, refused, sandbox, status_of, statuses, wa,
)


def subscribes_and_shakes_hands():
    # covers: POST /{business}/subscribed_apps
    assert wa.override_waba_callback_url(CALLBACK, SEED["verify_token"])


def the_app_has_a_callback_of_its_own():
    # covers: GET /oauth/access_token, POST /{app}/subscriptions
    token = wa.get_app_access_token(SEED["app_id"], SEED["app_secret"])
    assert token
    done = wa.set_app_callback_url(
        app_id=SEED["app_id"], app_access_token=token, callback_url=CALLBACK, verify_token=SEED["verify_token"],
        fields=["messages", "message_template_status_update", "template_category_update",
                "message_template_components_update", "message_template_quality_update", "user_preferences"])
    assert done.success


def refuses_a_forged_webhook():
    before = len(statuses)
    body = {"object": "whatsapp_business_account", "entry": []}
    forged = {"X-Hub-Signature-256": "sha256=" + "0" * 64}
    assert httpx.post(CALLBACK, json=body, headers=forged).status_code == 403
    assert httpx.post(CALLBACK, json=body).status_code == 401
    assert len(statuses) == before


def the_account_and_its_numbers_are_shown():
    # covers: GET /{node}, GET /{business}/phone_numbers
    account = wa.get_business_account()
    assert account.id == SEED["waba_id"] and account.name and account.timezone_id
    number = wa.get_business_phone_number()
    assert number.id == SEED["phone_id"] and number.verified_name
    assert number.display_phone_number and number.quality_rating
    assert SEED["phone_id"] in [one.id for one in wa.get_business_phone_numbers()]


def the_profile_is_changed_and_read_with_its_picture():
    # covers: GET /{sender}/whatsapp_business_profile, POST /{sender}/whatsapp_business_profile, POST /{app}/uploads
    # covers: POST /upload:{upload}
    changed = wa.update_business_profile(
        about="Open all day", address="Domplatz 1, Köln", description="We sell what you need.",
        email="shop@example.com", websites=["https://shop.example/", "https://help.example/"],
        industry=others.Industry.RETAIL, profile_picture=drawn.png(256, 256))
    assert changed.success
    profile = wa.get_business_profile()
    assert (profile.about, profile.address) == ("Open all day", "Domplatz 1, Köln")
    assert (profile.description, profile.email) == ("We sell what you need.", "shop@example.com")
    assert list(profile.websites) == ["https://shop.example/", "https://help.example/"]
    assert profile.industry == others.Industry.RETAIL
    picture = httpx.get(profile.profile_picture_url)
    assert picture.status_code == 200 and picture.headers["content-type"].startswith("image/"), picture
    refused(errors.WhatsAppError, lambda: wa.update_business_profile(about="x" * 140))
    assert wa.get_business_profile().about == "Open all day"


def qr_codes_are_made_listed_changed_and_deleted():
    # covers: GET /{sender}/message_qrdls, POST /{sender}/message_qrdls, GET /{sender}/message_qrdls/{code}
    # covers: DELETE /{sender}/message_qrdls/{code}
    made = wa.create_qr_code("I want to order", image_type=others.QRCodeImageType.SVG)
    assert made.prefilled_message == "I want to order" and len(made.code) == 14
    svg = httpx.get(made.qr_image_url)
    assert svg.status_code == 200 and "<svg" in svg.text
    png = wa.create_qr_code("Hello", image_type=others.QRCodeImageType.PNG)
    assert httpx.get(png.qr_image_url).content.startswith(b"\x89PNG")
    assert httpx.get(made.deep_link_url, follow_redirects=True).status_code == 200
    assert {made.code, png.code} <= {one.code for one in wa.get_qr_codes()}
    with_image = wa.get_qr_code(made.code, image_type=others.QRCodeImageType.PNG)
    assert httpx.get(with_image.qr_image_url).content.startswith(b"\x89PNG")
    assert wa.update_qr_code(made.code, "I want two").prefilled_message == "I want two"
    assert wa.get_qr_code(made.code).prefilled_message == "I want two"
    assert wa.delete_qr_code(made.code).success and wa.delete_qr_code(png.code).success
    assert made.code not in {one.code for one in wa.get_qr_codes()}
    assert wa.get_qr_code(made.code) is None


def commands_and_ice_breakers_are_set():
    # covers: POST /{sender}/conversational_automation
    commands = [types.Command("status", "Where is my order?"), types.Command("human", "Speak with somebody")]
    assert wa.update_conversational_automation(ice_breakers=["Order a pizza", "Opening hours"], commands=commands).success
    shown = wa.get_business_phone_number().conversational_automation
    assert shown.ice_breakers == ("Order a pizza", "Opening hours"), shown
    assert [(one.name, one.description) for one in shown.commands] == [
        ("status", "Where is my order?"), ("human", "Speak with somebody")]


def people_are_blocked_listed_and_unblocked():
    # covers: GET /{sender}/block_users, POST /{sender}/block_users, DELETE /{sender}/block_users
    heard(person(PERSON_A, "say", text="Spam spam"), "text")
    result = wa.block_users([TO, "4917055501"])
    assert [one.wa_id for one in result.added_users] == [TO], result
    assert [one.input for one in result.failed_users] == ["4917055501"], result
    assert TO in [one.wa_id for one in wa.get_blocked_users()]
    assert [one.wa_id for one in wa.unblock_users([TO]).removed_users] == [TO]
    assert TO not in [one.wa_id for one in wa.get_blocked_users()]
    by_user_id = wa.block_users([PERSON_A["user_id"]])
    assert len(by_user_id.added_users) == 1, by_user_id
    assert len(wa.unblock_users([PERSON_A["user_id"]]).removed_users) == 1


def a_number_is_registered_with_its_pin():
    # covers: POST /{sender}/register, POST /{sender}/deregister
    assert wa.deregister_phone_number().success
    error = refused(errors.WhatsAppError, lambda: wa.send_message(to=TO, text="?"))
    assert error.code == 133010, error
    assert wa.register_phone_number("123456").success
    status_of(wa.send_message(to=TO, text="Back again"), "sent")
    assert wa.deregister_phone_number().success
    assert refused(errors.WhatsAppError, lambda: wa.register_phone_number("654321")).code == 133005
    # Five seconds must lie between a wrong PIN and the next try.
    sandbox.post("/clock", json={"advance_s": 6}).raise_for_status()
    assert wa.register_phone_number("123456").success
    assert wa.get_business_phone_number().is_pin_enabled is True


def a_withdrawal_of_marketing_is_told():
    person(PERSON_A, "withdraw", purpose="marketing")
    told = preferences.wait("preference", lambda one: one.value.value == "stop")
    assert told.from_user.wa_id == TO


FIRST = [subscribes_and_shakes_hands, refuses_a_forged_webhook]
CHECKS = [
    the_app_has_a_callback_of_its_own,
    the_account_and_its_numbers_are_shown,
    the_profile_is_changed_and_read_with_its_picture,
    qr_codes_are_made_listed_changed_and_deleted,
    commands_and_ice_breakers_are_set,
    people_are_blocked_listed_and_unblocked,
    a_number_is_registered_with_its_pin,
    a_withdrawal_of_marketing_is_told,
]
