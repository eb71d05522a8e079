import type { Known, KnownOf } from "../../needs/known";
import { arnOf, assuming, calls, listOf, named, type Properties, regionOf, type Use, usingKey } from "./use";

const source = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/infrastructure_IAM_role.html";

interface Tls {
    readonly authority: string;
    readonly key: unknown;
    readonly role: string;
}

/** The settings of TLS of a service's proxies. */
function tlsOf({ inputs }: Known): Tls[] {
    const services = (inputs.serviceConnectConfiguration as Properties | undefined)?.services;
    return listOf(services).flatMap(service => {
        const tls = (service as Properties).tls as Properties | undefined;
        return tls === undefined
            ? []
            : [
                  {
                      authority: String((tls.issuerCertAuthority as Properties).awsPcaAuthorityArn),
                      key: tls.kmsKey,
                      role: String(tls.roleArn),
                  },
              ];
    });
}

/** Tags of an authority. One that exists already has the tag that ECS requires (docs/guides/bring-your-own.md). */
function tagsOf(authority: string, all: KnownOf): Readonly<Record<string, string>> {
    const made = named("acmpca/certificateAuthority", authority, all);
    const tags =
        made === undefined ? { AmazonECSManaged: "true" } : ((made.inputs.tags ?? {}) as Record<string, string>);
    return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
}

/** The secret in which ECS stores the certificate and the key of a service's proxies. */
const secretOf = (service: Known) =>
    `arn:aws:secretsmanager:${regionOf(arnOf(service))}:${service.account}:secret:ecs-sc!${service.name}-012345`;

/** Certificates of proxies, which ECS creates, stores and renews with a role of the service's account. */
export const certificates: readonly Use[] = [
    {
        of: "ecs/service",
        what: "have ECS take on the role for certificates of its proxies",
        source,
        // Without the keys of a source, which this page does not mention.
        calls: one => tlsOf(one).flatMap(({ role }) => assuming("ecs.amazonaws.com", role)),
    },
    {
        of: "ecs/service",
        what: "have certificates of its proxies issued",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-tls.html",
        calls: (one, all) =>
            tlsOf(one).flatMap(({ authority, role }) => {
                const tags = tagsOf(authority, all);
                const template = { "acm-pca:TemplateArn": "arn:aws:acm-pca:::template/EndEntityCertificate/V1" };
                const reading = [
                    "DescribeCertificateAuthority",
                    "GetCertificate",
                    "GetCertificateAuthorityCertificate",
                ];
                return [
                    ...calls({ arn: role }, ["acm-pca:IssueCertificate"], authority, { ...tags, ...template }),
                    ...calls(
                        { arn: role },
                        reading.map(action => `acm-pca:${action}`),
                        authority,
                        tags,
                    ),
                ];
            }),
    },
    {
        of: "ecs/service",
        what: "store certificates of its proxies",
        source,
        calls: one =>
            tlsOf(one).flatMap(({ role }) => {
                const by = { arn: role };
                const requested = {
                    "aws:RequestTag/AmazonECSManaged": "true",
                    "aws:RequestTag/AmazonECSCreated": arnOf(one),
                };
                const stored = { "secretsmanager:ResourceTag/aws:secretsmanager:owningService": "ecs-sc" };
                const changing = ["DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"];
                return [
                    ...calls(
                        by,
                        ["secretsmanager:CreateSecret", "secretsmanager:TagResource"],
                        secretOf(one),
                        requested,
                    ),
                    ...calls(
                        by,
                        [...changing, "RotateSecret", "DeleteSecret"].map(action => `secretsmanager:${action}`),
                        secretOf(one),
                        stored,
                    ),
                ];
            }),
    },
    {
        of: "ecs/service",
        what: "create and store keys of its proxies under its key",
        // That a role of the managed policy alone can't, and which rights it lacks.
        source: "https://github.com/hashicorp/terraform-provider-aws/issues/35868",
        calls: one =>
            tlsOf(one).flatMap(({ key, role }) => [
                ...usingKey({ arn: role }, ["GenerateDataKeyPair", "Encrypt", "Decrypt"], key),
                ...usingKey({ arn: role }, ["GenerateDataKey", "Decrypt"], key, {
                    via: "secretsmanager",
                    more: { "kms:EncryptionContext:SecretARN": secretOf(one) },
                }),
            ]),
    },
];
