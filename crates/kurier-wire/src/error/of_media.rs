//! Files that cannot be taken.

use super::entry::entries;

entries! {
    list MEDIA;
    MEDIA_UNFIT = 400 131_053 "Media upload error"
        "The file is empty, too large, broken, or something else than what it is said to be."
        "Correct what the details name: the limits of each type stand in the API reference.";
    MEDIA_LINK_FAILED = 400 131_053 "Media could not be fetched"
        "The link of a file brought no file: the details say why."
        "Make the link answer a GET over https with status 200, without redirects, within a minute; or upload the file and use its id."
        .later();
}
