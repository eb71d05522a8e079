import { isProtected } from "../../../components/plan/residency";
import type { Properties } from "../../properties";
import type { Rule } from "../rule";

/** A type that the pack has no row for is never silently fine. */
export const unmapped: Rule = {
    id: "coverage/unmapped",
    severity: "medium",
    protects: "against resources that no rule evaluates",
    remedy: "check it yourself and add an exception, or request a row for its type",
    controls: ["GDPR Art. 5(2)"],
    check: ({ nodes }, { cells }) => {
        const isAnyProtected = cells.some(({ dataClasses }) => dataClasses.some(isProtected));
        return nodes
            .filter(({ row }) => row === undefined || row.opaque !== undefined)
            .map(({ cell, dataClass, resource: { properties, type, urn }, row }) => ({
                urn,
                verdict: "undetermined" as const,
                isProtected:
                    // A resource with an unknown location may belong to any cell.
                    (cell === undefined ? isAnyProtected : isProtected(dataClass)) &&
                    (row?.opaque !== undefined || looksLikeData(type, properties)),
                message: row?.opaque ?? `the pack does not know the type ${type}`,
            }));
    },
};

/** Words of types that keep something, and properties that only such have. A guess that is wrong costs an exception, with a reason. */
const keeps =
    /(bucket|table|database|dbinstance|cluster|instance|queue|topic|stream|volume|disk|snapshot|warehouse|cache|store|storage|index|dataset|filesystem|fileshare|domain|repository|registry|vault|secret|backup|dump|image|log|export|feed)/i;
/** A resource that only describes another, or grants access to it, stores nothing. */
const tells =
    /(role|binding|policy|permissions?|grant|association|attachment|parametergroup|subnetgroup|account|quota)s?$/i;
/** Modules of databases, whose types are called servers and accounts. */
const ofDatabases =
    /:(dbfor\w+|documentdb|cosmosdb|sql|rds|redis|cache|storage)(\/[^:]+)?:\w*(server|account|managedinstance)$/i;
const ofData = [
    "kmsKeyId",
    "kmsKeyArn",
    "kmsKeyName",
    "encryption",
    "encryptionConfiguration",
    "storageEncrypted",
    "cmekConfig",
];

function looksLikeData(type: string, properties: Properties): boolean {
    const name = type.split(":").at(-1)!;
    return (
        (keeps.test(name) && !tells.test(name)) ||
        ofDatabases.test(type) ||
        ofData.some(property => properties.has(property))
    );
}
