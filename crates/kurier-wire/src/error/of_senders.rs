//! What a business asks for a sender that cannot be done.

use super::entry::entries;

entries! {
    list SENDERS;
    NUMBER_TAKEN = 400 2_388_012 "Phone number exists"
        "A sender with this number is on this server already."
        "Use another number; if it is yours, ask the operator of this installation.";
    NUMBER_RESTS = 400 133_015 "Phone number deleted a moment ago"
        "A sender with this number was removed less than five minutes ago."
        "Add it again in five minutes."
        .later();
    NUMBER_DELETED = 400 33 "Phone number deleted"
        "This sender was removed; what it sent stays."
        "Use another sender, or add the number again with `POST /{business}/phone_numbers`.";
    SENDERS_FULL = 400 100 "Too many senders"
        "The business has as many senders as it may: 20."
        "Remove a sender that is not needed with `DELETE /{sender}`.";
    SENDER_LAST = 400 100 "Last sender"
        "This is the only sender of the business; people would have nobody to write to."
        "Add another sender first; `POST /{sender}/deregister` makes this one send no more.";
    NUMBER_UNPROVED = 400 133_006 "Phone number not verified"
        "The number of this sender was not proved yet."
        "Ask for a code with `POST /{sender}/request_code`; the operator hands it over; say it with `POST /{sender}/verify_code`.";
    NAME_NOT_ALLOWED = 400 131_037 "Display name not approved"
        "The operator has allowed no display name of this sender yet."
        "Wait for the operator, see `name_status`; after a refusal ask for another name with `POST /{sender}` and `new_display_name`.";
    NAME_UNFIT = 400 100 "Display name does not fit"
        "A display name has 2 to 75 characters, none of them invisible."
        "Ask for such a name.";
    REGISTRATIONS_MANY = 400 133_016 "Registered and deregistered too often"
        "This sender was registered and deregistered ten times within 72 hours."
        "Wait until the first of them is 72 hours ago."
        .later();
    CODE_NEEDLESS = 400 2_388_091 "Not eligible for a code"
        "The number of this sender was proved already."
        "Go on with `POST /{sender}/register`.";
    CODE_TOO_SOON = 400 613 "Code asked for too often"
        "The last code was asked for less than a minute ago."
        "Wait a minute; the last code is still good."
        .later();
    CODE_REFUSED = 400 136_025 "Code not accepted"
        "The code is not the one that was made last for this sender, or it is good no more."
        "Say the code that the operator handed over within a day; after five wrong ones ask for a new one.";
    USERNAME_TAKEN = 400 147_001 "Username unavailable"
        "Somebody else has this username, or gave it up less than thirty days ago."
        "Take another one; `GET /{sender}/username_suggestions` names free ones.";
    USERNAME_NOT_ELIGIBLE = 400 147_002 "Not eligible for a username"
        "The operator has not checked who the business is, or what this sender shows."
        "Ask the operator of this installation to check the business, and wait until the sender's number is proved and its name allowed.";
    USERNAME_OF_ANOTHER = 400 147_005 "Username of another sender"
        "Another sender of this business has this username."
        "Ask again with `transfer_action` \"force_transfer\" to move it here.";
    USERNAME_NONE = 400 100 "No username"
        "This sender has no username."
        "Take one with `POST /{sender}/username`.";
    SIGNUP_PLACEHOLDER = 400 2_494_166 "Unknown placeholder"
        "`confirmation_message` holds a placeholder other than {{promo_code}}."
        "Take it out; {{promo_code}} is the only one.";
    SIGNUP_NO_PROMO_CODE = 400 2_494_167 "Promotion code missing"
        "`confirmation_message` holds {{promo_code}}, and the link has no `promo_code`."
        "Give a `promo_code`, or take the placeholder out.";
    SIGNUP_SCHEME = 400 2_494_179 "Address not allowed"
        "`website_url` does not begin with https://."
        "Give an address that begins with https://.";
    SIGNUPS_FULL = 400 100 "Too many sign-up links"
        "The business has as many sign-up links as it may: 1,000."
        "Change one that is not needed with `POST /{signup}` instead of making another.";
    CALLING_STAYS_OFF = 400 138_018 "Calling cannot be enabled"
        "Calls cannot be switched on: this server carries messages, not calls."
        "Leave `calling.status` at DISABLED.";
    SETTING_FIXED = 400 100 "Setting cannot be changed"
        "This server offers one value of this setting only."
        "Leave it as `GET /{sender}/settings` shows it.";
}
