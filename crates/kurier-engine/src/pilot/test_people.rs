//! People who test what a business in the sandbox sends: each says so herself, with a code of the business.

use super::hash;
use crate::entropy::draw;
use crate::{Engine, EngineError, Result};
use kurier_policy::id::{BusinessId, PersonId};
use kurier_policy::pilot::TEST_PEOPLE_MAX;
use kurier_policy::token;

impl Engine {
    /// A new code for people who test; one of before ends. It is answered once.
    pub async fn test_code(&self, business: BusinessId) -> Result<String> {
        let code = format!("{business}-{}", token::invite_code(draw(&*self.parts.entropy)));
        let hashed = hash(&code);
        let by = business.to_string();
        let what = ("test_code", "a new code for people who test".to_owned());
        self.change_access(business, &by, what, |access, _| {
            let Some(enrolment) = access.enrolment.as_mut() else {
                return Err(EngineError::invalid("not_enrolled", "this business has no seat"));
            };
            enrolment.test_code = Some(hashed.clone());
            Ok(())
        })
        .await?;
        Ok(code)
    }

    /// A person says that she tests for a business.
    pub async fn join_test(&self, person: PersonId, code: &str) -> Result<BusinessId> {
        let unknown = || EngineError::invalid("test_code", "no business has this code");
        let code = code.trim().to_ascii_uppercase();
        let business: BusinessId =
            code.split_once('-').and_then(|(id, _)| id.parse().ok()).ok_or_else(unknown)?;
        let known = self.parts.store.business(business).await.map_err(|_| unknown())?;
        let enrolment = known.access.and_then(|access| access.enrolment).ok_or_else(unknown)?;
        if enrolment.test_code.as_deref() != Some(hash(&code).as_str()) {
            return Err(unknown());
        }
        if enrolment.test_people.contains(&person) {
            return Ok(business);
        }
        let what = ("test_person", "somebody tests".to_owned());
        self.change_access(business, "person", what, |access, _| {
            let enrolment = access.enrolment.as_mut().ok_or_else(unknown)?;
            if enrolment.test_people.len() >= TEST_PEOPLE_MAX {
                let says = format!("{TEST_PEOPLE_MAX} people test for this business already");
                return Err(EngineError::invalid("test_people", says));
            }
            enrolment.test_people.push(person);
            Ok(())
        })
        .await?;
        self.parts.store.relate(business, person, self.parts.clock.now()).await?;
        Ok(business)
    }
}
