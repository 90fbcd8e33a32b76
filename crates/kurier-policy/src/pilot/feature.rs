//! What can be given to one business and not to another.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! features {
    ($($(#[$doc:meta])* $name:ident = $bit:literal $key:literal $says:literal;)*) => {
        /// A feature. Closed: what is not here cannot be withheld.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Feature {
            $($(#[$doc])* #[serde(rename = $key)] $name,)*
        }

        impl Feature {
            /// Every feature.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its key, as errors and documents tell it.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }
            /// What it is, in a sentence.
            pub fn says(self) -> &'static str {
                match self { $(Self::$name => $says,)* }
            }
            const fn bit(self) -> u32 {
                match self { $(Self::$name => 1_u32.wrapping_shl($bit),)* }
            }
        }
    };
}

features! {
    /// Any message at all.
    Messages = 0 "messages" "Sending messages at all.";
    /// Utility templates.
    Utility = 1 "templates.utility" "Templates of category utility.";
    /// Authentication templates.
    Authentication = 2 "templates.authentication" "Templates of category authentication.";
    /// Marketing templates without a topic.
    Marketing = 3 "templates.marketing" "Templates of category marketing that belong to no topic.";
    /// Marketing templates of a topic that people chose.
    Newsletter = 4 "newsletter" "Templates of category marketing that belong to a topic which people chose.";
    /// Files.
    Media = 5 "media" "Uploading files, and sending them.";
    /// Reply buttons and links.
    Buttons = 6 "buttons" "Messages with reply buttons, a link or a question for a place.";
    /// Lists and rows of cards.
    Lists = 7 "lists" "Messages with a list or a row of cards.";
    /// Forms.
    Flows = 8 "flows" "Forms, and messages that open them.";
    /// Invitations.
    Invites = 9 "invites" "Links and codes that invite people.";
    /// Campaigns; its value is the most people of one.
    Broadcasts = 10 "broadcasts" "Campaigns; a value is the most people of one.";
    /// Several calls in one.
    Batch = 11 "batch" "Several calls of the API in one request.";
    /// A feed of a business's machines; the program that reads it asks before it begins.
    Mqtt = 12 "mqtt" "A feed of machines; the program that reads it asks for it before it begins.";
    /// Paying afterwards; its value is the most that is owed.
    Postpaid = 13 "postpaid" "Paying afterwards; a value is the most that is owed, in whole units of the currency.";
    /// A limit: its value is the most people a day.
    PeoplePerDay = 14 "limits.people_per_day" "A limit: the value is the most people reached in 24 hours.";
    /// A limit: its value is the most messages a second.
    MessagesPerSecond = 15 "limits.messages_per_second" "A limit: the value is the most messages in a second.";
    /// A limit: its value is the most money a day.
    SpendPerDay = 16 "limits.spend_per_day" "A limit: the value is the most that is spent in a day, in whole units of the currency.";
}

impl Feature {
    /// The feature of that key.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|feature| feature.key() == key)
    }

    /// The feature that a refusal is about, whose words begin with its key: `media: why not.`.
    pub fn named_in(says: &str) -> Option<Self> {
        says.split_once(": ").and_then(|(key, _)| Self::of_key(key))
    }

    /// Whether a frozen cohort loses it: what people did not order.
    pub fn is_advertising(self) -> bool {
        matches!(self, Self::Marketing | Self::Newsletter | Self::Broadcasts)
    }

    /// Whether it is a number that bounds, and not something that is switched on.
    pub fn is_limit(self) -> bool {
        matches!(self, Self::PeoplePerDay | Self::MessagesPerSecond | Self::SpendPerDay)
    }
}

/// A set of features.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct FeatureSet(u32);

impl FeatureSet {
    /// None of them.
    pub const NONE: Self = Self(0);

    /// Every feature that is switched on; no limit.
    pub fn everything() -> Self {
        Feature::ALL.iter().copied().filter(|feature| !feature.is_limit()).collect()
    }

    /// Whether it has this one.
    pub const fn has(self, feature: Feature) -> bool {
        self.0 & feature.bit() != 0
    }

    /// With this one.
    #[must_use]
    pub const fn with(self, feature: Feature) -> Self {
        Self(self.0 | feature.bit())
    }

    /// Without this one.
    #[must_use]
    pub const fn without(self, feature: Feature) -> Self {
        Self(self.0 & !feature.bit())
    }

    /// Them, in order.
    pub fn iter(self) -> impl Iterator<Item = Feature> {
        Feature::ALL.iter().copied().filter(move |feature| self.has(*feature))
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Feature> for FeatureSet {
    fn from_iter<I: IntoIterator<Item = Feature>>(features: I) -> Self {
        features.into_iter().fold(Self::NONE, Self::with)
    }
}

impl std::fmt::Debug for FeatureSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter().map(Feature::key)).finish()
    }
}

impl Serialize for FeatureSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for FeatureSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<Feature>::deserialize(deserializer)?.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_feature_has_a_key_and_a_bit_of_its_own() {
        let keys: BTreeSet<_> = Feature::ALL.iter().map(|one| one.key()).collect();
        let bits: BTreeSet<_> = Feature::ALL.iter().map(|one| one.bit()).collect();
        assert_eq!((keys.len(), bits.len()), (Feature::ALL.len(), Feature::ALL.len()));
        for &feature in Feature::ALL {
            assert_eq!(Feature::of_key(feature.key()), Some(feature));
            assert_eq!(serde_json::to_value(feature).unwrap(), feature.key());
        }
    }

    #[test]
    fn a_set_is_written_as_the_list_of_its_keys() {
        let set = FeatureSet::NONE.with(Feature::Media).with(Feature::Messages);
        let text = serde_json::to_string(&set).unwrap();
        assert_eq!(text, r#"["messages","media"]"#);
        assert_eq!(serde_json::from_str::<FeatureSet>(&text).unwrap(), set);
        assert!(set.has(Feature::Media) && !set.without(Feature::Media).has(Feature::Media));
        assert!(!FeatureSet::everything().has(Feature::PeoplePerDay));
    }
}
