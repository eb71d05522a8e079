import type { Asked } from "../config/config";
import { type Fault, quoted } from "../faults";
import type { Cloud } from "../places/catalogue";

/**
 * Alerts on unusual cost by tag, in accounts that cells have of their own. AWS creates such monitors in management accounts and in accounts
 * without an organization only (docs.aws.amazon.com/cost-management/latest/userguide/getting-started-ad.html). An account that a role leads
 * to is, as a rule, a member.
 */
export function costMonitorFaults({ budget, cells }: Asked, clouds: readonly Cloud[]): Fault[] {
    if (budget?.anomalies !== true || !clouds.includes("aws")) return [];
    const member = cells.find(({ accounts = {} }) => accounts.aws?.roleArn !== undefined);
    return member === undefined
        ? []
        : [
              {
                  code: "budget/anomalies-in-member-account",
                  path: "budget.anomalies",
                  value: true,
                  problem: `AWS creates monitors of cost by tag only in the management account of an organization, but cell ${quoted(member.name)} has an account of its own`,
                  remedy: "remove anomalies, and create one monitor by the tag meridian:service in the management account",
              },
          ];
}
