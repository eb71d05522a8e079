import { containers } from "./containers";
import type { Counterpart } from "./counterpart";
import { data } from "./data";
import { front } from "./front";
import { identity } from "./identity";
import { network } from "./network";
import { watching } from "./watching";

export type { Counterpart } from "./counterpart";

/** By types of the provider: `kms/key`. */
export const counterparts: Readonly<Record<string, Counterpart | readonly Counterpart[]>> = {
    ...containers,
    ...data,
    ...front,
    ...identity,
    ...network,
    ...watching,
};

/** Types that CloudFormation does not have, each with the reason why no schema is needed. */
export const withoutCounterpart: Readonly<Record<string, string>> = {
    "acm/certificateValidation": "waits for a certificate; creates nothing",
    "backup/regionSettings": "is no type of CloudFormation; two maps of a service's name to a boolean",
    "iam/rolePolicyAttachment": "is a property of a role there; an ARN and a role's name",
    "kms/grant": "is no type of CloudFormation",
    "s3/bucketObjectv2": "is no type of CloudFormation",
    "s3/objectCopy": "is no type of CloudFormation",
};
