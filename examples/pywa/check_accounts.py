"""What a business has: further numbers from being added to being removed, names, settings, usernames, tokens, owners."""

import httpx
from pywa import errors
from pywa.types import calls, others

from world import SEED, TO, console, refused, wa

NAME = "Pywa Branch"


def added():
    made = wa.create_phone_number(country_calling_code=49, phone_number="30 5550 7777", verified_name=NAME)
    return made.id


def decided(sender, verb, **body):
    answer = console.post(f"/senders/{sender}/{verb}", json=body)
    assert answer.is_success, answer.text


def a_number_is_added_proved_named_registered_and_removed():
    # covers: POST /{business}/phone_numbers, POST /{sender}/request_code, POST /{sender}/verify_code, DELETE /{node}
    sender = added()
    assert sender in [one.id for one in wa.get_business_phone_numbers()]
    shown = wa.get_business_phone_number(phone_id=sender)
    assert (shown.verified_name, shown.name_status) == (NAME, "PENDING_REVIEW"), shown
    assert refused(errors.WhatsAppError, lambda: wa.register_phone_number("123456", phone_id=sender)).code == 133006
    assert wa.request_verification_code(code_method="SMS", language_code="en", phone_id=sender).success
    code = console.get(f"/senders/{sender}").json()["code"]["code"]
    wrong = "000000" if code != "000000" else "111111"
    assert refused(errors.WhatsAppError, lambda: wa.verify_phone_number(wrong, phone_id=sender)).code == 136025
    assert wa.verify_phone_number(code, phone_id=sender).success
    assert refused(errors.WhatsAppError, lambda: wa.register_phone_number("123456", phone_id=sender)).code == 131037
    decided(sender, "name", name=NAME, status="APPROVED")
    assert wa.register_phone_number("123456", phone_id=sender).success
    assert wa.send_message(to=TO, text="From the branch", sender=sender).id
    again = lambda: wa.create_phone_number(country_calling_code=49, phone_number="3055507777", verified_name="Twice")
    assert refused(errors.WhatsAppError, again).code == 2388012
    assert wa.api.send_raw_request("DELETE", f"/{sender}") == {"success": True}
    assert refused(errors.WhatsAppError, lambda: wa.get_business_phone_number(phone_id=sender)).code == 33
    assert sender not in [one.id for one in wa.get_business_phone_numbers()]


def another_name_waits_for_the_operator():
    # covers: POST /{node}
    before = wa.get_business_phone_number().verified_name
    assert wa.update_display_name("Sandbox Shop & Co").success
    shown = wa.get_business_phone_number()
    assert (shown.verified_name, shown.new_name_status) == (before, "PENDING_REVIEW"), shown
    decided(SEED["phone_id"], "name", name="Sandbox Shop & Co", status="APPROVED")
    assert wa.get_business_phone_number().verified_name == "Sandbox Shop & Co"


def settings_are_read_and_confirmed():
    # covers: GET /{sender}/settings, POST /{sender}/settings
    shown = wa.get_business_phone_number_settings()
    assert shown.calling.status == calls.CallingSettingsStatus.DISABLED
    assert shown.storage_configuration.status == others.StorageStatus.DEFAULT
    assert shown.user_identity_change.enable_identity_key_check is False
    assert wa.update_business_phone_number_settings(storage_configuration=shown.storage_configuration).success
    shown.calling.status = calls.CallingSettingsStatus.ENABLED
    error = refused(errors.WhatsAppError, lambda: wa.update_business_phone_number_settings(calling=shown.calling))
    assert error.code == 138018, error


def a_username_is_taken_and_given_up():
    # covers: GET /{sender}/username, POST /{sender}/username, DELETE /{sender}/username
    # covers: GET /{sender}/username_suggestions
    free = wa.get_reserved_usernames()
    assert free, free
    assert wa.set_username(free[0]).status == others.UsernameStatusType.APPROVED
    shown = wa.get_current_username()
    assert (shown.username, shown.status) == (free[0], others.UsernameStatusType.APPROVED)
    assert free[0] not in wa.get_reserved_usernames()
    link = httpx.get(f"{SEED['base']}/people/v1/links/@{free[0]}")
    assert link.status_code == 200, link.text
    refused(errors.WhatsAppError, lambda: wa.set_username("www.shop"))
    assert wa.delete_username().success
    refused(errors.WhatsAppError, wa.get_current_username)


def a_code_is_exchanged_for_a_token():
    # covers: GET /oauth/access_token
    made = console.post(f"/businesses/{SEED['waba_id']}/codes", json={}).json()
    exchange = lambda: wa.api.get_business_access_token(SEED["app_id"], SEED["app_secret"], made["code"])
    token = exchange()["access_token"]
    own = httpx.get(f"{SEED['base']}/v23.0/{SEED['waba_id']}", headers={"Authorization": f"Bearer {token}"})
    assert own.status_code == 200, own.text
    assert refused(errors.WhatsAppError, exchange).code == 100


def an_owner_has_one_account():
    # covers: GET /{business}/owned_whatsapp_business_accounts, GET /{business}/client_whatsapp_business_accounts
    owned = list(wa.get_owned_business_accounts(business_portfolio_id=SEED["business_id"]))
    assert [one.id for one in owned] == [SEED["waba_id"]]
    assert owned[0].health_status["can_send_message"] == "AVAILABLE", owned
    assert owned[0].owner_business_info.id == SEED["business_id"]
    assert not list(wa.get_shared_business_accounts(business_portfolio_id=SEED["business_id"]))


def people_sign_up_by_a_link():
    # covers: POST /{business}/signups, GET /{business}/signups, GET /{node}, POST /{node}
    made = wa.create_signup(
        "Offers once a week?", "Thank you! {{promo_code}}", "https://shop.example/privacy",
        website_url="https://shop.example/", promo_code="SAVE10", display_name="Till", accept_policy=True)
    shown = wa.get_signup(made.id)
    assert (shown.message, shown.promo_code, shown.status) == ("Offers once a week?", "SAVE10", others.SignupStatus.ACTIVE)
    link = httpx.URL(made.get_deeplink(SEED["display_phone"].lstrip("+"))).raw_path.decode()
    assert httpx.get(SEED["base"] + link).headers["location"].startswith("/i/")
    assert wa.update_signup(made.id, status=others.SignupStatus.DISABLED, message="Offers?").success
    listed = {one.id: one for one in wa.get_signups()}
    assert (listed[made.id].message, listed[made.id].status) == ("Offers?", others.SignupStatus.DISABLED)
    wrong = lambda: wa.update_signup(made.id, website_url="http://shop.example/")
    assert refused(errors.SignupWebsiteURLSchemeNotAllowed, wrong).code == 2494179


CHECKS = [
    a_number_is_added_proved_named_registered_and_removed,
    another_name_waits_for_the_operator,
    settings_are_read_and_confirmed,
    a_username_is_taken_and_given_up,
    a_code_is_exchanged_for_a_token,
    an_owner_has_one_account,
    people_sign_up_by_a_link,
]
