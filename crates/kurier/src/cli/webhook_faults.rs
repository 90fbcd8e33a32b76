//! `--webhook-faults`: how the webhooks of a sandbox go wrong from the beginning.

use kurier_engine::webhooks::Standing;

/// Longest delay, in seconds.
const SLOW_S_MAX: u32 = 3_600;

/// `duplicate,out-of-order,slow=SECONDS,fail=EVERY,status=NUMBER`.
pub(crate) fn parse(text: &str) -> Result<Standing, String> {
    let mut standing = Standing::default();
    for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let number =
            || value.parse::<u32>().map_err(|_| format!("{name} needs a number: {name}=3"));
        match name {
            "duplicate" => standing.duplicate = true,
            "out-of-order" => standing.out_of_order = true,
            "slow" => {
                let slow_s = Some(number()?).filter(|it| *it <= SLOW_S_MAX);
                standing.slow_s = slow_s.ok_or("slow is at most 3600")?;
            }
            "fail" => standing.fail_every = number()?,
            "status" => {
                let status = u16::try_from(number()?).ok().filter(|it| (100..=599).contains(it));
                standing.fail_status = status.ok_or("status is 100 to 599")?;
            }
            _ => {
                return Err(format!(
                    "{name:?} is none of duplicate, out-of-order, slow, fail, status"
                ));
            }
        }
    }
    Ok(standing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_named_one_by_one() {
        let all = parse("duplicate,out-of-order,slow=2,fail=3,status=503");
        let want = Standing {
            duplicate: true,
            out_of_order: true,
            slow_s: 2,
            fail_every: 3,
            fail_status: 503,
        };
        assert_eq!(all, Ok(want));
        assert_eq!(parse(""), Ok(Standing::default()));
        for wrong in ["lost", "slow", "slow=x", "slow=9999", "status=7", "fail=-1"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
