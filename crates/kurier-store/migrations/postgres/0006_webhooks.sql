-- Several callbacks of one business: 0 = the app's, 1 = the business's, else a sender's id.
DELETE FROM subscription former USING subscription newer WHERE newer.business = former.business AND newer.id > former.id;
ALTER TABLE subscription ADD COLUMN scope BIGINT NOT NULL DEFAULT 1;
ALTER TABLE subscription ADD COLUMN options TEXT NOT NULL DEFAULT '{}';
ALTER TABLE subscription DROP CONSTRAINT subscription_business_callback_url_key;
ALTER TABLE subscription ADD CONSTRAINT subscription_of_scope UNIQUE (business, scope);

-- Where an attempt went, if its subscription has another address by now.
ALTER TABLE attempt ADD COLUMN url TEXT;
CREATE INDEX attempt_by_time ON attempt USING brin (at);
