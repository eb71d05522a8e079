import { type Behaviour, elsewhere } from "../behaviour";
import { isOf, type Where } from "../kind";
import { plain } from "../values";

/** The account that is signed in to, where no role is assumed. */
const ownAccount = "111111111111";
/** Ids that EC2 makes, and ARNs that name one thing. */
const reference = /^((vpc|subnet|sg|rtb|igw|nat|eipalloc)-[0-9a-f]{17}|arn:aws[a-z-]*:[^*\s]+)$/;
/** What AWS shares between all customers, and what each account has in each region. */
const sharedByAll = /^arn:aws[a-z-]*:(iam::aws:policy\/|acm-pca:::template\/|events:[^:]+:\d{12}:event-bus\/default$)/;

interface Role {
    readonly roleArn: string;
}

/** Where things are at AWS, what they are called, and what can name them. */
export const where: Pick<
    Behaviour,
    "homeOf" | "whereOf" | "places" | "isReference" | "namesOf" | "isPartOf" | "outOfReach"
> = {
    homeOf: config => {
        const { region, assumeRoles } = plain(config) as { region?: string; assumeRoles?: string | Role[] };
        const roles = typeof assumeRoles === "string" ? (JSON.parse(assumeRoles) as Role[]) : assumeRoles;
        const account = /^arn:aws[a-z-]*:iam::(\d{12}):role\//.exec(roles?.[0]?.roleArn ?? "")?.[1] ?? ownAccount;
        return { account, ...(region !== undefined && { region }) };
    },
    whereOf: ({ global }, inputs, home): Where => {
        const region = (plain(inputs.region) as string | undefined) ?? home.region;
        return { account: home.account, ...(global || region === undefined ? {} : { region }) };
    },
    places: ["region"],
    isReference: text => reference.test(text) && !sharedByAll.test(text),
    namesOf: ({ id, outputs }) => [id, ...(typeof outputs.arn === "string" ? [outputs.arn] : [])],
    // `arn:…:trust-store/…/version`: what has an ARN of its own below another's.
    isPartOf: (arn, { outputs }) => typeof outputs.arn === "string" && arn.startsWith(`${outputs.arn}:`),
    outOfReach: (named, from, { kind, path }) => {
        const { account, region } = elsewhere(named, from);
        return account ?? (isOf(path, kind.elsewhere) ? undefined : region);
    },
};
