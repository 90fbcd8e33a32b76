//! Templates that cannot be sent or created.

use super::entry::entries;

entries! {
    list TEMPLATES;
    PARAMETER_COUNT = 400 132_000 "Number of parameters does not match"
        "The number of parameters differs from the number of variables in the template."
        "Give each variable of the template exactly one value.";
    TEMPLATE_MISSING = 404 132_001 "Template does not exist"
        "No approved template of this name exists in this language."
        "Check name and language code; a template must be approved before it can be sent.";
    TEXT_TOO_LONG = 400 132_005 "Translated text too long"
        "The text is too long once the values are filled in."
        "Give shorter values.";
    LINK_NOT_ALLOWED = 400 132_007 "Template leads where it may not"
        "A link goes through a shortener, or leads from marketing to a domain that the business has not proven to own."
        "Link to pages of your own domains, and prove them: `POST /kurier/v1/domains`, then `POST /kurier/v1/domains/{domain}/verify`.";
    PARAMETER_FORMAT = 400 132_012 "Parameter format does not match"
        "A template parameter has the wrong form or name."
        "Named templates need `parameter_name` with each value; positional ones rely on order; see the template's components.";
    TEMPLATE_PAUSED = 400 132_015 "Template is paused"
        "The template is paused because of low quality."
        "Send another template, or change this one and wait until it is approved again.";
    TEMPLATE_DISABLED = 400 132_016 "Template is disabled"
        "The template was disabled because of low quality and cannot be sent any more."
        "Create a new template with other content.";
    TEMPLATE_UNSUPPORTED = 400 132_018 "Template cannot be sent here"
        "The template has a part that this server has no use for, such as a form or a catalogue."
        "Send a template without the part that the details name.";
    TEMPLATE_INVALID = 400 100 "Invalid template"
        "The template breaks a rule for templates."
        "Correct what the details name and submit it again.";
    TEMPLATE_DUPLICATE = 400 100 "Template exists already"
        "A template of this name exists already in this language."
        "Choose another name, or edit the template that exists."
        .subcode(2_388_024);
    TEMPLATE_NAME_KEPT = 400 100 "Template is being deleted"
        "A template of this name was deleted in this language less than 30 days ago."
        "Choose another name, or wait until 30 days have gone by since the deletion."
        .subcode(2_388_023);
    TEMPLATE_NOT_EDITABLE = 400 100 "Template cannot be changed now"
        "The status of the template or its former edits do not allow this change."
        "See the details: wait until the review or the time they name is over, or create another template.";
    TEMPLATE_CHANGED = 400 100 "Template was changed meanwhile"
        "Another change of the same template came first."
        "Read the template again and repeat the change if it is still wanted.";
    TEMPLATE_CREATIONS = 400 80_008 "Too many templates in one hour"
        "A business may create 100 templates in one hour."
        "Wait, and create the rest later."
        .later();
    TEMPLATE_MIGRATION = 400 100 "Templates cannot be migrated"
        "Templates are migrated between businesses of one owner only, and no owner has two businesses here."
        "Create the templates in this business."
        .subcode(2_388_103);
    DOMAIN_UNPROVEN = 400 100 "Domain is not proven"
        "The TXT record that proves the domain was not found."
        "Put the record that `GET /kurier/v1/domains` names at the domain, and verify again; a new record may take some hours until everybody sees it."
        .later();
    DOMAIN_LIMIT = 400 100 "Too many domains"
        "The business has 100 domains, which is as many as it may have."
        "Remove domains that are not used any more.";
    TEMPLATE_LIMIT = 400 100 "Too many templates"
        "The business has as many templates as it may have."
        "Delete templates that are not used any more."
        .subcode(2_388_019);
}
