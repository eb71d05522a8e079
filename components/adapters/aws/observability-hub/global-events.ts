import type * as aws from "@pulumi/aws";

/**
 * Where AWS records changes of global services: roles, records of a zone, sign-in as root
 * (docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html, "Global service events").
 */
export const globalEvents = "us-east-1" satisfies aws.Region;
