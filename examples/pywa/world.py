"""The sandbox, pywa pointed at it, its scripted people, and what pywa's handlers received."""

import json
import os

import httpx
import pywa

from inbox import Inbox, listen

with open(os.environ["KURIER_SEED"], encoding="utf-8") as file:
    SEED = json.load(file)
PERSON_A, PERSON_B, PERSON_C = SEED["person_a"], SEED["person_b"], SEED["person_c"]
TO = PERSON_A["wa_id"]
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
messages, taps, selections, statuses, preferences, completions = (Inbox() for _ in range(6))
status_changes, category_changes, component_changes = (Inbox() for _ in range(3))
wa.on_message(messages.add)
wa.on_callback_button(taps.add)
wa.on_callback_selection(selections.add)
wa.on_flow_completion(completions.add)
wa.on_message_status(statuses.add)
wa.on_user_marketing_preferences(preferences.add)
wa.on_template_status_update(status_changes.add)
wa.on_template_category_update(category_changes.add)
wa.on_template_components_update(component_changes.add)
CALLBACK = listen(wa)

OPERATOR = {"Authorization": f"Bearer {SEED['operator_token']}"}
sandbox = httpx.Client(base_url=f"{SEED['base']}/sandbox/v1", headers=OPERATOR, timeout=20)
console = httpx.Client(base_url=f"{SEED['base']}/console/v1", headers=OPERATOR, timeout=20)


def person(who, verb, **body):
    """Lets a scripted person do something."""
    answer = sandbox.post(f"/people/{who['person_id']}/{verb}", json=body)
    assert answer.is_success, answer.text
    return answer.json()


def sends_file(who, name, mime, content, **shown):
    """Lets a scripted person upload a file with her session and send it."""
    headers = {"Authorization": f"Bearer {who['session']}", "Content-Type": mime}
    url = f"{SEED['base']}/people/v1/media"
    answer = httpx.post(url, params={"name": name}, headers=headers, content=content, timeout=20)
    assert answer.is_success, answer.text
    return person(who, "say", media={"id": answer.json()["id"], **shown})


def entry(who, sent):
    """A message as she sees it."""
    pages, after = [], 0
    while True:
        path = f"/people/{who['person_id']}/messages"
        page = sandbox.get(path, params={"limit": 500, "after": after, "peek": True}).json()
        pages += page["entries"]
        if not page["entries"]:
            break
        after = page["entries"][-1]["seq"]
    return next(one for one in pages if one.get("wamid") == sent.id)


def seen(who, sent):
    """The content of a message as she sees it."""
    return entry(who, sent)["content"]


def her_file(who, file):
    """The bytes of a file in a message of hers."""
    headers = {"Authorization": f"Bearer {who['session']}"}
    answer = httpx.get(f"{SEED['base']}/people/v1/media/{file['id']}", headers=headers, timeout=20)
    assert answer.is_success, answer.text
    return answer.content


def status_of(sent, name):
    return statuses.wait(f"status {name}", lambda s: s.id == sent.id and s.status.value == name)


def heard(said, kind):
    """The message that a scripted person just said, as pywa hands it over."""
    return messages.wait(kind, lambda m: m.id == said["wamid"])


def approve(template_id):
    sandbox.post(f"/templates/{template_id}/approve", json={}).raise_for_status()


def refused(kind, call):
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} expected")
