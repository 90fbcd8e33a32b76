"""Forms: made, defined, corrected, published, sent, filled in, asked, ended."""

import httpx
from pywa import errors, types
from pywa.types import flows

from world import PERSON_A, SEED, TO, approve, completions, entry, person, refused, wa


def table(**more):
    """A form of one screen, as pywa writes it."""
    who = flows.TextInput(name="who", label="Name", required=True)
    day = flows.RadioButtonsGroup(
        name="day", label="Day", required=True,
        data_source=[flows.DataSource(id="fri", title="Friday"), flows.DataSource(id="sat", title="Saturday")])
    ask = flows.Screen(
        id="ASK", title="Table", terminal=True, data=[greeting := flows.ScreenData(key="greeting", example="Hello")],
        layout=flows.Layout(children=[
            flows.TextHeading(text=greeting.ref),
            flows.Form(name="form", children=[
                who, day,
                flows.Footer(label="Book", on_click_action=flows.CompleteAction(
                    payload={"who": who.ref, "day": day.ref}))])]))
    return flows.FlowJSON(version="7.0", screens=[ask], **more)


def opens(sent, who=PERSON_A):
    """The form of a message, as her messenger reads it."""
    headers = {"Authorization": f"Bearer {who['session']}"}
    url = f"{SEED['base']}/people/v1/messages/{entry(who, sent)['seq']}/form"
    answer = httpx.get(url, headers=headers, timeout=20)
    assert answer.is_success, answer.text
    return answer.json()


def fills_in(sent, **answer):
    return person(PERSON_A, "say", form={"answer": answer}, reply_to=sent.id, waba_id=SEED["waba_id"])


def completed(said):
    return completions.wait("form", lambda one: one.id == said["wamid"])


def a_form_is_made_corrected_published_and_ended():
    # covers: POST /{business}/flows, GET /{business}/flows, GET /{flow}/assets, POST /{flow}/assets
    # covers: POST /{flow}/publish, POST /{flow}/deprecate, DELETE /{node}, POST /{node}
    made = wa.create_flow("Reservation", [flows.FlowCategory.APPOINTMENT_BOOKING])
    assert made.success and made.id
    refused(errors.FlowPublishingError, lambda: wa.publish_flow(made.id))
    wrong = wa.update_flow_json(made.id, flow_json={"version": "7.0", "screens": []})
    assert wrong.validation_errors and wrong.validation_errors[0].message
    assert not wa.update_flow_json(made.id, flow_json=table()).validation_errors
    assert wa.update_flow_metadata(made.id, name="Reservations", categories=[flows.FlowCategory.OTHER]).success
    shown = wa.get_flow(made.id)
    assert (shown.name, shown.status, shown.json_version) == ("Reservations", flows.FlowStatus.DRAFT, "7.0")
    assert made.id in [one.id for one in wa.get_flows()]
    asset = list(wa.get_flow_assets(made.id))[0]
    assert httpx.get(asset.url).json()["screens"][0]["id"] == "ASK"
    copy = wa.create_flow("Copy", [flows.FlowCategory.OTHER], clone_flow_id=made.id)
    assert wa.delete_flow(copy.id).success
    assert shown.publish().success
    refused(errors.FlowDeletingError, lambda: wa.delete_flow(made.id))
    assert wa.deprecate_flow(made.id).success
    assert wa.get_flow(made.id).status == flows.FlowStatus.DEPRECATED
    refused(errors.WhatsAppError, lambda: wa.send_message(
        TO, "Late", buttons=types.FlowButton(title="Open", flow_id=made.id)))


def a_form_is_sent_and_its_answer_comes_back():
    made = wa.create_flow("Booking", [flows.FlowCategory.OTHER], flow_json=table(), publish=True)
    sent = wa.send_message(TO, "Which day?", buttons=types.FlowButton(
        title="Book", flow_id=made.id, flow_token="visit-7", flow_action_type=flows.FlowActionType.NAVIGATE,
        flow_action_screen="ASK", flow_action_payload={"greeting": "Welcome back"}))
    form = opens(sent)
    assert (form["screen"], form["data"], form["trial"]) == ("ASK", {"greeting": "Welcome back"}, False)
    told = completed(fills_in(sent, who="Kim", day="fri"))
    assert (told.token, told.body, told.response) == ("visit-7", "Sent", {"who": "Kim", "day": "fri"})
    assert told.reply_to_message.id == sent.id


def a_draft_is_sent_for_a_trial():
    made = wa.create_flow("Trial", [flows.FlowCategory.OTHER], flow_json=table())
    refused(errors.WhatsAppError, lambda: wa.send_message(
        TO, "Try", buttons=types.FlowButton(title="Open", flow_id=made.id)))
    sent = wa.send_message(TO, "Try", buttons=types.FlowButton(
        title="Open", flow_name="Trial", mode=flows.FlowStatus.DRAFT))
    assert opens(sent)["trial"]


def a_template_opens_a_form():
    made = wa.create_flow("Invited", [flows.FlowCategory.OTHER], flow_json=table(), publish=True)
    layout = types.templates.Template(
        name="table_waits", language=types.templates.TemplateLanguage.ENGLISH_US,
        category=types.templates.TemplateCategory.UTILITY,
        components=[
            types.templates.BodyText("Your table is waiting."),
            types.templates.Buttons(buttons=[button := types.templates.FlowButton(
                text="Book", flow_id=made.id, flow_action=flows.FlowActionType.NAVIGATE, navigate_screen="ASK")])])
    approve(wa.create_template(layout).id)
    sent = wa.send_template(
        TO, "table_waits", types.templates.TemplateLanguage.ENGLISH_US,
        params=[button.params(flow_token="visit-9", flow_action_data={"greeting": "Hello"}, index=0)])
    assert opens(sent)["data"] == {"greeting": "Hello"}
    assert completed(fills_in(sent, who="Kim")).token == "visit-9"


CHECKS = [
    a_form_is_made_corrected_published_and_ended, a_form_is_sent_and_its_answer_comes_back,
    a_draft_is_sent_for_a_trial, a_template_opens_a_form,
]
