import { readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../../tools/package-root";
import { managedPolicies } from "./managed";
import { type Policy, policyFrom } from "./policy";

const page = "docs/clouds/aws.md";
const title = "### Permissions boundary";

/** A boundary that allows what the page of AWS says a boundary must allow, and nothing else. */
export function documentedBoundary(name: string): Policy {
    const section = readFileSync(path.join(packageRoot(), page), "utf8").split(`${title}\n`)[1]?.split("\n#")[0];
    const rows = section?.split("\n").filter(line => line.startsWith("|")) ?? [];
    const named = rows.flatMap(row => [...row.split("|")[1]!.matchAll(/`([^`]+)`/g)].map(([, one]) => one!));
    const actions = named.filter(one => one.includes(":"));
    const ofAws = named.filter(one => !one.includes(":")).map(one => managedPolicies[one]);
    if (actions.length === 0 || ofAws.includes(undefined)) throw new Error(`${page} has no table below "${title}"`);
    const statements = (ofAws as { Statement: unknown }[]).flatMap(({ Statement }) => Statement);
    return policyFrom(name, { Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }, ...statements] });
}
