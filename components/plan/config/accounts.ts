import { z } from "zod";

import { existingId } from "./form";
import { knownLater } from "./known-later";

/** A role's path and name (docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html, "IAM name requirements"). */
const roleArn = /^arn:aws(-[a-z]+)*:iam::\d{12}:role\/([\x21-\x7e]+\/)?[\w+=,.@-]{1,64}$/;

/** The same of managed policies (…/reference_iam-quotas.html); those of AWS are in account `aws`. */
const boundary = /^(arn:aws(-[a-z]+)*:iam::(\d{12}|aws):)?policy\/([\x21-\x7e]+\/)?[\w+=,.@-]{1,128}$/;

/** docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html, `ExternalId`. */
const externalId = /^[\w+=,.@:/-]{2,1224}$/;

const orLater = (pattern: RegExp, form: string) =>
    existingId.refine(value => value === knownLater || pattern.test(value), form);

/** The account of a cell in each cloud. It contains no secrets: the engine assumes a role. */
export const accountsSchema = z.strictObject({
    /** An AWS account. */
    aws: z
        .strictObject({
            /** The role to assume. Default: the identity that runs the engine. */
            roleArn: orLater(roleArn, "the ARN of a role, as in arn:aws:iam::111122223333:role/meridian").optional(),
            /** The external id that the trust policy of that role requires. AWS does not treat it as a secret. */
            externalId: orLater(externalId, "2 to 1224 letters, digits and _ + = , . @ : / -").optional(),
            /**
             * The managed policy that limits the permissions of every role that is created: its ARN, or `policy/<name>` for a policy of the
             * cell's account.
             */
            permissionsBoundary: orLater(
                boundary,
                "the ARN of a managed policy, or policy/<name>, as in policy/meridian-boundary",
            ).optional(),
        })
        .refine(account => Object.keys(account).length > 0, "at least one key")
        .optional(),
    /** A Google Cloud project. */
    gcp: z
        .strictObject({
            /** Project id. */
            project: existingId,
            /** The service account to impersonate there. Default: the identity that runs the engine. */
            impersonate: existingId.optional(),
        })
        .optional(),
    /** An Azure subscription. */
    azure: z
        .strictObject({
            /** Subscription id. */
            subscription: existingId,
            /** The directory of the subscription. Default: the directory of the identity that runs the engine. */
            tenant: existingId.optional(),
        })
        .optional(),
});
