"""pywa, unmodified, against Kurier: sends, receives, verifies. KURIER_SEED names the sandbox's seed.json."""

import sys
import traceback

import check_accounts
import check_business
import check_files
import check_flows
import check_messages
import check_templates

# The marketing permission is withdrawn at the end: nothing else may come after it.
CHECKS = [
    *check_business.FIRST, *check_messages.CHECKS, *check_files.CHECKS, *check_flows.CHECKS,
    *check_templates.CHECKS, *check_accounts.CHECKS, *check_business.CHECKS,
]

wanted, failed, ran = set(sys.argv[1:]), 0, 0
for check in CHECKS:
    if wanted and check.__name__ not in wanted and check not in check_business.FIRST:
        continue
    ran += 1
    try:
        check()
        print(f"PASS {check.__name__}", flush=True)
    except Exception:  # one failing check must not hide the others
        failed += 1
        print(f"FAIL {check.__name__}\n{traceback.format_exc()}", flush=True)
print(f"{ran - failed} passed, {failed} failed")
sys.exit(1 if failed else 0)
