-- Media: what is known of a file. The files themselves lie beside the store; `blob` is the name of one there, and several records
-- may share it. A record goes before its file.

CREATE TABLE media (
    owner      BIGINT NOT NULL,
    id         BIGINT NOT NULL,
    by_person  BIGINT NOT NULL,
    sender     BIGINT,
    kind       TEXT   NOT NULL,
    mime       TEXT   NOT NULL,
    sha256     BLOB   NOT NULL,
    bytes      BIGINT NOT NULL,
    blob       TEXT   NOT NULL,
    file_name  TEXT,
    thumbnail  BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (owner, id)
) WITHOUT ROWID;
CREATE INDEX media_age ON media (expires_at);
CREATE INDEX media_of_blob ON media (blob);

-- Who may see which file. Rows of one file end together, so the index is appended to.
CREATE TABLE media_grant (
    person     BIGINT NOT NULL,
    media      BIGINT NOT NULL,
    owner      BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (person, media, owner)
) WITHOUT ROWID;
CREATE INDEX media_grant_age ON media_grant (expires_at);

-- What a business's link brought last time.
CREATE TABLE media_link (
    business      BIGINT NOT NULL,
    url_hash      BLOB   NOT NULL,
    media         BIGINT NOT NULL,
    fresh_until   BIGINT NOT NULL,
    etag          TEXT,
    last_modified TEXT,
    PRIMARY KEY (business, url_hash)
) WITHOUT ROWID;
CREATE INDEX media_link_of_media ON media_link (business, media);

-- Uploads in several pieces.
CREATE TABLE media_upload (
    business    BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    file_name   TEXT   NOT NULL,
    file_type   TEXT   NOT NULL,
    file_length BIGINT NOT NULL,
    media       BIGINT,
    expires_at  BIGINT NOT NULL,
    PRIMARY KEY (business, id)
) WITHOUT ROWID;
CREATE INDEX media_upload_age ON media_upload (expires_at);

CREATE TABLE media_part (
    business BIGINT NOT NULL,
    upload   BIGINT NOT NULL,
    at_byte  BIGINT NOT NULL,
    bytes    BIGINT NOT NULL,
    blob     TEXT   NOT NULL,
    PRIMARY KEY (business, upload, at_byte)
) WITHOUT ROWID;
CREATE INDEX media_part_of_blob ON media_part (blob);
