import type { Kind, Making } from "../kind";
import { digits, inProject, type Made, member, own, text } from "./forms";
import { numberOf } from "./where";

const email = ({ account, inputs }: Making) => `${text(inputs.accountId)}@${account}.iam.gserviceaccount.com`;

/** Agents whose name isn't that of their service (cloud.google.com/iam/docs/service-agents). */
const agents: Readonly<Record<string, string>> = {
    "bigtableadmin.googleapis.com": "gcp-sa-bigtable",
    "cloudfunctions.googleapis.com": "gcf-admin-robot",
    "redis.googleapis.com": "cloud-redis",
    "run.googleapis.com": "serverless-robot-prod",
    "sqladmin.googleapis.com": "gcp-sa-cloud-sql",
    "storage.googleapis.com": "gs-project-accounts",
};
const agent = ({ account, inputs }: Made) => {
    const service = text(inputs.service);
    const domain = agents[service] ?? `gcp-sa-${service.split(".")[0]!}`;
    return `service-${numberOf(account)}@${domain}.iam.gserviceaccount.com`;
};

/** Who may do what, and what a project uses. */
export const roles: Readonly<Record<string, Kind>> = {
    "gcp:serviceaccount/account:Account": {
        global: true,
        id: making => `projects/${making.account}/serviceAccounts/${email(making)}`,
        outputs: {
            email,
            member: making => `serviceAccount:${email(making)}`,
            name: own,
            uniqueId: digits,
        },
        fixed: ["accountId"],
        name: { property: "accountId", pattern: /^[a-z]([-a-z0-9]{4,28}[a-z0-9])$/, auto: 30, byId: true },
    },
    "gcp:serviceaccount/iAMMember:IAMMember": member("serviceAccountId", { global: true, within: "serviceAccountId" }),
    "gcp:projects/iAMMember:IAMMember": member("project", { global: true }),
    "gcp:projects/iAMCustomRole:IAMCustomRole": {
        global: true,
        id: inProject("roles", "roleId"),
        outputs: { name: own, deleted: () => false },
        required: ["permissions", "title"],
        fixed: ["roleId"],
        name: { property: "roleId", pattern: /^[\w.]{3,64}$/, byId: true },
        // One that was deleted lately comes back.
        idempotent: true,
    },
    "gcp:projects/service:Service": {
        global: true,
        id: ({ account, inputs }) => `${account}/${text(inputs.service)}`,
        outputs: {},
        required: ["service"],
        fixed: ["service"],
        idempotent: true,
        stays: { property: "disableOnDestroy", while: false },
    },
    "gcp:projects/serviceIdentity:ServiceIdentity": {
        global: true,
        id: inProject("services", "service"),
        outputs: { email: agent, member: made => `serviceAccount:${agent(made)}` },
        required: ["service"],
        fixed: ["service"],
        idempotent: true,
    },
};
